import { describe, expect, test } from 'vitest'
import { DiagnosticError, diagnosticToJson, error, hasErrors, sortDiagnostics, warning } from './diagnostic.ts'
import { span } from './source.ts'

const a = { path: 'a.sql', text: 'one\ntwo' }
const b = { path: 'b.sql', text: 'one' }

test('the order is that of files and places; what has none comes first', () => {
  const all = [
    error('x/1', { message: '1', span: span(b, 0) }),
    error('x/2', { message: '2', span: span(a, 4) }),
    error('x/3', { message: '3', span: span(a, 0) }),
    error('x/4', { message: '4' }),
  ]
  expect(sortDiagnostics(all).map(({ message }) => message)).toEqual(['4', '3', '2', '1'])
})

test('an exact repeat is dropped, another message at the place is not', () => {
  const one = error('x/1', { message: '1', span: span(a, 0) })
  expect(sortDiagnostics([one, { ...one }, { ...one, message: '2' }])).toHaveLength(2)
})

test('warnings are no errors', () => {
  expect(hasErrors([warning('x/1', { message: '' })])).toBe(false)
  expect(hasErrors([warning('x/1', { message: '' }), error('x/2', { message: '' })])).toBe(true)
})

describe('JSON', () => {
  test('one-based, the end exclusive', () => {
    const related = [{ message: 'here', span: span(b, 0, 3) }]
    const diagnostic = error('x/1', { message: '1', span: span(a, 4, 7), help: 'do', related })
    expect(diagnosticToJson(diagnostic)).toEqual({
      code: 'x/1',
      severity: 'error',
      message: '1',
      file: 'a.sql',
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 4,
      help: 'do',
      related: [{ message: 'here', file: 'b.sql', line: 1, column: 1 }],
    })
  })

  test('null where there is no file', () => {
    const json = diagnosticToJson(warning('x/1', { message: '1' }))
    expect(json).toMatchObject({ file: null, line: null, column: null, endLine: null, endColumn: null, help: null })
  })
})

test('an error that carries diagnostics names them', () => {
  expect(new DiagnosticError([error('x/1', { message: 'No.' })]).message).toBe('x/1: No.')
})
