import type { TokenCursor } from '../cursor.ts'
import type { Sample } from '../tree.ts'

/** `tablesample (10 percent) repeatable (42)` if it is next. */
export function parseSample(cursor: TokenCursor): Sample | null {
  if (!cursor.syntax.features.tableSample || !cursor.isWord('tablesample')) return null
  const { start } = cursor.advance()
  const method = cursor.parenthesized(() => parseSampleMethod(cursor))
  const seed = cursor.skipWords('repeatable') ? cursor.parenthesized(() => cursor.expression()) : null
  return { kind: 'sample', span: cursor.spanFrom(start), ...method, seed }
}

function parseSampleMethod(cursor: TokenCursor): Pick<Sample, 'method' | 'size' | 'total'> {
  if (cursor.skipWords('bucket')) {
    const size = cursor.expression()
    if (!cursor.skipWords('out', 'of')) cursor.failExpecting('`out of`')
    return { method: 'bucket', size, total: cursor.expression() }
  }
  const size = cursor.expression()
  if (cursor.skipWords('percent')) return { method: 'percent', size, total: null }
  if (cursor.skipWords('rows')) return { method: 'rows', size, total: null }
  return cursor.failExpecting('`percent` or `rows`')
}
