import { describe, expect, test } from 'vitest'
import {
  mistakes,
  printed,
  relation,
  renderModel,
  renderOptions,
  summary,
  text,
} from '../../tests/support/templates.ts'
import { formatPlace } from '../diagnostics/format.ts'
import { OriginText } from './origin-text.ts'
import { readMacroFile } from './read-macro-file.ts'
import { renderMacro } from './render.ts'
import { dictValue, listValue, nullValue, textValue } from './value.ts'

const macros = `{{#macro "cents" scale=2 as |column scale|}}
({{column}} / 100.0)::numeric(18,{{scale}})
{{/macro}}
{{#macro "twice" as |x|}}{{x}}{{x}}{{/macro}}
{{#macro "target_of" as |x|}}{{this}}{{#each (list x)}}{{this}}{{/each}}{{/macro}}
{{#macro "broken"}}{{nope}}{{/macro}}
{{#macro "outer"}}{{broken}}{{/macro}}
`

describe('names', () => {
  test.each([
    ['{{schema}} {{target.name}} {{this}} {{this.name}}', 's dev "s"."this_model" this_model'],
    ['{{ref "a"}}{{#if (is_incremental)}} x{{/if}}', '"s"."a" x'],
    ['{{#each (list "a") as |upper|}}{{upper}}{{/each}}', 'a'],
    ['{{#each (list "a")}}{{this}}{{#if true}}{{this}}{{/if}}{{/each}}', 'aa'],
    ['{{#each (list (dict n=1) (dict n=2))}}{{n}}{{this.n}}{{/each}}', '1122'],
    ['{{#each (list "a") as |x|}}{{#each (list "b") as |y|}}{{x}}{{y}}{{@index}}{{/each}}{{/each}}', 'ab0'],
    ['{{#with (dict a="x") as |d|}}{{a}}{{d.a}}{{this.name}}{{/with}}', 'xxthis_model'],
    ['{{#let a="x" b=2}}{{a}}{{b}}{{/let}}', 'x2'],
    ['{{concat null true 1}}{{nothing}}', 'nulltrue1null'],
  ])('%j prints %j', (template, expected) => {
    expect(printed(template, { context: { nothing: nullValue } })).toBe(expected)
  })

  test.each([
    ['{{reff "a"}}', '1:3 template/unknown-name "reff" is not a macro or helper here. > Did you mean "ref"?'],
    [
      '{{shcema}}',
      '1:3 template/unknown-name "shcema" is not a block parameter, macro, helper or value here. > Did you mean "schema"?',
    ],
    [
      '{{upper zzz}}',
      '1:9 template/unknown-name "zzz" is not a block parameter, macro, helper or value here. > If it is meant as text, put it in quotes: "zzz".',
    ],
    [
      '{{#if zzz}}a{{/if}}',
      '1:7 template/unknown-name "zzz" is not a block parameter, macro, helper or value here. > If it is meant as text, put it in quotes: "zzz".',
    ],
    [
      '{{ref upperr}}',
      '1:7 template/unknown-name "upperr" is not a block parameter, macro, helper or value here. > Did you mean "upper"? If it is meant as text, put it in quotes: "upperr".',
    ],
    [
      '{{ref “a”}}',
      '1:7 template/unknown-name "“a”" is not a block parameter, macro, helper or value here. > Use straight quotes: "a".',
    ],
    [
      '{{zzz 1}}',
      '1:3 template/unknown-name "zzz" is not a macro or helper here. > Define it in macros/*.hbs: {{#macro "zzz" as |…|}}…{{/macro}}.',
    ],
    [
      '{{loop.index}}',
      '1:3 template/unknown-name "loop.index" is not a block parameter, macro, helper or value here. > Within {{#each}} there are @index, @first, @last and @key.',
    ],
    [
      '{{#if is_incremental}}a{{/if}}',
      '1:7 template/bare-helper "is_incremental" is a helper; named as an argument it must be called, in parentheses. > Write (is_incremental).',
    ],
    [
      '{{upper cents}}',
      '1:9 template/bare-helper "cents" is a macro; named as an argument it must be called, in parentheses. > Write (cents).',
    ],
    ['{{target.nmae}}', '1:3 template/unknown-field "target" has no field "nmae". > Did you mean "name"?'],
    ['{{schema.x}}', '1:3 template/unknown-field "schema" has no field "x". > It has no fields at all.'],
    [
      '{{@index}}',
      '1:3 template/unknown-name "@index" has no meaning here. > Within {{#each}} there are @index, @first and @last, and for a dict @key.',
    ],
    [
      '{{#each (list 1)}}{{@idnex}}{{/each}}',
      '1:21 template/unknown-name "@idnex" has no meaning here. > Did you mean "index"?',
    ],
    [
      '{{schema "x"}}',
      '1:3 template/not-callable "schema" is a value here, not a macro or helper, and takes no arguments. > Write {{schema}}, or rename the block parameter if it hides a macro or helper.',
    ],
    [
      '{{#each (list 1) as |ref|}}{{ref "a"}}{{/each}}',
      '1:30 template/not-callable "ref" is a value here, not a macro or helper, and takes no arguments. > Write {{ref}}, or rename the block parameter if it hides a macro or helper.',
    ],
    [
      '{{upper undefined}}',
      '1:9 template/undefined "undefined" is not a value. > Write null, or leave the argument out.',
    ],
    [
      '{{list 1}}',
      '1:1 template/not-printable This is a list, which cannot be printed. > Print its parts: {{join xs ", "}}, or {{#each xs as |x|}}{{x}}{{/each}}.',
    ],
  ])('%j', (template, expected) => {
    expect(mistakes(template, { macros })).toEqual([`models/m.sql:${expected}`])
  })

  test('this is refused where no model is rendered', () => {
    const { macros: found } = readMacroFile({ path: 'macros/m.hbs', text: '{{#macro "m"}}{{this}}{{/macro}}' })
    const [macro] = found
    const file = { path: 'a.yml', text: 'x' }
    const given = { positional: [], named: [], span: { file, start: 0, end: 1 } }
    const rendered = macro && renderMacro(macro, given, { ...renderOptions(), self: null })
    expect(rendered?.diagnostics.map(summary)).toEqual([
      'macros/m.hbs:1:17 template/unknown-name "this" has no meaning here: no model is being rendered. [a.yml:1:1 "m" is called here.]',
    ])
  })
})

