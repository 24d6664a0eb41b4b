import { describe, expect, test } from 'vitest'
import { summary } from '../../tests/support/templates.ts'
import { mergeDefinitions } from './merge-definitions.ts'
import { readMacroFile } from './read-macro-file.ts'

const read = (text: string) => readMacroFile({ path: 'macros/m.hbs', text })
const problemsOf = (text: string): string[] => read(text).diagnostics.map(summary)

describe('readMacroFile', () => {
  test('finds macros and tests, their parameters and defaults', () => {
    const file = read(
      '{{!-- Money. --}}\n{{#macro "cents" scale=2 as |column scale|}}x{{/macro}}\n\n{{#test "positive" as |model|}}y{{/test}}\n',
    )
    expect(file.diagnostics).toEqual([])
    expect(file.macros).toMatchObject([
      {
        kind: 'macro',
        name: 'cents',
        parameters: [
          { name: 'column', defaultValue: null },
          { name: 'scale', defaultValue: { kind: 'number', value: 2 } },
        ],
        span: { start: 27, end: 34 },
      },
    ])
    expect(file.tests).toMatchObject([{ kind: 'test', name: 'positive', parameters: [{ name: 'model' }] }])
  })

  test.each([
    ['a', 'a'],
    ['\na\n', 'a'],
    ['\r\na\r\n', 'a'],
    ['\n\n  a\n\n', '\n  a\n'],
    [' \na\n ', ' \na\n '],
    ['\n', ''],
    ['', ''],
  ])('a body %j is %j', (body, expected) => {
    const [macro] = read(`{{#macro "m"}}${body}{{/macro}}`).macros
    expect(macro?.body.map((node) => (node.kind === 'text' ? node.text.text : '')).join('')).toBe(expected)
  })

  test.each([
    [
      '{{#macro "m"}}{{/macro}}\n  select 1\n',
      '2:3 template/outside-definition A file of macros holds only {{#macro}} and {{#test}} definitions and comments. > Put it into a definition, or into a comment: {{!-- … --}}.',
    ],
    [
      '{{schema}}',
      '1:1 template/outside-definition A file of macros holds only {{#macro}} and {{#test}} definitions and comments. > Put it into a definition, or into a comment: {{!-- … --}}.',
    ],
    [
      '{{#docs "x"}}{{/docs}}',
      '1:1 template/outside-definition A file of macros holds only {{#macro}} and {{#test}} definitions and comments. > Put it into a definition, or into a comment: {{!-- … --}}.',
    ],
    [
      '{{#macro as |x|}}{{/macro}}',
      '1:1 template/definition-name {{#macro}} needs a name: a text of letters, digits and underscores. > Write {{#macro "name" as |column|}}.',
    ],
    [
      '{{#test not_quoted as |x|}}{{/test}}',
      '1:9 template/definition-name {{#test}} needs a name: a text of letters, digits and underscores. > Write {{#test "name" as |column|}}.',
    ],
    [
      '{{#macro "a-b"}}{{/macro}}',
      '1:10 template/definition-name {{#macro}} needs a name: a text of letters, digits and underscores. > Write {{#macro "name" as |column|}}.',
    ],
    [
      '{{#macro "m" column}}{{/macro}}',
      '1:14 template/definition-name {{#macro}} takes one text, its name. > Name parameters between bars, as |column scale|, and give defaults by name: scale=2.',
    ],
    [
      '{{#macro "m" sacle=2 as |column scale|}}{{/macro}}',
      '1:14 template/unknown-default "sacle" has a default but is not a parameter. > Did you mean "scale"?',
    ],
    [
      '{{#macro "m" x=2 as |column|}}{{/macro}}',
      '1:14 template/unknown-default "x" has a default but is not a parameter. > Name it between the bars: as |column x|.',
    ],
    [
      '{{#macro "m"}}a{{else}}b{{/macro}}',
      '1:1 template/misplaced-else {{#macro}} has no {{else}} part. > Put {{#if …}} around the two parts within the definition.',
    ],
    [
      '{% macro cents(column) %}x{% endmacro %}',
      '1:1 template/jinja This is Jinja; templates are written in Handlebars. > Write {{#macro "cents" as |column|}}.',
    ],
  ])('%j', (text, expected) => {
    expect(problemsOf(text)[0]).toBe(`macros/m.hbs:${expected}`)
  })
})

describe('mergeDefinitions', () => {
  const a = readMacroFile({ path: 'macros/a.hbs', text: '{{#macro "m"}}{{/macro}}{{#test "m"}}{{/test}}' })

  test('a macro and a test may share a name', () => {
    const { macros, tests, diagnostics } = mergeDefinitions([a], [])
    expect([[...macros.keys()], [...tests.keys()], diagnostics]).toEqual([['m'], ['m'], []])
  })

  test('a second definition is reported with the first, and the first counts', () => {
    const b = readMacroFile({ path: 'macros/b.hbs', text: '\n{{#macro "m"}}{{/macro}}' })
    const { macros, diagnostics } = mergeDefinitions([a, b], [])
    expect(diagnostics.map(summary)).toEqual([
      'macros/b.hbs:2:10 template/duplicate-definition The macro "m" is defined twice. > Rename or remove one of the two. [macros/a.hbs:1:10 "m" is defined here first.]',
    ])
    expect(macros.get('m')?.span.file.path).toBe('macros/a.hbs')
  })

  test.each(['upper', 'ref', 'this', 'if'])('no macro may be called "%s"', (name) => {
    const file = readMacroFile({ path: 'macros/b.hbs', text: `{{#macro "${name}"}}{{/macro}}` })
    expect(mergeDefinitions([file], ['ref']).diagnostics.map(summary)).toEqual([
      `macros/b.hbs:1:10 template/hides-helper "${name}" is a built-in helper; a macro cannot have its name. > Give the macro another name.`,
    ])
  })

  test('a macro that nobody calls is checked for calls of what does not exist', () => {
    const file = read(
      '{{#macro "m" as |x|}}{{#if x}}{{uper x}} {{x 1}} {{n x}} {{ref "a"}}{{/if}}{{/macro}}{{#macro "n"}}{{/macro}}',
    )
    expect(mergeDefinitions([file], ['ref']).diagnostics.map(summary)).toEqual([
      'macros/m.hbs:1:33 template/unknown-name "uper" is not a macro or helper here. > Did you mean "upper"?',
    ])
  })

  test('what is wrong with a file comes along', () => {
    expect(mergeDefinitions([read('x')], []).diagnostics).toHaveLength(1)
  })
})
