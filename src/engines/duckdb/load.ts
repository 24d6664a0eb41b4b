import type { DuckDBValue } from '@duckdb/node-api'
import type { Relation } from '../../manifest/relation.ts'
import type { LoadSource } from '../engine.ts'

/** One INSERT for all the rows, so that a load takes effect as a whole. Cells come as text and the table casts them. */
export function loadStatement(relation: Relation, source: LoadSource): { sql: string; values: DuckDBValue[] } {
  const target = `${quote(relation.schema)}.${quote(relation.name)}`
  const into = `insert into ${target} (${source.columns.map(quote).join(', ')})`
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

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