describe('blocks', () => {
  test.each([
    ['{{#if true}}a{{else}}b{{/if}}', 'a'],
    ['{{#if false}}a{{else}}b{{/if}}', 'b'],
    ['{{#if false}}a{{^}}b{{/if}}', 'b'],
    ['{{#if false}}a{{else if true}}b{{else}}c{{/if}}', 'b'],
    ['{{#if 0}}a{{else if ""}}b{{else}}c{{/if}}', 'c'],
    ['{{#if null}}a{{else if (list)}}b{{else if (dict)}}c{{/if}}', ''],
    ['{{#unless false}}a{{else}}b{{/unless}}', 'a'],
    ['{{#each (list) as |x|}}a{{else}}none{{/each}}', 'none'],
    ['{{#each null}}a{{else}}none{{/each}}', 'none'],
    [
      '{{#each (list "a" "b") as |x i|}}{{i}}{{x}}{{#if @first}}!{{/if}}{{#unless @last}},{{/unless}}{{/each}}',
      '0a!,1b',
    ],
    ['{{#each (dict a=1 b=2) as |v k|}}{{k}}{{@key}}{{v}}{{@index}} {{/each}}', 'aa10 bb21 '],
    ['{{#with "x" as |y|}}{{y}}{{/with}}{{#with null as |y|}}a{{else}}b{{/with}}', 'xb'],
    ['{{#if (eq 1 1)}}{{#unless (eq 1 2)}}a{{/unless}}{{/if}}', 'a'],
  ])('%j prints %j', (template, expected) => {
    expect(printed(template)).toBe(expected)
  })

  test.each([
    [
      '{{#if}}a{{/if}}',
      '1:1 template/missing-argument "if" needs the argument "condition". > Write {{#if condition}}.',
    ],
    ['{{#if 1 2}}a{{/if}}', '1:9 template/too-many-arguments "if" takes one argument. > Write {{#if condition}}.'],
    ['{{each (list 1)}}', '1:1 template/needs-body "each" wraps a body. > Write {{#each …}} … {{/each}}.'],
    [
      '{{#ref "a"}}x{{/ref}}',
      '1:1 template/takes-no-body "ref" takes no body. > Call it without # and without a closing tag: {{ref …}}.',
    ],
    [
      '{{#schema}}x{{/schema}}',
      '1:1 template/takes-no-body "schema" takes no body. > Write {{#if schema}} … {{/if}} or {{#each schema as |item|}} … {{/each}}.',
    ],
    [
      '{{#foreach xs}}x{{/foreach}}',
      '1:4 template/unknown-name "foreach" is not a macro or helper here. > Did you mean "each"?',
    ],
    [
      '{{#macro "x"}}x{{/macro}}',
      '1:1 template/definition-place {{#macro}} defines something, and this is no file of definitions. > Move it to a file macros/*.hbs.',
    ],
    [
      '{{#if true as |x|}}x{{/if}}',
      '1:16 template/too-many-parameters {{#if}} gives no values to name. > Remove the names between the bars.',
    ],
    [
      '{{#each "abc"}}x{{/each}}',
      '1:9 template/wrong-kind "values" of "each" must be a list; this is a text. > Make a list: (list "a" "b").',
    ],
  ])('%j', (template, expected) => {
    expect(mistakes(template)).toEqual([`models/m.sql:${expected}`])
  })

  test('what is wrong within a block is found although its condition is wrong', () => {
    expect(
      mistakes('{{#each nope as |x|}}{{x}} {{upper}}{{else}}{{zzz}}{{/each}}').map((line) => line.slice(0, 44)),
    ).toEqual([
      'models/m.sql:1:9 template/unknown-name "nope',
      'models/m.sql:1:28 template/missing-argument ',
      'models/m.sql:1:47 template/unknown-name "zzz',
    ])
  })
})

