import type { RelationColumn } from '../analysis/relation-columns.ts'
import { readSqlType } from '../catalog/types/read-type.ts'
import { isWholeType, type SqlType, sameType } from '../catalog/types/sql-type.ts'
import { typeName } from '../catalog/types/write-type.ts'
import type { ColumnProperties } from '../config/column.ts'
import {
  contractColumnMissing,
  contractTypeDiffers,
  contractUndeclared,
  contractWithoutType,
} from '../diagnostics/catalog/contracts.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { EngineName } from '../manifest/nodes.ts'
import type { DeclaredModel } from './declare.ts'

/**
 * What keeps a model from its enforced contract: as in dbt every column is declared with its type, and the query gives
 * exactly those. A type that the analysis does not know is left to the build.
 */
export function contractProblems(
  { name, config, properties, span }: DeclaredModel,
  outputs: readonly RelationColumn[],
): readonly Diagnostic[] {
  if (!config.contract.enforced) return []
  const declared = properties?.columns ?? []
  const place = config.entries.get('contract')?.key.span ?? span
  const found: Diagnostic[] = []
  for (const column of declared) {
    const output = outputs.find((one) => one.name === column.name.value.toLowerCase())
    if (!column.dataType) found.push(contractWithoutType(name, column.name.value, column.name.span))
    if (!output) {
      found.push(
        contractColumnMissing(
          name,
          column.name.value,
          outputs.map((one) => one.name),
          column.name.span,
        ),
      )
    } else found.push(...typeProblems(name, column, output.type ?? null, config.engine))
  }
  const names = declared.map((column) => column.name.value.toLowerCase())
  const extra = outputs.filter((column) => !names.includes(column.name)).map((column) => column.name)
  if (extra.length > 0) found.push(contractUndeclared(name, extra, place))
  return found
}

function typeProblems(
  model: string,
  { name, dataType }: ColumnProperties,
  actual: SqlType | null,
  engine: EngineName,
): readonly Diagnostic[] {
  const wanted = dataType && readSqlType(dataType.value, engine)
  if (!dataType || !wanted || !isWholeType(actual) || actual.kind === 'null' || keeps(wanted, actual)) return []
  return [contractTypeDiffers(model, name.value, dataType.value, typeName(actual, engine), dataType.span)]
}

/** Text without a known length may be as short as the contract says. */
function keeps(wanted: SqlType, actual: SqlType): boolean {
  if (wanted.kind === 'string' && actual.kind === 'string') {
    return wanted.length === null || actual.length === null || actual.length <= wanted.length
  }
  return sameType(wanted, actual)
}
