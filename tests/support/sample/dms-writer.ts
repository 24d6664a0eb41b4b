import { changeName, changeSequence, dateFolder, loadName } from '../../../src/simulate/dms-names.ts'
import { parquetTable } from './parquet-table.ts'
import type { Change } from './source-database.ts'
import { type Row, type Table, tables } from './tables.ts'
import { formatMicros, hours, type Micros, parseMicros } from './time.ts'

/** A file as DMS would have put it in the bucket: its key below the bucket folder, and its bytes. */
export interface DmsFile {
  readonly key: string
  readonly bytes: Uint8Array
}

/** Full load files lie in the table's folder; their rows are inserts without a change sequence. */
export function loadFiles(load: ReadonlyMap<Table, readonly Row[]>, startedAt: Micros): DmsFile[] {
  const commitTime = formatMicros(startedAt)
  return tables.map((table) => {
    const rows = load.get(table) ?? []
    const key = `${table.schema}/${table.name}/${loadName(1)}.parquet`
    return {
      key,
      bytes: parquetTable(
        table,
        rows.map((row) => ({ op: 'I', commitTime, sequence: '', row })),
        startedAt,
      ),
    }
  })
}

/** A stretch of the log that is written to one file for each table and commit date. */
interface Delivery {
  readonly from: Micros
  readonly to: Micros
  readonly writtenAt: Micros
  /** The tables that it is for: all by default. */
  readonly tables?: readonly string[]
}

/** Every six hours the task writes what it has gathered, some seconds after the end of the period. */
const period = hours(6)

/** The task stalls on the busiest tables on the 19th: their afternoon arrives on the 21st, in the folder of the 19th. */
const late: Delivery = {
  from: parseMicros('2011-12-19 12:00:00'),
  to: parseMicros('2011-12-19 18:00:00'),
  writtenAt: parseMicros('2011-12-21 03:12:44.906'),
  tables: ['salesorderheader', 'salesorderdetail'],
}

/** The task is resumed twice and reads its log again from the last checkpoint: the same changes in further files. */
const repeats: readonly Delivery[] = [
  {
    from: parseMicros('2011-12-20 12:00:00'),
    to: parseMicros('2011-12-20 18:00:00'),
    writtenAt: parseMicros('2011-12-20 18:41:03.412'),
  },
  {
    from: parseMicros('2011-12-22 09:00:00'),
    to: parseMicros('2011-12-22 18:00:00'),
    writtenAt: parseMicros('2011-12-22 18:22:57.085'),
  },
]

/** The change files of a log: named by the time of writing, in folders by the date of the commit. */
export function changeFiles(log: readonly Change[]): DmsFile[] {
  return tables.flatMap((table) => {
    const changes = log.filter((change) => change.table === table)
    return deliveriesFor(table, changes).flatMap(({ from, to, writtenAt }) => {
      const delivered = changes.filter(({ committedAt }) => committedAt >= from && committedAt < to)
      if (delivered.length === 0) return []
      const folder = `${table.schema}/${table.name}/${dateFolder(from, 'slash')}`
      const key = `${folder}/${changeName(writtenAt)}.parquet`
      return [{ key, bytes: parquetTable(table, delivered.map(changeRow), from) }]
    })
  })
}

function deliveriesFor(table: Table, changes: readonly Change[]): Delivery[] {
  const first = changes[0]
  const last = changes.at(-1)
  if (first === undefined || last === undefined) return []
  const regular: Delivery[] = []
  for (let from = first.committedAt - (first.committedAt % period); from <= last.committedAt; from += period) {
    regular.push({ from, to: from + period, writtenAt: from + period + writingDelay(table, from) })
  }
  const isLate = (delivery: Delivery) => late.tables?.includes(table.name) === true && delivery.from === late.from
  return [...regular.map((delivery) => (isLate(delivery) ? late : delivery)), ...repeats]
}

/** Between two and twelve seconds, different for each table and period, as the workers of a task finish. */
function writingDelay(table: Table, from: Micros): Micros {
  const spread = BigInt(tables.indexOf(table) * 823) + (from / period) * 1373n
  return 2_000_000n + (spread % 10_000n) * 1000n
}

function changeRow(change: Change) {
  return {
    op: change.op,
    commitTime: formatMicros(change.committedAt),
    sequence: changeSequence(change.committedAt, change.position),
    row: change.row,
  }
}
