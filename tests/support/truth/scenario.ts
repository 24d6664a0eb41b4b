import { type Cell, orders } from './history.ts'
import { type FileShape, plainShape, writeFile } from './write-file.ts'

/**
 * A file of changes of `orders`, each in one line: change sequence, operation, key, status, country and amount, as in
 * `7 U 1 open DE 12.50`. What is left out is `open`, `DE` and `10.00`; `-` is NULL. A deletion has its key alone.
 */
export function orderFile(
  name: string,
  changes: readonly string[],
  shape: Partial<FileShape> & {
    /** When a load was made; without it, before all changes. */
    readonly loadedAt?: string
  } = {},
) {
  const isLoad = /LOAD/.test(name)
  const { loadedAt } = shape
  return writeFile(
    {
      key: `sales/orders/${name}`,
      table: orders,
      isLoad,
      hasLate: true,
      changes: changes.map((line) => {
        const change = orderChange(line, isLoad)
        return isLoad && loadedAt !== undefined ? { ...change, commitTs: loadedAt } : change
      }),
    },
    { ...plainShape, ...shape },
  )
}

function orderChange(line: string, isLoad: boolean) {
  const [sequence, op, id, status = 'open', country = 'DE', amount = '10.00'] = line.split(' ')
  if (op !== 'I' && op !== 'U' && op !== 'D') throw new Error(`no operation in "${line}"`)
  const key = id === '-' ? null : Number(id)
  const cell = (text: string): Cell => (op === 'D' || text === '-' ? null : text)
  const count = isLoad ? 0 : Number(sequence)
  return {
    op,
    row: {
      order_id: key,
      customer: cell('ann'),
      status: cell(status),
      country: cell(country),
      amount: cell(amount),
      channel: null,
    },
    sequence: count,
    commitTs: `2026-01-05 10:00:00.${String(count).padStart(6, '0')}`,
    hasLate: false,
  } as const
}
