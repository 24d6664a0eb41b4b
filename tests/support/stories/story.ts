import { type Random, seededRandom } from '../sample/random.ts'
import type { Change, History, Row, TableHistory, TruthTable } from '../truth/history.ts'

/**
 * What happens to a small shop of few rows: short enough to read, and told so that every table of the project has
 * something to do. Stories do not touch one another's rows, so that a build can follow hundreds of them at once, and a
 * wrong row names the story that it belongs to.
 */
export interface Story {
  readonly id: number
  readonly steps: readonly Step[]
}

/** One transaction; the first step of a story is what the load finds. */
export interface Step {
  /** Between 0 and 1: when it commits. Stories share their time. */
  readonly at: number
  readonly events: readonly Event[]
}

export interface Event {
  readonly table: TableName
  readonly op: 'I' | 'U' | 'D'
  /** Of a deletion the key alone. */
  readonly row: Row
}

export const tableNames = ['customers', 'orders', 'lines', 'products'] as const

export type TableName = (typeof tableNames)[number]

const integer = (name: string) => ({ name, type: 'integer' }) as const
const text = (name: string) => ({ name, type: 'text' }) as const

export const tables: Readonly<Record<TableName, TruthTable>> = {
  customers: { name: 'customers', key: ['customer_id'], columns: [integer('customer_id'), text('name')], late: [] },
  orders: {
    name: 'orders',
    key: ['order_id'],
    columns: [integer('order_id'), integer('customer_id'), text('status'), integer('total')],
    late: [],
  },
  lines: {
    name: 'lines',
    key: ['line_id'],
    columns: [integer('line_id'), integer('order_id'), integer('product_id'), integer('quantity')],
    late: [],
  },
  products: {
    name: 'products',
    key: ['product_id'],
    columns: [integer('product_id'), text('name'), integer('price')],
    late: [],
  },
}

/** How many keys each table has in a story: few, so that they are used again and meet. */
const sizes: Readonly<Record<TableName, number>> = { customers: 2, orders: 3, lines: 4, products: 2 }

/** Keys of a story begin with its id. */
export const keysOfAStory = 100

export function storyOf(key: number): number {
  return Math.floor(key / keysOfAStory)
}

export function makeStory(id: number, seed: number, transactions: number): Story {
  const random = seededRandom(seed * 1_000_003 + id)
  const live = new Map<string, Row>()
  const happen = (op: 'I' | 'U' | 'D', table: TableName, key: number): Event => {
    const place = `${table} ${key}`
    if (op === 'D') live.delete(place)
    const row = op === 'D' ? keyOnly(table, key) : fill(table, key, id, random)
    if (op !== 'D') live.set(place, row)
    return { table, op, row }
  }
  const loaded = tableNames.flatMap((table) =>
    keysOf(table, id)
      .filter(() => random.integer(0, 2) > 0)
      .map((key) => happen('I', table, key)),
  )
  const times = Array.from({ length: transactions }, () => random.integer(1, 999_999) / 1_000_000).sort((a, b) => a - b)
  const steps = times.map((at): Step => {
    const events: Event[] = []
    for (let count = random.integer(1, 3); count > 0; count--) {
      const table = random.pick(['orders', 'orders', 'lines', 'lines', 'lines', 'customers', 'products'] as const)
      const key = random.pick(keysOf(table, id))
      if (!live.has(`${table} ${key}`)) {
        events.push(happen('I', table, key))
        // Now and then a whole life within one transaction.
        if (random.integer(0, 5) === 0) {
          events.push(happen('U', table, key), happen('D', table, key))
          if (random.integer(0, 1) === 0) events.push(happen('I', table, key))
        }
      } else events.push(happen(random.integer(0, 3) === 0 ? 'D' : 'U', table, key))
    }
    return { at, events }
  })
  return { id, steps: [{ at: 0, events: loaded }, ...steps] }
}

function keysOf(table: TableName, story: number): number[] {
  return Array.from({ length: sizes[table] }, (_, index) => story * keysOfAStory + index + 1)
}

function fill(table: TableName, key: number, story: number, random: Random): Row {
  const one = (other: TableName) => random.pick(keysOf(other, story))
  switch (table) {
    case 'customers':
      return { customer_id: key, name: random.pick(['ann', 'bob', null]) }
    case 'orders':
      return {
        order_id: key,
        customer_id: random.integer(0, 4) === 0 ? null : one('customers'),
        status: random.pick(['open', 'open', 'paid', 'draft', null]),
        total: random.integer(1, 9),
      }
    case 'lines':
      return { line_id: key, order_id: one('orders'), product_id: one('products'), quantity: random.integer(1, 5) }
    case 'products':
      return { product_id: key, name: random.pick(['tea', 'rum']), price: random.integer(1, 9) }
  }
}

function keyOnly(table: TableName, key: number): Row {
  const { columns, key: names } = tables[table]
  return Object.fromEntries(columns.map(({ name }) => [name, names.includes(name) ? key : null]))
}

const firstDay = Date.UTC(2026, 0, 5)
const days = 3

/** All stories as one history: transactions in the order of their times, all changes numbered, lost ones too. */
export function historyOf(stories: readonly Story[], lost: ReadonlySet<Event> = new Set()): History {
  const histories = new Map<string, { table: TruthTable; load: Change[]; changes: Change[] }>(
    tableNames.map((name) => [name, { table: tables[name], load: [], changes: [] }]),
  )
  let sequence = 0
  const steps = stories.flatMap((story) => story.steps).sort((a, b) => a.at - b.at)
  for (const { at, events } of steps) {
    const commitTs = timeText(at)
    for (const event of events) {
      const { table, op, row } = event
      const history = histories.get(table)
      if (at === 0) history?.load.push({ op, row, sequence: 0, commitTs, hasLate: false })
      else {
        sequence++
        if (!lost.has(event)) history?.changes.push({ op, row, sequence, commitTs, hasLate: false })
      }
    }
  }
  return histories satisfies Map<string, TableHistory>
}

/** A step's commit time, as DMS writes it. */
export function timeText(at: number): string {
  const microseconds = BigInt(Math.round(at * 1_000_000)) * BigInt(days * 86_400)
  const milliseconds = Number(microseconds / 1000n)
  const rest = String(Number(microseconds % 1000n)).padStart(3, '0')
  return `${new Date(firstDay + milliseconds).toISOString().slice(0, 23).replace('T', ' ')}${rest}`
}

/** A story for people: a transaction on each line. */
export function tell({ id, steps }: Story): string {
  const words = ({ table, op, row }: Event) =>
    `${op} ${table} ${Object.values(row)
      .slice(0, op === 'D' ? 1 : undefined)
      .map((cell) => cell ?? 'null')
      .join(' ')}`
  return [`story ${id}`, ...steps.map(({ at, events }) => `  ${timeText(at)}  ${events.map(words).join('; ')}`)].join(
    '\n',
  )
}