describe('calls that are not reached', () => {
  test.each([
    ['{{#if false}}{{reff "a"}}{{/if}}', ['1:16 template/unknown-name "reff']],
    ['{{#if true}}{{else}}{{upper (lowr "a")}}{{/if}}', ['1:30 template/unknown-name "lowr']],
    ['{{#each (list) as |x|}}{{#foreach x}}{{/foreach}}{{/each}}', ['1:27 template/unknown-name "forea']],
    ['{{#if true}}{{reff "a"}}{{/if}}', ['1:15 template/unknown-name "reff']],
    ['{{#each (list) as |x|}}{{x.a}} {{x "b"}} {{anything}}{{/each}}', []],
    ['{{#if false}}{{#let f="x"}}{{upper f}}{{/let}}{{target.zzz}}{{#schema}}{{/schema}}{{/if}}', []],
  ])('%j', (template, expected) => {
    const found = mistakes(template).map((line) => line.slice('models/m.sql:'.length).slice(0, expected[0]?.length))
    expect(found).toEqual(expected)
  })
})

describe('macros', () => {
  test.each([
    ['{{cents "a"}}', '(a / 100.0)::numeric(18,2)'],
    ['{{cents "a" 4}}', '(a / 100.0)::numeric(18,4)'],
    ['{{cents scale=3 column="a"}}', '(a / 100.0)::numeric(18,3)'],
    ['{{cents "a" scale=null}}', '(a / 100.0)::numeric(18,null)'],
    ['{{cents (twice "b")}}', '(bb / 100.0)::numeric(18,2)'],
    ['{{#each (list "x")}}{{target_of "y"}}{{/each}}', '"s"."this_model"y'],
  ])('%j prints %j', (template, expected) => {
    expect(printed(template, { macros })).toBe(expected)
  })

  const definition = ' [macros/m.hbs:1:10 "cents" is defined here.]'
  test.each([
    [
      '{{cents}}',
      `1:1 template/missing-argument "cents" needs the argument "column". > Write {{cents column [scale]}}.${definition}`,
    ],
    [
      '{{cents 1 2 3}}',
      `1:13 template/too-many-arguments "cents" takes at most 2 arguments. > Write {{cents column [scale]}}.${definition}`,
    ],
    [
      '{{cents "a" sacle=2}}',
      `1:13 template/unknown-argument "cents" has no parameter "sacle". > Did you mean "scale"?${definition}`,
    ],
    [
      '{{cents "a" column="b"}}',
      `1:13 template/duplicate-argument "cents" is given "column" both by position and by name. > Leave out column=, or the argument before it.${definition}`,
    ],
    [
      '{{#cents "a"}}x{{/cents}}',
      '1:1 template/takes-no-body "cents" takes no body. > Call it without # and without a closing tag: {{cents …}}.',
    ],
  ])('%j', (template, expected) => {
    expect(mistakes(template, { macros })).toEqual([`models/m.sql:${expected}`])
  })

  test('a mistake within a macro shows the calls that led to it', () => {
    expect(mistakes('select {{outer}}', { macros })).toEqual([
      'macros/m.hbs:6:22 template/unknown-name "nope" is not a block parameter, macro, helper or value here. > Define it in macros/*.hbs: {{#macro "nope"}}…{{/macro}}.' +
        ' [macros/m.hbs:7:19 "broken" is called here.] [models/m.sql:1:8 "outer" is called here.]',
    ])
  })

  test('macros see their parameters, not those of the block around the call', () => {
    expect(mistakes('{{#each (list 1) as |nope|}}{{broken}}{{/each}}', { macros })).toHaveLength(1)
  })

  test('calls without end are one mistake that shows the chain', () => {
    const endless = '{{#macro "a" as |n|}}{{b n}}{{/macro}}\n{{#macro "b" as |n|}}{{a n}}{{a n}}{{/macro}}'
    expect(mistakes('{{a 1}} {{a 2}}', { macros: endless })).toEqual([
      'macros/m.hbs:2:22 template/recursion The calls of "a" do not end. > Give the macro a case in which it calls no further macro.' +
        ' [macros/m.hbs:1:22 "b" is called here.] [models/m.sql:1:1 "a" is called here.]',
    ])
  })

  test('macros that double again and again stop', () => {
    const doubling = Array.from({ length: 40 }, (_, n) => `{{#macro "m${n}"}}{{m${n + 1}}}{{m${n + 1}}}{{/macro}}`)
    const last = '{{#macro "m40"}}{{/macro}}'
    const [first, ...rest] = mistakes('{{m0}}', { macros: [...doubling, last].join('\n') })
    expect(first).toContain('template/recursion')
    expect(rest).toEqual([])
  })

  test('a macro may call itself as long as it ends', () => {
    const countdown = '{{#macro "down" as |n|}}{{n}}{{#if (gt n 0)}},{{down (subtract n 1)}}{{/if}}{{/macro}}'
    expect(printed('{{down 3}}', { macros: countdown })).toBe('3,2,1,0')
  })
})

