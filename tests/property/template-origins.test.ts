import fc from 'fast-check'
import Handlebars from 'handlebars'
import { expect, test } from 'vitest'
import type { OriginText } from '../../src/template/origin-text.ts'
import { parseTemplate } from '../../src/template/parse.ts'
import { renderModel, text } from '../support/templates.ts'

/** Plain text, with all that is special somewhere else in a template, and pairs of UTF-16 units. */
const prose = fc
  .array(
    fc.constantFrom('a', 'select ', '\n', '\r\n', ' ', "'", '"', '}', '}}', '\\', '{', '👍', 'é', '~', '--', '('),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))
  // A brace or backslash that touches a tag is part of it: those cases have tests of their own.
  .filter((value) => !/\{[{%#]|[{\\]$/.test(value))

const literal = fc
  .array(fc.constantFrom('a', '\\"', "'", ' ', '\n', '}}', 'é', '👍', '.', '\\n'), { maxLength: 6 })
  .map((parts) => parts.join(''))
  .filter((value) => !/\}\}[\s\S]*\n/.test(value))
  .map((value) => `"${value}"`)

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    fc.constantFrom('1.50', '-3', 'true', 'null', 'schema', 'target.name', 'this'),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(pair ${a} second=${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(concat ${a} ${b})`),
    tie('expression').map((a) => `(wrap ${a})`),
    tie('expression').map((a) => `(upper ${a})`),
    tie('expression').map((a) => `(index (list 1 ${a}) 1)`),
  ),
}))

const tilde = fc.constantFrom('', '', '~')

const { template } = fc.letrec<{ template: string; piece: string }>((tie) => ({
  template: fc.array(tie('piece'), { maxLength: 5 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    prose,
    fc.tuple(tilde, expression, tilde).map(([left, value, right]) => `{{${left}concat ${value}${right}}}`),
    expression.map((value) => `{{wrap ${value}}}`),
    fc.constantFrom(
      '\\{{',
      '{{! c }}',
      '{{~!-- }} --~}}',
      '{{{schema}}}',
      '{{{{raw}}}} {{x}} {{{{/raw}}}}',
      '{{this}}',
    ),
    fc.tuple(tie('template'), tilde, tie('template')).map(([a, t, b]) => `{{#if true}}${a}{{${t}else}}${b}{{${t}/if}}`),
    tie('template').map((a) => `{{#each (list "x" 2.0) as |item|}}${a}{{item}}{{this}}{{@index}}{{/each}}`),
    tie('template').map((a) => `{{#let v="w"}}${a}{{v}}{{/let}}`),
  ),
}))

const macros = `{{!-- Calls within calls. --}}
{{#macro "wrap" as |x|}}
<{{x}}|{{concat "in" x}}>
{{/macro}}
{{#macro "pair" second="none" as |first second|}}[{{wrap first}} and {{#if second}}{{second}}{{else}}-{{/if}}]{{/macro}}
`

test('every character of what is printed leads to a place within its file, and verbatim text to that very text', () => {
  fc.assert(
    fc.property(template, fc.boolean(), (content, byteOrderMark) => {
      const { text: output, diagnostics } = renderModel(byteOrderMark ? `\uFEFF${content}` : content, { macros })
      expect(diagnostics).toEqual([])
      expectTrueOrigins(output)
    }),
    { numRuns: 400 },
  )
})

/** One comparison for each character, since `expect` is slow: the first wrong origin is what fails. */
function expectTrueOrigins(output: OriginText): void {
  const wrong: unknown[] = []
  let offset = 0
  for (const segment of output.segments) {
    for (let at = offset; at < offset + segment.text.length && wrong.length === 0; at++) {
      const origin = output.originOf(at, at + 1)
      const { file, start, end } = origin?.span ?? { file: null, start: 0, end: 0 }
      const inFile = file === segment.file && start >= 0 && start < end && end <= file.text.length
      const sameText = !segment.verbatim || file?.text.slice(start, end) === output.text[at]
      const knowsCall = file?.path !== 'macros/m.hbs' || origin?.via != null
      if (!inFile || !sameText || !knowsCall) wrong.push({ at, origin })
    }
    offset += segment.text.length
  }
  expect(wrong).toEqual([])
  expect(offset).toBe(output.text.length)
}

test('what both read, Handlebars prints the same', () => {
  const shared = fc
    .array(
      fc.oneof(
        prose,
        fc
          .tuple(tilde, fc.constantFrom('a', 'b.c', '[d e]', '"a"'), tilde)
          .map(([l, name, r]) => `{{${l}show ${name}${r}}}`),
        fc.constantFrom(
          '\\{{ a }} ',
          '{{! c }}',
          '{{~!-- }} --~}}',
          '{{{a}}}',
          '{{&a}}',
          '{{#if a}} x {{else}} y {{/if}}',
        ),
        fc.constantFrom(
          '{{#if n}} x {{~^~}} y {{/if}}',
          '{{#unless n~}} x {{/unless}}',
          '{{#if n}}1{{else if a}}\n2 {{~/if}}',
        ),
        fc.constantFrom('{{#each xs as |x i|}} {{x}}{{i}}{{@first}}{{@last}}{{this}} {{/each}}', '\\\\{{a}}'),
      ),
      { maxLength: 8 },
    )
    .map((pieces) => pieces.join(''))
    // A closing brace more than there were opening ones is a mistake there, and an escaped tag at the very end is lost.
    .filter((value) => !/\}\}\}|\\\{\{.?$/.test(value.replaceAll('{{{a}}}', '}}')))
  const theirs = Handlebars.create()
  theirs.registerHelper('show', (value: unknown) => value)
  const values = { a: 'A', b: { c: 'C' }, 'd e': 'D', n: '', xs: ['p', 'q'] }
  const context = {
    a: text('A'),
    b: { kind: 'dict', entries: new Map([['c', text('C')]]) },
    'd e': text('D'),
    n: text(''),
    xs: { kind: 'list', items: [text('p'), text('q')] },
  } as const
  const show = '{{#macro "show" as |x|}}{{x}}{{/macro}}'
  fc.assert(
    fc.property(shared, (content) => {
      const expected = theirs.compile(content, { noEscape: true, ignoreStandalone: true })(values)
      const { text: output, diagnostics } = renderModel(content, { macros: show, context })
      expect(diagnostics).toEqual([])
      expect(output.text).toBe(expected)
    }),
    { numRuns: 1000 },
  )
})

test('no text makes the parser throw, and every diagnostic lies within the file', () => {
  const pieces = [
    '{{',
    '}}',
    '{',
    '}',
    '#if',
    '/if',
    'else',
    '^',
    '~',
    '!',
    '--',
    '"',
    "'",
    '(',
    ')',
    '=',
    '|',
    'as |x|',
    'a',
    ' ',
    '\n',
    '\\',
    '{%',
    '%}',
    '{#',
    '#}',
    '.',
    '@',
    '[',
    ']',
    '1',
    '>',
    '*',
    '&',
    'set',
    '\u2028',
    '\0',
    '{{{{raw}}}}',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (parts) => {
      const file = { path: 'models/m.sql', text: parts.join('') }
      const { template: parsed, diagnostics } = parseTemplate(file)
      expect(parsed !== null || diagnostics.length > 0).toBe(true)
      for (const { span, message } of diagnostics) {
        expect(message).not.toBe('')
        expect(span?.file).toBe(file)
        expect(span && span.start >= 0 && span.start <= span.end && span.end <= file.text.length).toBe(true)
      }
      renderModel(file.text)
    }),
    { numRuns: 3000 },
  )
})
