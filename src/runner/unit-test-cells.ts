import { unitTestBadValue } from '../diagnostics/catalog/unit-test.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Session, Value } from '../engines/engine.ts'
import type { FixtureRows } from '../manifest/fixture.ts'
import { cellsTable, readAs, type TypedColumn } from '../planner/fixture-sql.ts'

export type WrittenCells = Extract<FixtureRows, { kind: 'cells' }>

export interface ReadCells {
  readonly rows: readonly (readonly Value[])[]
  /** Values that cannot be read as what their columns hold, at their places. */
  readonly problems: readonly Diagnostic[]
}

/** Reads written values as what some columns hold; `asText` says of which types they stay as they are written. */
export async function readCells(
  fixture: WrittenCells,
  columns: readonly TypedColumn[],
  asText: (type: string) => boolean,
  session: Session,
): Promise<ReadCells> {
  const cells = columns.map((column) => ({
    ...column,
    at: fixture.columns.findIndex(({ name }) => name === column.name),
  }))
  if (cells.length === 0 || fixture.rows.length === 0) return { rows: [], problems: [] }
  const items = cells.map(({ at, type }) => (asText(type) ? `c${at}` : readAs(`c${at}`, type, true)))
  const table = cellsTable(fixture.columns, fixture.rows)
  const { rows } = await session.query(`select ${items.join(', ')} from ${table}`)
  const problems = rows.flatMap((row, line) =>
    cells.flatMap(({ name, type, at }, index) => {
      const written = fixture.rows[line]?.[at]
      const isLost = written && written.text !== null && (row[index] ?? null) === null
      return isLost ? [unitTestBadValue(written.text, name, type.toLowerCase(), written.span)] : []
    }),
  )
  return { rows, problems }
}
