import type { DuckDBValue } from '@duckdb/node-api'
import type { Relation } from '../../manifest/relation.ts'
import { quoteIdentifier } from '../../sql/quote.ts'
import type { Column, ParquetSource, TextSource } from '../engine.ts'
import { isNested, jsonText } from './json-text.ts'
import { type FileColumn, parquetRows } from './parquet-files.ts'

/** One INSERT for all the rows, so that a load takes effect as a whole. Cells come as text and the table casts them. */
export function loadStatement(relation: Relation, source: TextSource): { sql: string; values: DuckDBValue[] } {
  const into = insertInto(relation, source.columns)
  if (source.kind === 'rows') {
    const cells = source.columns.map((_, index) => `cells[${index + 1}]`).join(', ')
    const rows = `select unnest(from_json($1::json, '[["VARCHAR"]]')) as cells`
    return { sql: `${into} select ${cells} from (${rows})`, values: [JSON.stringify(source.rows)] }
  }
  const types = source.columns.map((_, index) => `'c${index + 1}': 'VARCHAR'`).join(', ')
  const options = [
    'auto_detect = false',
    `columns = {${types}}`,
    `header = ${source.header}`,
    'delim = $2',
    `quote = '"'`,
    `escape = '"'`,
    'nullstr = $3',
    'allow_quoted_nulls = false',
  ]
  return {
    sql: `${into} select * from read_csv($1, ${options.join(', ')})`,
    values: [source.path, source.delimiter, source.null],
  }
}

/** @param found the columns of the files, one for each of the source's */
export function loadParquetStatement(
  relation: Relation,
  source: ParquetSource,
  found: readonly FileColumn[],
  table: readonly Column[],
): string {
  const types = new Map(table.map((column) => [column.name.toLowerCase(), column.type]))
  const values = found.map(({ name, type }, index) => {
    const target = types.get((source.columns[index] ?? '').toLowerCase())
    const isText = target === 'VARCHAR' || target === 'JSON'
    return isText && isNested(type) ? jsonText(quote(name), type) : quote(name)
  })
  return `${insertInto(relation, source.columns)} select ${values.join(', ')} from ${parquetRows(source.files)}`
}

function insertInto({ schema, name }: Relation, columns: readonly string[]): string {
  return `insert into ${quote(schema)}.${quote(name)} (${columns.map(quote).join(', ')})`
}

function quote(name: string): string {
  return quoteIdentifier('duckdb', name)
}
