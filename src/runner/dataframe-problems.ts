import { readSqlType } from '../catalog/types/read-type.ts'
import { type SqlType, sameType } from '../catalog/types/sql-type.ts'
import { keyNotInOutput } from '../diagnostics/catalog/compile.ts'
import { contractColumnMissing, contractTypeDiffers, contractUndeclared } from '../diagnostics/catalog/contracts.ts'
import { changeColumnsLost } from '../diagnostics/catalog/dataframe.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Column } from '../engines/engine.ts'
import { carriedColumns } from '../manifest/system-columns.ts'
import type { Action } from '../planner/steps.ts'

/** What keeps the columns that a DataFrame model gave, in Spark's types, from being what was promised of them. */
export function dataframeProblems(
  { needs, contract }: Extract<Action, { kind: 'dataframe' }>,
  columns: readonly Column[],
  model: string,
  place: Span,
): readonly Diagnostic[] {
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]))
  const missing = needs.columns.filter((name) => !types.has(name))
  const names = [...types.keys()]
  if (missing.length > 0) {
    return needs.as === 'changes'
      ? [changeColumnsLost(model, missing, place)]
      : missing.map((key) => keyNotInOutput(model, key, names, place))
  }
  if (!contract) return []
  const found: Diagnostic[] = []
  for (const { name, dataType } of contract) {
    const type = types.get(name)
    const [wanted, actual] = [dataType, type].map((spelled) => (spelled ? readSqlType(spelled, 'spark') : null))
    if (type === undefined) found.push(contractColumnMissing(model, name, names, place))
    else if (dataType && wanted && actual && !keeps(wanted, actual))
      found.push(contractTypeDiffers(model, name, dataType, type, place))
  }
  const promised = new Set<string>([...contract.map(({ name }) => name), ...carriedColumns])
  const extra = names.filter((name) => !promised.has(name))
  if (extra.length > 0) found.push(contractUndeclared(model, extra, place))
  return found
}

/** Spark's text has no length. */
function keeps(wanted: SqlType, actual: SqlType): boolean {
  return wanted.kind === 'string' ? actual.kind === 'string' : sameType(wanted, actual)
}
