import { groupBy } from '../truth/group-by.ts'
import type { Cell, Row } from '../truth/history.ts'
import { sorted } from '../truth/truth.ts'
import { type Reload, rowsAt } from './reloads.ts'
import { type Event, type Story, type TableName, timeText } from './story.ts'
import { momentsOf, momentsOfLoad, type Version, versionsOf } from './versions.ts'

const versionColumns = ['valid_from', 'valid_to', 'is_current', 'is_deleted'] as const

/** The columns of each table that are compared; the first is a key, which tells the story. */
export const comparedColumns: Readonly<Record<string, readonly string[]>> = {
  'core.customers': ['customer_id', 'name'],
  'core.products': ['product_id', 'name', 'price'],
  'core.lines': ['line_id', 'order_id', 'product_id', 'quantity'],
  'core.orders': ['order_id', 'customer_id', 'status', 'total'],
  'core.paid_orders': ['order_id', 'total'],
  'core.order_log': ['order_id', 'status', '_op'],
  'core.orders_soft': ['order_id', 'customer_id', 'total', '_deleted_at'],
  'core.orders_kept': ['order_id', 'status', 'total'],
  'core.paid_once': ['order_id', 'total', '_deleted_at'],
  'core.order_history': ['order_id', 'customer_id', 'status', ...versionColumns],
  'core.order_states': ['order_id', 'status', 'total', ...versionColumns],
  'facts.fct_live': ['customer_id', 'orders'],
  'facts.fct_sales': ['order_id', 'customer_id', 'line_id', 'amount'],
  'facts.fct_customers': ['customer_id', 'name', 'orders', 'total'],
  'facts.fct_spent': ['customer_id', 'spent'],
  'marts.sales': ['order_id', 'amount'],
}

export type Tables = Readonly<Record<string, readonly string[]>>

type Numbers = Readonly<Record<string, Cell>>

/** What every table must hold when the stories are over: from the stories alone, without files, batches or SQL. */
export function truthOf(stories: readonly Story[], reloads: readonly Reload[] = []): Tables {
  const events = stories.flatMap((story) =>
    story.steps.flatMap((step) =>
      step.events.map((event) => ({ ...event, event, time: step.at, at: timeText(step.at) })),
    ),
  )
  const lost = new Set(reloads.flatMap((reload) => [...reload.lost]))
  const loadedOrders = reloads
    .filter(({ table }) => table === 'orders')
    .flatMap(({ at }) => rowsAt(stories, 'orders', at))
  const state = (table: TableName) => stateOf(events.filter((event) => event.table === table))
  const [customers, products, lines] = [state('customers'), state('products'), state('lines')]
  const everyOrder = events.filter((event) => event.table === 'orders')
  const orderMoments = [
    ...reloads.filter(({ table }) => table === 'orders').flatMap((reload) => momentsOfLoad(stories, reload)),
    ...momentsOf(everyOrder.filter(({ event }) => !lost.has(event))),
  ]
  const orders = [...state('orders').values()].filter(isKept)
  const priceOf = new Map([...products.values()].map((row) => [row.product_id, row.price]))
  const nameOf = new Map([...customers.values()].map((row) => [row.customer_id, row.name]))
  const sales = orders.flatMap((order) =>
    [...lines.values()]
      .filter((line) => line.order_id === order.order_id)
      .map((line): Numbers => {
        const price = priceOf.get(line.product_id)
        const amount = price === undefined ? null : Number(line.quantity) * Number(price)
        return {
          order_id: order.order_id ?? null,
          customer_id: order.customer_id ?? null,
          line_id: line.line_id ?? null,
          amount,
        }
      }),
  )
  const rows: Record<string, readonly (readonly (Cell | undefined)[])[]> = {
    'core.customers': [...customers.values()].map(Object.values),
    'core.products': [...products.values()].map(Object.values),
    'core.lines': [...lines.values()].map(Object.values),
    'core.orders': orders.map(Object.values),
    'core.paid_orders': [...state('orders').values()]
      .filter((row) => row.status === 'paid')
      .map((row) => [row.order_id, row.total]),
    'core.order_log': [
      ...everyOrder
        .filter(({ event }) => !lost.has(event))
        .map(({ op, row }): (Cell | undefined)[] => [row.order_id, row.status, op]),
      ...loadedOrders.map((row) => [row.order_id, row.status, 'I']),
    ],
    'core.orders_soft': softly(everyOrder, isKept).map(({ row, deletedAt }) => [
      row.order_id,
      row.customer_id,
      row.total,
      deletedAt,
    ]),
    'core.orders_kept': softly(everyOrder, isKept).map(({ row }) => [row.order_id, row.status, row.total]),
    'core.paid_once': softly(everyOrder, (row) => row.status === 'paid').map(({ row, deletedAt }) => [
      row.order_id,
      row.total,
      deletedAt,
    ]),
    'core.order_history': versionsOf(orderMoments, { passes: isKept, tracks: ['customer_id', 'status'] }).map(
      ({ row, ...version }) => [row.order_id, row.customer_id, row.status, ...spans(version)],
    ),
    'core.order_states': versionsOf(orderMoments, { passes: () => true, tracks: ['status'] }).map(
      ({ row, newest, isFirst, ...version }) => [
        row.order_id,
        row.status,
        newest.total,
        ...spans(isFirst ? { ...version, from: '2020-01-01 00:00:00' } : version),
      ],
    ),
    'facts.fct_live': [...groupBy(orders, (order) => order.customer_id)].map(([customer, own]) => [
      customer,
      own.length,
    ]),
    'facts.fct_sales': sales.map(Object.values),
    'facts.fct_customers': [...groupBy(orders, (order) => order.customer_id)].map(([customer, own]) => [
      customer,
      nameOf.get(customer ?? null) ?? null,
      own.length,
      sumOf(own.map((order) => order.total ?? null)),
    ]),
    'facts.fct_spent': [...groupBy(sales, (sale) => sale.customer_id)].map(([customer, own]) => [
      customer,
      sumOf(own.map((sale) => sale.amount ?? null)),
    ]),
    'marts.sales': [...groupBy(sales, (sale) => sale.order_id)].map(([order, own]) => [
      order,
      sumOf(own.map((sale) => sale.amount ?? null)),
    ]),
  }
  return Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, sorted(found)]))
}

