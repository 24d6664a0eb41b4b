import { duckdbType, typeNames } from '../catalog/duckdb-type.ts'
import type { ColumnProperties } from '../config/column.ts'
import { placeOf } from '../config/model-config.ts'
import type { ModelConfigKey } from '../config/model-config-keys.ts'
import type { Located } from '../config/value.ts'
import { unknownColumnInYaml, unknownDataType } from '../diagnostics/catalog/compile.ts'
import { configUnknownColumn } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { DeclaredModel } from './declare.ts'

type Report = (diagnostic: Diagnostic) => void

/** Compares the columns that YAML speaks of with those that a relation has. */
export function checkColumnsExist(
  owner: string,
  columns: readonly ColumnProperties[],
  known: readonly string[],
  report: Report,
): void {
  for (const { name, dataTests } of columns) {
    if (known.includes(name.value.toLowerCase())) continue
    report(unknownColumnInYaml(name.value, owner, known, name.span, dataTests.length > 0))
  }
}

/** Columns that the settings of a model name and that it does not give. */
export function namedColumnProblems(
  { name, config, span }: Pick<DeclaredModel, 'name' | 'config' | 'span'>,
  known: readonly string[],
): readonly Diagnostic[] {
  const partitions = config.strategy === 'insert_overwrite' ? config.partitionBy : []
  const place = placeOf(config, 'partition_by') ?? span
  const named: readonly (readonly [key: ModelConfigKey, columns: readonly Located<string>[]])[] = [
    ['merge_update_columns', config.mergeUpdateColumns],
    ['merge_exclude_columns', config.mergeExcludeColumns],
    ['partition_by', partitions.map((value) => ({ value, span: place }))],
  ]
  return named.flatMap(([key, columns]) =>
    columns
      .filter(({ value }) => !known.includes(value.toLowerCase()))
      .map((column) => configUnknownColumn(key, column.value, name, known, column.span)),
  )
}

export function checkDataTypes(columns: readonly ColumnProperties[], report: Report): void {
  for (const { name, dataType } of columns) if (dataType) checkDataType(name.value, dataType, report)
}

/** A declared type is one of Spark SQL's or of Redshift's: operational databases share their names. */
export function checkDataType(column: string, { value, span }: Located<string>, report: Report): void {
  if (duckdbType(value, 'redshift') !== null || duckdbType(value, 'spark') !== null) return
  const known = new Set([...typeNames('redshift'), ...typeNames('spark')])
  report(unknownDataType(column, value, [...known].sort(), span))
}
