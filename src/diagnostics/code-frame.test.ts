import { describe, expect, test } from 'vitest'
import { codeFrame } from './code-frame.ts'
import { span } from './source.ts'

/** The frame of what stands between « and ». */
function frame(marked: string, context?: number): readonly string[] {
  const start = marked.indexOf('«')
  const end = marked.indexOf('»') - 1
  const file = { path: 'x', text: marked.replace(/[«»]/g, '') }
  return codeFrame(span(file, start, end), undefined, context).split('\n')
}

describe('carets', () => {
  test.each([
    ['select «a» from t', ['1 | select a from t', '  |        ^']],
    ['select «abc»', ['1 | select abc', '  |        ^^^']],
    ['select«»', ['1 | select', '  |       ^']],
    ['\t«a»', ['1 |     a', '  |     ^']],
    ['漢字 «a»', ['1 | 漢字 a', '  |      ^']],
    ['😀«a»', ['1 | 😀a', '  |   ^']],
    ['\uFEFF«a»', ['1 | a', '  | ^']],
    ['«a»\r\nb', ['1 | a', '  | ^', '2 | b']],
    ['«漢»', ['1 | 漢', '  | ^^']],
  ])('%j', (marked, lines) => {
    expect(frame(marked)).toEqual(lines)
  })
})

describe('lines around', () => {
  test('one before and one behind', () => {
    expect(frame('1\n2\n«3»\n4\n5')).toEqual(['2 | 2', '3 | 3', '  | ^', '4 | 4'])
  })

  test('none, when asked so', () => {
    expect(frame('1\n«2»\n3', 0)).toEqual(['2 | 2', '  | ^'])
  })

  test('an empty line behind is left out', () => {
    expect(frame('«1»\n\n')).toEqual(['1 | 1', '  | ^'])
  })

  test('numbers stand in one column', () => {
    const before = Array.from({ length: 8 }, () => 'x\n').join('')
    expect(frame(`${before}«9»\n10`)).toEqual([' 8 | x', ' 9 | 9', '   | ^', '10 | 10'])
  })

  test('a span over lines is marked on each, without the indentation', () => {
    expect(frame('a «b\n  c\nd» e')).toEqual(['1 | a b', '  |   ^', '2 |   c', '  |   ^', '3 | d e', '  | ^'])
  })

  test('of a long span the first four lines are shown', () => {
    expect(frame(`«${'x\n'.repeat(20)}»`).filter((line) => line.includes('x'))).toHaveLength(5)
  })
})

test('of a long line the part around the span is shown', () => {
  const [text, carets] = frame(`${'a'.repeat(1000)}«here»${'b'.repeat(1000)}`)
  expect(text?.length).toBeLessThan(180)
  expect(text?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1)).toBe('here')
})

test('styles reach the gutter and the carets', () => {
  const style = { gutter: (text: string) => `<${text}>`, marker: (text: string) => `[${text}]` }
  expect(codeFrame(span({ path: 'x', text: 'ab' }, 0, 1), style)).toBe('<1 |> ab\n<  |> [^]')
})
