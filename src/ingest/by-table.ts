import { groupBy } from '../util/group-by.ts'
import type { LedgerRows } from './ledger.ts'

/** The name of a source table, as rows of the ledger give it. */
export interface TableName {
  readonly source: string
  readonly table: string
}

/** Rows of the ledger by the source table that they are about: looked through once, however many tables there are. */
export function byTable<Row extends TableName>(rows: Iterable<Row>): (table: TableName) => readonly Row[] {
  const groups = groupBy(rows, idOf)
  return (table) => groups.get(idOf(table)) ?? []
}

/** The ledger as it is without the batches of all other tables. */
export function ledgerByTable(rows: LedgerRows): (table: TableName) => LedgerRows {
  const [batches, files, skipped] = [byTable(rows.batches), byTable(rows.files), byTable(rows.skipped)]
  const applied = groupBy(rows.applied, (row) => row.batchId)
  return (table) => {
    const ids = new Set([...batches(table), ...files(table)].map((row) => row.batchId))
    return {
      ...rows,
      batches: batches(table),
      files: files(table),
      skipped: skipped(table),
      applied: [...ids].flatMap((id) => applied.get(id) ?? []),
    }
  }
}

function idOf({ source, table }: TableName): string {
  return `${source}\0${table}`
}
