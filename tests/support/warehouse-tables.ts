import { type SqlType, sameType, superType } from '../../src/catalog/types/sql-type.ts'
import { typeName } from '../../src/catalog/types/write-type.ts'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { type EngineConfig, openEngine } from '../../src/engines/registry.ts'
import { relation } from '../../src/manifest/relation.ts'
import { duckdbPlanner } from '../../src/planner/dialects/duckdb.ts'
import { postgresPlanner } from '../../src/planner/dialects/postgres.ts'
import type { PlannerDialect } from '../../src/planner/planner-dialect.ts'
import { readRelations } from '../../src/runner/read-relations.ts'

/** Every table and view of a warehouse with its columns and its rows in an order of their own. */
export type WarehouseTables = ReadonlyMap<string, Table>

export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: SqlType | null }[]
  readonly rows: readonly string[]
}

/** What differs with every build, whatever engine it runs on. */
const ownOfBuild = new Set(['_batch_id', 'batch_id', 'opened_at', 'closed_at', 'applied_at', 'built_at'])

/** Reads the relations of some schemas. */
export async function warehouseTables(config: EngineConfig, schemas: readonly string[]): Promise<WarehouseTables> {
  const dialect = config.type === 'postgres' ? postgresPlanner : duckdbPlanner
  const engine: Engine = await openEngine(config)
  try {
    const session = await engine.connect()
    const tables = new Map<string, Table>()
    for (const key of [...(await readRelations(session)).keys()].sort()) {
      const [schema = '', name = ''] = key.split('.')
      if (schemas.includes(schema)) tables.set(key, await readTable(session, dialect, schema, name))
    }
    return tables
  } finally {
    await engine.close()
  }
}

async function readTable(session: Session, dialect: PlannerDialect, schema: string, name: string): Promise<Table> {
  const found = await session.describe(relation(schema, name))
  const kept = (found?.columns ?? []).filter((column) => !ownOfBuild.has(column.name))
  const list = kept.map((column) => dialect.identifier(column.name)).join(', ')
  const columns = kept.map(({ name, type }) => ({ name, type: comparable(dialect.readType(type, 'redshift')) }))
  const { rows } = await session.query(`select ${list} from ${dialect.relation(relation(schema, name))}`)
  return {
    columns,
    rows: rows.map((row) => JSON.stringify(row.map((value, at) => plain(value, columns[at]?.type)))).sort(),
  }
}

/** DuckDB's text has no length, and nested values that pass to a warehouse are JSON there. */
function comparable(type: SqlType | null): SqlType | null {
  if (type?.kind === 'string') return { ...type, length: null, padded: false }
  return type?.kind === 'array' || type?.kind === 'map' || type?.kind === 'struct' ? superType : type
}

/** Whole numbers alike, whatever their width: the types are compared beside them. JSON has its keys in no order. */
function plain(value: Value, type: SqlType | null | undefined): unknown {
  if (type?.kind === 'super' && value !== null) return inOrder(typeof value === 'string' ? JSON.parse(value) : value)
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : value
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, inOrder(part)]))
}

/** How two warehouses differ, in words; empty when they hold the same. */
export function differences(one: WarehouseTables, other: WarehouseTables): readonly string[] {
  const found: string[] = []
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(name), other.get(name)]
    if (!a || !b) {
      found.push(`${name} is there once only`)
      continue
    }
    const types = (table: Table) => table.columns.map(({ name, type }) => `${name} ${typeName(type, 'redshift')}`)
    if (a.columns.length !== b.columns.length) found.push(`${name}: ${types(a)} against ${types(b)}`)
    a.columns.forEach((column, at) => {
      const against = b.columns[at]
      if (against && !(column.name === against.name && sameType(column.type, against.type)))
        found.push(`${name}: ${types(a)[at]} against ${types(b)[at]}`)
    })
    const rows = new Set(b.rows)
    const odd = a.rows.find((row) => !rows.has(row))
    if (a.rows.length !== b.rows.length) found.push(`${name}: ${a.rows.length} rows against ${b.rows.length}`)
    else if (odd) {
      const mine = new Set(a.rows)
      found.push(`${name}: ${odd} against ${b.rows.find((row) => !mine.has(row))}`)
    }
  }
  return found
}
