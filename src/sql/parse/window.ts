import type { TokenCursor } from '../cursor.ts'
import type { Expression, Frame, FrameBound, NamedWindow, OrderItem, Window, WindowName } from '../tree.ts'
import { parseOrderItems } from './order.ts'

/** `over w` or `over (…)` if it is next. */
export function parseOver(cursor: TokenCursor): Window | WindowName | null {
  if (!cursor.isWord('over')) return null
  const next = cursor.ahead(1)
  if (next.kind !== 'quoted' && next.kind !== 'word' && !cursor.isSymbolAhead(1, '(')) return null
  cursor.advance()
  return parseWindowOrName(cursor)
}

/** `window w as (…), v as (…)` if it is next. */
export function parseNamedWindows(cursor: TokenCursor): readonly NamedWindow[] {
  if (!cursor.isWord('window') || cursor.ahead(2).value !== 'as') return []
  if (!cursor.syntax.features.namedWindows) {
    cursor.fail('sql/unsupported', cursor.token, `${cursor.syntax.title} has no \`window\` clause.`, {
      help: 'Write each window where it is used: `over (partition by … order by …)`.',
    })
  }
  cursor.advance()
  return cursor.list(() => {
    const { start } = cursor.token
    const name = cursor.name('a window name')
    cursor.expectWord('as')
    const window = parseWindowOrName(cursor)
    return { kind: 'named-window', span: cursor.spanFrom(start), name, window }
  })
}

function parseWindowOrName(cursor: TokenCursor): Window | WindowName {
  if (cursor.isSymbol('(')) return parseWindow(cursor)
  const { start } = cursor.token
  const name = cursor.name('a window name or `(`')
  return { kind: 'window-name', span: cursor.spanFrom(start), name }
}

const clauseStarts = ['partition', 'distribute', 'cluster', 'order', 'sort', 'rows', 'range', 'groups']

function parseWindow(cursor: TokenCursor): Window {
  const { start } = cursor.token
  const { base, partitionBy, orderBy, frame } = cursor.parenthesized(() => {
    return {
      base: cursor.isName() && !cursor.isWord(...clauseStarts) ? cursor.anyName() : null,
      partitionBy: parsePartitionBy(cursor),
      orderBy: parseWindowOrder(cursor),
      frame: cursor.isWord('rows', 'range', 'groups') ? parseFrame(cursor) : null,
    }
  })
  return { kind: 'window', span: cursor.spanFrom(start), base, partitionBy, orderBy, frame }
}

/** Spark says `distribute by` and `cluster by` too. */
function parsePartitionBy(cursor: TokenCursor): readonly Expression[] {
  if (!cursor.isWord('partition', 'distribute', 'cluster')) return []
  cursor.advance()
  cursor.expectWord('by')
  return cursor.list(() => cursor.expression())
}

function parseWindowOrder(cursor: TokenCursor): readonly OrderItem[] {
  if (!cursor.isWord('order', 'sort')) return []
  cursor.advance()
  cursor.expectWord('by')
  return parseOrderItems(cursor)
}

function parseFrame(cursor: TokenCursor): Frame {
  const { start, value } = cursor.advance()
  const unit = value === 'rows' || value === 'range' ? value : 'groups'
  const between = cursor.skipWords('between')
  const first = parseBound(cursor)
  let end: FrameBound | null = null
  if (between) {
    cursor.expectWord('and')
    end = parseBound(cursor)
  }
  return { kind: 'frame', span: cursor.spanFrom(start), unit, start: first, end }
}

const fixedBounds = [
  [['unbounded', 'preceding'], 'unbounded preceding'],
  [['unbounded', 'following'], 'unbounded following'],
  [['current', 'row'], 'current row'],
] as const

function parseBound(cursor: TokenCursor): FrameBound {
  const { start } = cursor.token
  for (const [words, bound] of fixedBounds) {
    if (cursor.skipWords(...words)) {
      return { kind: 'frame-bound', span: cursor.spanFrom(start), bound, offset: null }
    }
  }
  const offset = cursor.expression(cursor.syntax.precedences.comparison + 1)
  if (!cursor.isWord('preceding', 'following')) cursor.failExpecting('`preceding` or `following`')
  const bound = cursor.advance().value === 'preceding' ? 'preceding' : 'following'
  return { kind: 'frame-bound', span: cursor.spanFrom(start), bound, offset }
}
