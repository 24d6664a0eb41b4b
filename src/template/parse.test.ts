import { describe, expect, test } from 'vitest'
import { mistakes, printed, summary } from '../../tests/support/templates.ts'
import { OriginText } from './origin-text.ts'
import { parseTemplate } from './parse.ts'

describe('text', () => {
  test.each([
    ['no tags at all: { } }} %} #}', 'no tags at all: { } }} %} #}'],
    ['', ''],
    ["'\\{{'", "'{{'"],
    ['\\{{ref "a"}}', '{{ref "a"}}'],
    ['\\{{{x}}}', '{{{x}}}'],
    ['\\{{{{schema}}', '{{s'],
    ['\\{{\\{{raw}}}}', '{{{{raw}}}}'],
    ['\\\\{{schema}}', '\\s'],
    ['a\\\\\\{{schema}}', 'a\\\\s'],
    ['}} {{schema}} }}', '}} s }}'],
    ["like '{%' or x like '{%}'", "like '{%' or x like '{%}'"],
    ['{"a":{{ref "x"}}}', '{"a":"s"."x"}'],
    ['{{{schema}}}', 's'],
    ['{{&schema}}', 's'],
    ['{{!c}}a{{! it\'s }}b{{!-- {{x}} "}} --}}c', 'abc'],
    ['{{{{raw}}}} {{x}} {% if %}\n{{{{/raw}}}}.', ' {{x}} {% if %}\n.'],
    ['{{{{raw}}}}{{{{/raw}}}}', ''],
    ['{{concat "a}}" \'{{b\'}}', 'a}}{{b'],
    ['{{concat "say \\"x\\" \\n" \'it\\\'s\'}}', 'say "x" \\nit\'s'],
    ['{{concat\n  "a"\r\n  "b"\n}}', 'ab'],
    ['{{concat "a\nb"}}', 'a\nb'],
    ['{{add 1 -2.50}} {{concat 3.50 007}}', '-1.5 3.50007'],
  ])('%j prints %j', (template, expected) => {
    expect(printed(template)).toBe(expected)
  })
})

describe('white space', () => {
  test.each([
    ['a\n{{#if true}}\n  b\n{{/if}}\nc\n', 'a\n\n  b\n\nc\n'],
    ['a\r\n{{! c }}\r\nb', 'a\r\n\r\nb'],
    ['a  {{~schema~}}  \n b', 'asb'],
    ['a {{~! c ~}} b', 'ab'],
    ['a {{~!-- c --~}} b', 'ab'],
    ['a {{~#if true~}} b {{~else~}} c {{~/if~}} d', 'abd'],
    ['a {{#if false}} b {{~else~}} c {{/if}} d', 'a c  d'],
    ['{{schema~}} {{{{raw}}}} x {{{{/raw}}}}', 's x '],
    ['\uFEFFselect {{schema}}', 'select s'],
    ['\uFEFFselect', 'select'],
  ])('%j prints %j', (template, expected) => {
    expect(printed(template)).toBe(expected)
  })
})

