import { formatTable } from '../util/format-table.ts'
import type { Row, RowDiff, RowDifference } from './row-diff.ts'

/** Rows beyond these are counted, not shown. */
const shownRows = 20

/**
 * A diff as lines for people: a table of the rows that differ, with `-` for what was expected and is not there, `+` for
 * what is there and was not expected, and `→` between the expected and the actual value of a cell.
 */
export function showRowDiff(columns: readonly string[], { differences, equal }: RowDiff): string {
  const count = (kind: RowDifference['kind']) => differences.filter((difference) => difference.kind === kind).length
  const parts = [
    [count('changed'), 'changed'],
    [count('missing'), 'missing'],
    [count('unexpected'), 'unexpected'],
  ] as const
  const found = parts.filter(([amount]) => amount > 0).map(([amount, word]) => `${amount} ${word}`)
  const title = `The rows differ from those expected: ${found.join(', ')}, ${equal} as expected.`
  const table = formatTable(
    ['', ...columns].map((name) => ({ title: name })),
    differences.slice(0, shownRows).map(line),
  )
  const rest = differences.length - shownRows
  const more = rest > 0 ? `\nand ${rest} more` : ''
  return `${title}\n${table}${more}\n(- expected, + not expected, → from what was expected to what it is)`
}

function line(difference: RowDifference): readonly string[] {
  switch (difference.kind) {
    case 'missing':
      return ['-', ...shown(difference.expected)]
    case 'unexpected':
      return ['+', ...shown(difference.actual)]
    case 'changed': {
      const { expected, actual } = difference
      const cells = expected.map((cell, index) => {
        const other = actual[index]
        return other === undefined || other.key === cell.key ? cell.shown : `${cell.shown} → ${other.shown}`
      })
      return ['→', ...cells]
    }
  }
}

function shown(row: Row): readonly string[] {
  return row.map((cell) => cell.shown)
}