test('a custom test is called with arguments from YAML', () => {
  const file = { path: 'models/a.yml', text: 'positive: {column: total}' }
  const [definition] = readMacroFile({
    path: 'macros/t.hbs',
    text: '{{#test "positive" as |model column|}}\nselect * from {{model}} where {{column}} <= 0\n{{/test}}',
  }).tests
  const span = { file, start: 0, end: 8 }
  const value = textValue(OriginText.verbatim(file, 19, 24))
  const named = [
    { key: 'model', keySpan: span, value: relation('orders'), span },
    { key: 'column', keySpan: span, value, span: { file, start: 19, end: 24 } },
  ]
  const rendered = definition && renderMacro(definition, { positional: [], named, span }, renderOptions())
  expect(rendered?.diagnostics).toEqual([])
  expect(rendered?.text.text).toBe('select * from "s"."orders" where total <= 0')
  const origin = rendered?.text.originOf(rendered.text.text.indexOf('total'))
  expect(origin && formatPlace(origin.span)).toBe('models/a.yml:1:20')
})

describe('origins', () => {
  test('text of a macro leads to the macro and its call, an argument to where it was written', () => {
    const { text: rendered } = renderModel('select {{cents "amount"}}', { macros })
    const body = rendered.originOf(rendered.text.indexOf('/ 100'))
    expect(body && formatPlace(body.span)).toBe('macros/m.hbs:2:13')
    expect(body?.via?.name).toBe('cents')
    expect(body?.via && formatPlace(body.via.span)).toBe('models/m.sql:1:8')
    const argument = rendered.originOf(rendered.text.indexOf('amount'))
    expect(argument && formatPlace(argument.span)).toBe('models/m.sql:1:17')
    expect(argument?.via).toBeNull()
  })

  test('what a helper computes leads to its call', () => {
    const { text: rendered } = renderModel('select * from {{ref "a"}}')
    expect(rendered.originOf(14)).toMatchObject({ span: { start: 14, end: 25 }, via: null })
  })

  test('the rest is printed although something is wrong', () => {
    expect(renderModel('a {{nope}} b {{ref "x"}}').text.text).toBe('a  b "s"."x"')
  })
})

test('values of the host are printed and compared', () => {
  const context = { names: listValue([text('a'), text('b')]), options: dictValue(new Map([['deep', text('x')]])) }
  expect(printed('{{join names}} {{options.deep}} {{#if (contains names "b")}}yes{{/if}}', { context })).toBe(
    'a, b x yes',
  )
})
