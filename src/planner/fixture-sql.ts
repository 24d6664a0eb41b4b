import type { KnownColumns } from '../analysis/known-columns.ts'
import { duckdbTypeName } from '../catalog/types/write-type.ts'
import { imageColumn } from '../manifest/feeds.ts'
import type { FixtureCell, FixtureColumn, FixtureRows, GivenRows } from '../manifest/fixture.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { quoteIdentifier, quoteString } from '../sql/quote.ts'
import { adapterWriter } from './adapter-writer.ts'
import { embedded } from './engine-layout.ts'
import type { SqlWriter, Stand, Stands } from './write-sql.ts'

export interface TypedColumn {
  readonly name: string
  /** Of DuckDB. */
  readonly type: string
  /** What the value is where none is given; NULL when left out. */
  readonly otherwise?: string | undefined
}

/** What changes are unless they say so, and rows of a feed. */
const ordinaryChange: ReadonlyMap<string, string> = new Map([
  ['_op', "'I'"],
  ['_is_load', 'false'],
])
const ordinaryImage: ReadonlyMap<string, string> = new Map([[imageColumn, "'after'"]])

/** Writes the queries of unit tests, which run on DuckDB whatever serves the engines of the profile. */
export function unitTestWriter(columns: KnownColumns): SqlWriter {
  return adapterWriter(embedded, columns)
}

/** A query in parentheses that gives the rows of an input; `seeds` has the tables of those that are taken from files. */
export function givenStand(
  given: GivenRows,
  engine: EngineName,
  writer: SqlWriter,
  seeds: (seed: string) => Stand,
): Stand {
  if (given.rows.kind === 'seed') return seeds(given.rows.seed)
  const columns = typedColumns(given, engine)
  const rows = rowsQuery(given.rows, columns, engine, writer)
  const hasDeletions = given.areChanges && columns.some(({ name }) => name === '_op')
  return { kind: 'sql', sql: hasDeletions ? `(select * from (${rows}) where _op <> 'D')` : `(${rows})` }
}

export function typedColumns({ columns, as, areChanges }: GivenRows, engine: EngineName): readonly TypedColumn[] {
  const ordinary = as === 'feed' ? ordinaryImage : areChanges ? ordinaryChange : null
  return columns.map(({ name, type }) => ({
    name,
    type: duckdbTypeName(type, engine) ?? 'varchar',
    otherwise: ordinary?.get(name),
  }))
}

/** The rows of a fixture as columns of these types, those that it leaves out NULL. */
export function rowsQuery(
  rows: Exclude<FixtureRows, { kind: 'seed' }>,
  columns: readonly TypedColumn[],
  engine: EngineName,
  writer: SqlWriter,
): string {
  const position = (name: string) => rows.columns.findIndex((column) => column.name === name)
  const items = columns.map(({ name, type, otherwise }) => {
    const at = position(name)
    const given = rows.kind === 'cells' ? readAs(`c${at}`, type) : `cast(r.${identifier(name)} as ${type})`
    const value = at < 0 ? `cast(null as ${type})` : given
    return `${otherwise === undefined ? value : `coalesce(${value}, ${otherwise})`} as ${identifier(name)}`
  })
  if (rows.kind === 'query') {
    const nothing: Stands = new Map()
    return `select ${items.join(', ')} from (${writer.write(rows.sql.query, rows.sql.text, engine, nothing).sql}) as r`
  }
  if (rows.columns.length === 0) return rowsWithoutColumns(items, rows.rows.length)
  return `select ${items.join(', ')} from ${cellsTable(rows.columns, rows.rows)}`
}

/** Rows that say nothing are rows of NULLs all the same. */
function rowsWithoutColumns(items: readonly string[], amount: number): string {
  return `select ${items.join(', ')} from range(${amount})`
}

/** The cells as they are written: text under the names `c0`, `c1` … */
export function cellsTable(columns: readonly FixtureColumn[], rows: readonly (readonly FixtureCell[])[]): string {
  const names = columns.map((_, index) => `c${index}`)
  if (rows.length === 0) return `(select ${names.map((name) => `null as ${name}`).join(', ')} limit 0) as cells`
  const lines = rows.map((row) => `(${row.map(({ text }) => (text === null ? 'null' : literal(text))).join(', ')})`)
  return `(values ${lines.join(', ')}) as cells(${names.join(', ')})`
}

/** Text as a value of a type of DuckDB. */
export function readAs(text: string, type: string, tries = false): string {
  const cast = tries ? 'try_cast' : 'cast'
  const lower = type.toLowerCase()
  if (lower === 'blob') return tries ? `try(unhex(${text}))` : `unhex(${text})`
  // What is no JSON is a text in it.
  if (lower === 'json') return `coalesce(try_cast(${text} as json), to_json(${text}))`
  if (isNested(lower)) return `${cast}(${cast}(${text} as json) as ${type})`
  return `${cast}(${text} as ${type})`
}

function isNested(type: string): boolean {
  return /^(?:struct|map)\b|\]$/.test(type)
}

function identifier(name: string): string {
  return quoteIdentifier('duckdb', name)
}

function literal(text: string): string {
  return `cast(${quoteString('duckdb', text)} as varchar)`
}
