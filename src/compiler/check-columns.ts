import { duckdbType, typeNames } from '../catalog/duckdb-type.ts'
import type { ColumnProperties } from '../config/column.ts'
import type { Located } from '../config/value.ts'
import { unknownColumnInYaml, unknownDataType } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

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

export function checkDataTypes(columns: readonly ColumnProperties[], report: Report): void {
  for (const { name, dataType } of columns) if (dataType) checkDataType(name.value, dataType, report)
}

/** A declared type is one of Spark SQL's or of Redshift's: operational databases share their names. */
export function checkDataType(column: string, { value, span }: Located<string>, report: Report): void {
  if (duckdbType(value, 'redshift') !== null || duckdbType(value, 'spark') !== null) return
  const known = new Set([...typeNames('redshift'), ...typeNames('spark')])
  report(unknownDataType(column, value, [...known].sort(), span))
}
