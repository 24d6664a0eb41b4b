import { groupBy } from './group-by.ts'
import { type Cell, type Change, type History, keyOf, type Row, type TableHistory } from './history.ts'

/** What each relation of the generated project must hold: rows of text, sorted. */
export type Contents = Readonly<Record<string, readonly string[]>>

const countries = new Map([
  ['DE', 'Germany'],
  ['FR', 'France'],
])

/** Computes the tables from the history alone: no files, no batches, no SQL. */
export function truthOf(history: History): Contents {
  const orders = [...stateOf(table(history, 'orders')).values()]
  const lines = [...stateOf(table(history, 'lines')).values()]
  const kept = orders
    .filter((row) => row.status !== null && row.status !== 'draft' && countries.has(String(row.country)))
    .map((row) => ({
      order_key: `O-${row.order_id}`,
      order_id: row.order_id,
      customer: String(row.customer).trim().toUpperCase(),
      status: row.status,
      amount: row.amount,
      channel: row.channel,
      country_name: countries.get(String(row.country)),
    }))
  const joined = lines.flatMap((line) =>
    kept
      .filter((order) => order.order_id === line.order_id)
      .map((order) => [line.order_id, line.line_no, line.quantity, order.customer]),
  )
  const perCustomer = groupBy(kept, (order) => order.customer)
  return {
    'core.orders': sorted(kept.map((row) => Object.values(row))),
    'core.lines': sorted(lines.map((row) => [row.order_id, row.line_no, row.quantity, row.note])),
    'core.big_orders': sorted(kept.filter((row) => Number(row.amount) > 50).map((row) => [row.order_key, row.amount])),
    'core.last_orders': sorted(orders.map((row) => [row.order_id, row.status, row.amount])),
    'core.order_log': sorted(
      [...table(history, 'orders').load, ...table(history, 'orders').changes].map((change) => [
        change.row.order_id,
        change.row.status,
        change.op,
        change.sequence === 0 ? null : change.sequence,
      ]),
    ),
    'marts.fct_lines': sorted(joined),
    'marts.fct_customers': sorted([...perCustomer].map(([customer, rows]) => [customer, rows.length])),
    'marts.open_orders': sorted(kept.filter((row) => row.status === 'open').map((row) => [row.order_key])),
  }
}

/** The counter at the end of a change sequence, whichever form that has. */
const counterOf = "ltrim(right(_change_seq, 19), '0')"

/** The columns that are compared of each relation, in the order of the truth's rows. */
export const comparedColumns: Readonly<Record<string, readonly string[]>> = {
  'core.orders': ['order_key', 'order_id', 'customer', 'status', 'amount', 'channel', 'country_name'],
  'core.lines': ['order_id', 'line_no', 'quantity', 'note'],
  'core.big_orders': ['order_key', 'amount'],
  'core.last_orders': ['order_id', 'status', 'amount'],
  'core.order_log': ['order_id', 'status', '_op', counterOf],
  'marts.fct_lines': ['order_id', 'line_no', 'quantity', 'customer'],
  'marts.fct_customers': ['customer', 'orders'],
  'marts.open_orders': ['order_key'],
}

/** The live rows by key: the newest change of each, the deleted left out. */
export function stateOf({ table: shape, load, changes }: TableHistory): Map<string, Row> {
  const newest = new Map<string, Change>()
  for (const change of [...load, ...changes]) {
    const key = keyOf(shape, change.row)
    const known = newest.get(key)
    if (!known || known.sequence <= change.sequence) newest.set(key, change)
  }
  return new Map([...newest].filter(([, change]) => change.op !== 'D').map(([key, change]) => [key, change.row]))
}

export function sorted(rows: readonly (readonly (Cell | undefined)[])[]): string[] {
  return rows.map((row) => JSON.stringify(row.map((cell) => (cell === null ? null : String(cell))))).sort()
}

function table(history: History, name: string): TableHistory {
  const found = history.get(name)
  if (!found) throw new Error(`the history has no table ${name}`)
  return found
}
