import { commonType } from './common-type.ts'
import { readSqlType } from './read-type.ts'
import { type SqlType, stringType } from './sql-type.ts'
import { typeAcross } from './type-across.ts'

/** What is known of one column of a source table. */
export interface SourceColumnFacts {
  /** As YAML declares it, in Redshift's words or Spark's; null when it does not. */
  readonly declared: string | null
  readonly format: 'parquet' | 'csv'
  /** In each file that has the column; null for a type that Spark's readers do not know. */
  readonly seen: readonly (SqlType | null)[]
}

/**
 * The type of a source's column, as Spark SQL sees it: the wider of what is declared and what the files have. Of a CSV,
 * whose values are text, the declared one. Null when it cannot be told; then nothing is cast and nothing presumed.
 */
export function sourceColumnType({ declared, format, seen }: SourceColumnFacts): SqlType | null {
  const said = declared === null ? null : declaredType(declared)
  if (format === 'csv') return declared === null ? stringType : said
  if (declared !== null && said === null) return null
  const all = [...(said ? [said] : []), ...seen]
  return all.length === 0 ? null : commonType(all, 'spark')
}

/** The columns of a table come from an operational database: their types have the names that most engines share. */
export function declaredType(declared: string): SqlType | null {
  const redshift = readSqlType(declared, 'redshift')
  return redshift ? typeAcross(redshift, 'redshift', 'spark') : readSqlType(declared, 'spark')
}