describe('mistakes of syntax', () => {
  const at = (place: string): string => `models/m.sql:${place}`
  test.each([
    [
      "select '{{' as braces",
      `${at('1:9')} template/unclosed-tag This {{ opens a tag that is not closed. > Close it with }}, or write \\{{ if the braces are meant as text.`,
    ],
    [
      'select\n  {{ref "a"\nfrom {{ref "b"}}',
      `${at('2:3')} template/unclosed-tag This {{ opens a tag that is not closed. > Close it with }}, or write \\{{ if the braces are meant as text.`,
    ],
    [
      'from {{ref "a}} join {{ref "b"}}',
      `${at('1:12')} template/unclosed-string The text that begins here has no closing ". > Add " at its end.`,
    ],
    [
      "from {{ref 'a}}\n",
      `${at('1:12')} template/unclosed-string The text that begins here has no closing '. > Add ' at its end.`,
    ],
    [
      'a\n{{! never',
      `${at('2:1')} template/unclosed-comment The comment that begins here is not closed. > Close it with }}.`,
    ],
    [
      'a {{!-- }}',
      `${at('1:3')} template/unclosed-comment The comment that begins here is not closed. > Close it with --}}.`,
    ],
    [
      '{{{{raw}}}} x',
      `${at('1:1')} template/unclosed-raw Four braces open a raw block, and this one is not {{{{raw}}}} … {{{{/raw}}}}. > Close it with {{{{/raw}}}}, or write \\{{ where braces are meant as text.`,
    ],
    [
      '{{{schema}} x',
      `${at('1:1')} template/unclosed-tag This tag is opened by {{{ and closed by }}. > Use two braces on both sides, with a blank after a brace that is meant as text: { {{x}}.`,
    ],
    [
      'a\n  {{#if true}}\nb\n',
      `${at('2:3')} template/unclosed-block {{#if}} is opened here and never closed. > Write {{/if}} where the block ends.`,
    ],
    [
      '{{#if true}}{{#each xs}}{{/if}}',
      `${at('1:13')} template/unclosed-block {{#each}} is not closed before the block around it ends. > Write {{/each}} where the block ends. [${at('1:25')} The block around it ends here.]`,
    ],
    [
      '{{#if true}} {{/each}}',
      `${at('1:14')} template/wrong-close {{/each}} cannot close {{#if}}. > Write {{/if}}. [${at('1:1')} {{#if}} is opened here.]`,
    ],
    [
      'x {{/if}}',
      `${at('1:3')} template/close-without-open {{/if}} closes nothing: no block is open here. > Remove it, or open the block with {{#if …}}.`,
    ],
    [
      '{{else}}',
      `${at('1:1')} template/misplaced-else {{else}} stands outside of a block. > Put it between {{#if …}} and {{/if}}.`,
    ],
    [
      '{{#if true}}{{else}}{{else}}{{/if}}',
      `${at('1:21')} template/misplaced-else {{#if}} has an {{else}} already. > Use {{else if …}} for all parts but the last. [${at('1:1')} {{#if}} is opened here.]`,
    ],
    [
      '{{> header}}',
      `${at('1:1')} template/partial Partials are not supported. > Make it a macro in macros/*.hbs, {{#macro "name" as |x|}}…{{/macro}}, and call it: {{name "value"}}.`,
    ],
    [
      '{{#> layout}}x{{/layout}}',
      `${at('1:1')} template/partial Partials are not supported. > Make it a macro in macros/*.hbs, {{#macro "name" as |x|}}…{{/macro}}, and call it: {{name "value"}}.`,
    ],
    [
      '{{#*inline "x"}}y{{/inline}}',
      `${at('1:1')} template/decorator Decorators are not supported. > Make it a macro in macros/*.hbs: {{#macro "name" as |x|}}…{{/macro}}.`,
    ],
    [
      '{{#each (list 1)}}{{../schema}}{{/each}}',
      `${at('1:21')} template/parent-path "../" is not supported: the names of outer blocks are visible here as they are. > Give the outer value a name, {{#each xs as |x|}}, and use that name.`,
    ],
    [
      '{{^schema}}x{{/schema}}',
      `${at('1:1')} template/inverse-section Inverse sections are not supported. > Write {{#unless schema}} … {{/unless}}.`,
    ],
    [
      '{{source "shop", "orders"}}',
      `${at('1:16')} template/syntax This tag cannot be read: "," was not expected here. > Separate arguments by blanks: {{source "shop" "orders"}}.`,
    ],
    [
      '{{ #if true }}x{{/if}}',
      `${at('1:4')} template/syntax This tag cannot be read: "#" was not expected here. > Write the sign directly after the braces: {{#if …}}, {{/if}}.`,
    ],
    [
      '{{upper (schema}}',
      `${at('1:16')} template/syntax This tag cannot be read: its end was not expected here. > Write a name, then its arguments: {{ref "orders"}}, {{cents "amount" scale=2}}, {{upper (var "x")}}.`,
    ],
    [
      '{{&!a}}',
      `${at('1:2')} template/syntax This tag cannot be read: "{&!a" was not expected here. > Write a name, then its arguments: {{ref "orders"}}, {{cents "amount" scale=2}}, {{upper (var "x")}}.`,
    ],
    [
      '{{}}',
      `${at('1:1')} template/empty-tag This tag is empty. > Write a name into it, or \\{{ if the braces are meant as text.`,
    ],
    [
      "'{{' || x || '}}'",
      `${at('1:2')} template/bare-literal This tag holds only the literal ' || x || ', which is no name to look up. > Write it without braces, or \\{{ if the braces are meant as text.`,
    ],
    [
      '{{concat "a" x="b" x="c"}}',
      `${at('1:20')} template/duplicate-argument "x" is given twice. > Keep one of the two. [${at('1:14')} "x" is given here first.]`,
    ],
    [
      '{{#each (list 1) as |x x|}}{{/each}}',
      `${at('1:24')} template/duplicate-parameter The parameter "x" is named twice. > Give each parameter its own name. [${at('1:22')} "x" is named here first.]`,
    ],
  ])('%j', (template, expected) => {
    expect(mistakes(template)[0]).toBe(expected)
  })

  test('a refused block does not make its close a second mistake', () => {
    expect(mistakes('{{^a}}{{/a}}{{#> b}}{{/b}}{{#if (}}{{/if}}')).toHaveLength(3)
  })

  test('all of a file are reported, each in its place', () => {
    const found = mistakes('{{/if}}\n{{source "a", "b"}}\n{{> x}}\n{% set x = 1 %}\n{{#if true}}')
    expect(found.map((line) => line.split(' ')[0])).toEqual([at('1:1'), at('2:13'), at('3:1'), at('4:1'), at('5:1')])
  })

  test('blocks lie within one another a hundred deep and no deeper', () => {
    const nested = (depth: number): string => '{{#if true}}'.repeat(depth) + '{{/if}}'.repeat(depth)
    expect(mistakes(nested(100))).toEqual([])
    expect(mistakes(nested(101))[0]).toBe(
      `${at('1:1201')} template/too-deep More than 100 blocks or calls lie within one another here. > Move the inner ones into macros.`,
    )
    expect(mistakes(nested(20_000))[0]).toContain('template/too-deep')
  })

  test('so do calls in parentheses', () => {
    const nested = (depth: number): string => `{{${'upper ('.repeat(depth)}upper "a"${')'.repeat(depth)}}}`
    expect(printed(nested(100))).toBe('A')
    expect(mistakes(nested(50_000))).toHaveLength(1)
    expect(mistakes(nested(101))[0]).toContain('template/too-deep')
  })

  test('columns count code points, and nothing of a byte order mark', () => {
    expect(mistakes('\uFEFF{{nope}}')[0]).toMatch(/^models\/m\.sql:1:3 /)
    expect(mistakes("'👍ä' {{nope}}")[0]).toMatch(/^models\/m\.sql:1:8 /)
    expect(mistakes('a\r\nb\u2028\r\n  {{upper\n   nope}}')[0]).toMatch(/^models\/m\.sql:4:4 /)
  })
})

test('a template within a YAML value is placed in the YAML file', () => {
  const file = { path: 'profiles/local.yml', text: 'password: "{{env_vra}}"\n' }
  const { template, diagnostics } = parseTemplate(OriginText.verbatim(file, 11, 22))
  expect(diagnostics).toEqual([])
  expect(template?.body).toMatchObject([{ kind: 'output', span: { file, start: 11, end: 22 } }])
  expect(parseTemplate(OriginText.verbatim(file, 11, 20)).diagnostics.map(summary)[0]).toMatch(
    /^profiles\/local\.yml:1:12 template\/unclosed-tag/,
  )
})

test('a string may hold templates that are closed within it', () => {
  const { template, diagnostics } = parseTemplate({
    path: 'a.sql',
    text: '{{config post_hook="insert into log select {{this}}, {{x}}\nfrom {{this}}"}}',
  })
  expect(diagnostics).toEqual([])
  expect(template?.body).toHaveLength(1)
})