/**
 * Leaves out what a reload makes uncertain: of a row that is gone its last values and the time when it went, since
 * nobody may have heard of the changes before the load.
 */
export function certainRows(tables: Tables, reloads: readonly Reload[]): Tables {
  if (!reloads.some(({ table }) => table === 'orders')) return tables
  const keyOf = (row: string) => (JSON.parse(row) as unknown[])[0]
  const live = new Set((tables['core.orders'] ?? []).map(keyOf))
  const certain = (table: string, row: string) => {
    if (table === 'core.orders_kept') return live.has(keyOf(row))
    return !['core.orders_soft', 'core.paid_once'].includes(table) || (JSON.parse(row) as unknown[]).at(-1) === null
  }
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.filter((row) => certain(table, row))]),
  )
}

function spans({ from, to, isDeleted }: Pick<Version, 'from' | 'to' | 'isDeleted'>): Cell[] {
  return [from, to, String(to === null), String(isDeleted)]
}

function isKept({ status }: Row): boolean {
  return status !== null && status !== 'draft'
}

/** Rows that stay when they go: with their last values, and the time at which they went. */
function softly(
  events: readonly (Event & { readonly at: string })[],
  passes: (row: Row) => boolean,
): readonly { readonly row: Row; readonly deletedAt: string | null }[] {
  const kept = new Map<Cell, { row: Row; deletedAt: string | null }>()
  for (const { op, row, at } of events) {
    const key = Object.values(row)[0] ?? null
    const known = kept.get(key)
    if (op !== 'D' && passes(row)) kept.set(key, { row, deletedAt: null })
    else if (known) kept.set(key, { row: known.row, deletedAt: known.deletedAt ?? at.replace(/\.?0+$/, '') })
  }
  return [...kept.values()]
}

/** As SQL sums: NULLs do not count, and of nothing else there is no sum. */
function sumOf(cells: readonly Cell[]): number | null {
  const known = cells.filter((cell) => cell !== null)
  return known.length === 0 ? null : known.reduce<number>((sum, cell) => sum + Number(cell), 0)
}

function stateOf(events: readonly Event[]): Map<Cell, Row> {
  const live = new Map<Cell, Row>()
  for (const { op, row } of events) {
    const key = Object.values(row)[0] ?? null
    if (op === 'D') live.delete(key)
    else live.set(key, row)
  }
  return live
}
