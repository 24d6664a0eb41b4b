import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { EngineError } from '../engine-error.ts'

/** The columns that were asked for, as the files spell them and in the types that hold the values of all files. */
export interface FileColumn {
  readonly name: string
  readonly type: DuckDBType
}

/**
 * Finds columns in Parquet files by their names in any case, in the order of `names`. Throws when a file lacks one,
 * which DuckDB would read as NULL.
 */
export async function findColumns(
  connection: DuckDBConnection,
  files: readonly string[],
  names: readonly string[],
): Promise<readonly FileColumn[]> {
  const schemas = await connection.run(
    `select file_name, name, coalesce(num_children, 0) from parquet_schema(${fileList(files)})`,
  )
  for (const [file, columns] of ownColumns(await schemas.getRows())) {
    const missing = names.filter((name) => !columns.has(name.toLowerCase()))
    if (missing.length > 0) throw new EngineError('data', `The file ${file} has no column ${missing.join(', ')}.`)
  }
  const rows = await connection.prepare(`select * from ${parquetRows(files)}`)
  try {
    const found = new Map<string, FileColumn>()
    for (let index = 0; index < rows.columnCount; index++) {
      const name = rows.columnName(index)
      found.set(name.toLowerCase(), { name, type: rows.columnType(index) })
    }
    return names.flatMap((name) => found.get(name.toLowerCase()) ?? [])
  } finally {
    rows.destroySync()
  }
}

/** What a query reads the rows of exactly these files from. */
export function parquetRows(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, union_by_name = true, hive_partitioning = false)`
}

/** Of each file, the columns of its rows: the tree of a schema comes flat, each element before its children. */
function ownColumns(rows: readonly (readonly unknown[])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>()
  let skip = 0
  for (const [file, name, children] of rows) {
    const columns = files.get(String(file))
    if (!columns) {
      files.set(String(file), new Set())
      skip = 0
    } else if (skip > 0) {
      skip += Number(children) - 1
    } else {
      columns.add(String(name).toLowerCase())
      skip = Number(children)
    }
  }
  return files
}

/** Characters that would make a pattern of a path stand for themselves. */
function fileList(files: readonly string[]): string {
  return `[${files.map((file) => `'${file.replace(/[[*?]/g, '[$&]').replaceAll("'", "''")}'`).join(', ')}]`
}
