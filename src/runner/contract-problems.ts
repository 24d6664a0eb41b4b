import { readSqlType } from '../catalog/types/read-type.ts'
import { type SqlType, sameType } from '../catalog/types/sql-type.ts'
import { contractColumnMissing, contractTypeDiffers, contractUndeclared } from '../diagnostics/catalog/contracts.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Column } from '../engines/engine.ts'
import type { EngineName } from '../manifest/nodes.ts'
import type { PlannerDialect } from '../planner/planner-dialect.ts'
import type { Contract } from '../planner/steps.ts'

/**
 * What keeps the columns that a query gave, in the adapter's types, from being what the model's contract promises. Compile
 * has said most of it already, but for what it cannot know: the types of some expressions, and of files.
 */
export function contractProblems(
  { columns: promised, besides }: Contract,
  columns: readonly Column[],
  dialect: PlannerDialect,
  model: { readonly name: string; readonly engine: EngineName; readonly span: Span | null },
): readonly Diagnostic[] {
  const { name: owner, engine, span } = model
  const given = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]))
  const names = [...given.keys()].filter((name) => !besides.includes(name))
  const found: Diagnostic[] = []
  for (const { name, dataType } of promised) {
    const type = given.get(name.toLowerCase())
    if (type === undefined) found.push(contractColumnMissing(owner, name, names, span))
    else if (dataType && !keeps(dataType, type)) found.push(contractTypeDiffers(owner, name, dataType, type, span))
  }
  const declared = new Set(promised.map(({ name }) => name.toLowerCase()))
  const extra = names.filter((name) => !declared.has(name))
  if (extra.length > 0) found.push(contractUndeclared(owner, extra, span))
  return found

  /** Compared as the adapter has both: it may not tell two types apart that the dialect does. */
  function keeps(wanted: string, actual: string): boolean {
    const known = readSqlType(wanted, engine)
    const spelled = known && dialect.typeName(known, engine)
    const [expected, there] = [spelled, actual].map((type) => (type ? dialect.readType(type, engine) : null))
    return !expected || !there || isWithin(expected, there)
  }
}

/** Text without a known length may be as short as the contract says. */
function isWithin(wanted: SqlType, actual: SqlType): boolean {
  if (wanted.kind !== 'string' || actual.kind !== 'string') return sameType(wanted, actual)
  return wanted.length === null || actual.length === null || actual.length <= wanted.length
}
