import type { Session, Value } from '../engines/engine.ts'
import type { Relation } from '../manifest/relation.ts'
import { differenceStatements } from '../planner/compare-tables.ts'
import { type PlannerDialect, scratchOf } from '../planner/planner-dialect.ts'
import type { Comparison } from '../planner/verifiable.ts'

export interface CompareOptions {
  /** Between 0 and 1: of which share of the keys rows are compared. */
  readonly share: number
  /** How many differing keys are shown. */
  readonly examples: number
  readonly signal: AbortSignal
}

export interface Differences {
  /** Rows that only the table has, and rows that only its rebuild has. */
  readonly extra: number
  readonly missing: number
  /** Columns that only one of them has. */
  readonly columns: readonly string[]
  readonly examples: readonly Example[]
}

/** A key for which the two do not agree. */
export interface Example {
  /** By column. */
  readonly key: Readonly<Record<string, Value>>
  /** `extra`: only the table has it. `missing`: only the rebuild. */
  readonly is: 'extra' | 'missing' | 'different'
  /** What differs, by column: in the table, and in its rebuild. */
  readonly values: Readonly<Record<string, readonly [live: Value, rebuilt: Value]>>
}

/** Has the database compare a model's table with its rebuild; null when the two agree. */
export async function compareWithRebuild(
  { model, keyColumns, leavesOut, where }: Comparison,
  rebuilt: Relation,
  session: Session,
  dialect: PlannerDialect,
  { share, examples, signal }: CompareOptions,
): Promise<Differences | null> {
  const scratch = scratchOf(dialect, 0)
  const [mine, others] = [
    (await session.describe(model.relation))?.columns ?? [],
    (await session.describe(rebuilt))?.columns ?? [],
  ]
  const names = (columns: readonly { readonly name: string }[]) =>
    new Set(columns.map(({ name }) => name.toLowerCase()))
  const [here, there] = [names(mine), names(others)]
  // A column that is gone from the query stays in the table, and a rebuild does not have it.
  const lacking = [...there].filter((name) => !here.has(name))
  const columns = mine.filter(({ name }) => there.has(name.toLowerCase()) && !leavesOut.includes(name.toLowerCase()))
  const into = { extra: scratch.table('extra'), missing: scratch.table('missing') }
  const pair = { live: model.relation, rebuilt, columns, keyColumns, where, share }
  for (const statement of differenceStatements(dialect, pair, into)) await session.execute(statement, { signal })
  const count = async (side: 'extra' | 'missing') =>
    Number((await session.query(`select count(*) from ${dialect.relation(into[side])}`)).rows[0]?.[0] ?? 0)
  const [extra, missing] = [await count('extra'), await count('missing')]
  if (extra + missing + lacking.length === 0) return null
  const keys = keyColumns.filter((key) => columns.some(({ name }) => name.toLowerCase() === key))
  const order = (keys.length > 0 ? keys : columns.map(({ name }) => name)).map(dialect.identifier).join(', ')
  const sample = async (side: 'extra' | 'missing') => {
    const limit = Math.max(examples * 4, examples)
    const found = await session.query(`select * from ${dialect.relation(into[side])} order by ${order} limit ${limit}`)
    const at = found.columns.map(({ name }) => name.toLowerCase())
    return found.rows.map((row) => Object.fromEntries(row.map((value, index) => [at[index] ?? '', value])))
  }
  const found = examplesOf(await sample('extra'), await sample('missing'), keys)
  return { extra, missing, columns: lacking, examples: found.slice(0, examples) }
}

type Cells = Readonly<Record<string, Value>>

/** Puts the rows of one key together, so that it can be said what of it differs. */
function examplesOf(extra: readonly Cells[], missing: readonly Cells[], keys: readonly string[]): readonly Example[] {
  const keyOf = (row: Cells): Cells => Object.fromEntries(keys.map((key) => [key, row[key] ?? null]))
  const textOf = (row: Cells) => JSON.stringify(keyOf(row))
  const left = new Map(keys.length === 0 ? [] : missing.map((row) => [textOf(row), row]))
  const examples = extra.map((row): Example => {
    const other = left.get(textOf(row))
    left.delete(textOf(row))
    if (!other || keys.length === 0) return { key: keys.length === 0 ? row : keyOf(row), is: 'extra', values: {} }
    const values = Object.keys(row)
      .filter((name) => JSON.stringify(row[name]) !== JSON.stringify(other[name]))
      .map((name) => [name, [row[name] ?? null, other[name] ?? null]] as const)
    return { key: keyOf(row), is: 'different', values: Object.fromEntries(values) }
  })
  const rest = keys.length === 0 ? missing : [...left.values()]
  return [
    ...examples,
    ...rest.map((row): Example => ({ key: keys.length === 0 ? row : keyOf(row), is: 'missing', values: {} })),
  ]
}
