import { expect, test } from 'vitest'
import { type CallSite, OriginText } from '../template/origin-text.ts'
import { parseModel, templateSpan } from './parse-model.ts'

const file = { path: 'models/a.sql', text: 'select {{x}},\nfrom t' }
const model = OriginText.concat([
  OriginText.verbatim(file, 0, 7),
  OriginText.computed('a, b', { file, start: 7, end: 12 }),
  OriginText.verbatim(file, 12, file.text.length),
])

test('a problem is reported where the template has it', () => {
  const { query, diagnostics } = parseModel(model, 'redshift')
  expect(query).toBeNull()
  expect(diagnostics).toMatchObject([
    {
      code: 'sql/syntax',
      severity: 'error',
      message: 'Expected a column or expression after `,` but found `from`.',
      span: { file, start: 14, end: 18 },
    },
  ])
})

test('the calls of macros are related places, the innermost first', () => {
  const outer: CallSite = { span: { file, start: 7, end: 12 }, name: 'outer', caller: null }
  const macros = { path: 'macros/m.hbs', text: '{{inner}} a b c' }
  const inner: CallSite = { span: { file: macros, start: 0, end: 9 }, name: 'inner', caller: outer }
  const text = OriginText.concat([OriginText.verbatim(file, 0, 7), OriginText.verbatim(macros, 10, 15, inner)])
  const [diagnostic] = parseModel(text, 'spark').diagnostics
  expect(diagnostic?.span).toEqual({ file: macros, start: 14, end: 15 })
  expect(diagnostic?.related.map((place) => [place.message, place.span.start])).toEqual([
    ['"inner" is called here.', 0],
    ['"outer" is called here.', 7],
  ])
})

test('spans of the query lead to the template', () => {
  const text = OriginText.ofFile({ path: 'models/b.sql', text: 'select a from t' })
  const { query, diagnostics } = parseModel(text, 'spark')
  expect(diagnostics).toEqual([])
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  expect(item && templateSpan(text, item.span)).toMatchObject({ start: 7, end: 8 })
})

test('an empty model has a diagnostic without a place', () => {
  expect(parseModel(OriginText.empty, 'spark').diagnostics).toMatchObject([{ code: 'sql/not-a-query', span: null }])
})
