import { describe, expect, test } from 'vitest'
import { type CallSite, OriginText } from './origin-text.ts'

const file = { path: 'a.sql', text: 'select total from orders' }
const call: CallSite = { span: { file, start: 0, end: 6 }, name: 'm', caller: null }

describe('calledFrom', () => {
  test('leads text without a call site through the call, and leaves the others', () => {
    const inner: CallSite = { ...call, name: 'inner' }
    const text = OriginText.concat([OriginText.verbatim(file, 7, 12), OriginText.verbatim(file, 13, 17, inner)])
    expect(text.calledFrom(call).segments.map((segment) => segment.via?.name)).toEqual(['m', 'inner'])
  })
})

describe('slice and originOf', () => {
  const text = OriginText.concat([
    OriginText.verbatim(file, 0, 7),
    OriginText.computed('"x"', { file, start: 7, end: 12 }),
    OriginText.verbatim(file, 12, 17),
  ])

  test.each([
    [0, 6, 0, 6],
    [7, 8, 7, 12],
    [9, 10, 7, 12],
    [10, 12, 12, 14],
    [4, 12, 4, 14],
  ])('%i to %i was written at %i to %i', (start, end, from, to) => {
    expect(text.originOf(start, end)?.span).toEqual({ file, start: from, end: to })
  })

  test('a slice keeps the origins', () => {
    const slice = text.slice(8, 13)
    expect(slice.text).toBe('x" fr')
    expect(slice.originOf(3, 5)?.span).toEqual({ file, start: 13, end: 15 })
  })

  test('empty text has no origin', () => {
    expect(OriginText.empty.originOf(0)).toBeNull()
  })
})
