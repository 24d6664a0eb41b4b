import type { TokenCursor } from '../cursor.ts'
import type { OrderItem } from '../tree.ts'

/** `order by …` if it is next, else nothing. */
export function parseOrderBy(cursor: TokenCursor): readonly OrderItem[] {
  if (!cursor.skipWords('order')) return []
  cursor.expectWord('by')
  return parseOrderItems(cursor)
}

export function parseOrderItems(cursor: TokenCursor): readonly OrderItem[] {
  return cursor.list(() => parseOrderItem(cursor))
}

function parseOrderItem(cursor: TokenCursor): OrderItem {
  const { start } = cursor.token
  const expression = cursor.expression()
  const descending = cursor.skipWords('desc')
  if (!descending) cursor.skipWords('asc')
  let nulls: OrderItem['nulls'] = null
  if (cursor.skipWords('nulls', 'first')) nulls = 'first'
  else if (cursor.skipWords('nulls', 'last')) nulls = 'last'
  return { kind: 'order-item', span: cursor.spanFrom(start), expression, descending, nulls }
}
