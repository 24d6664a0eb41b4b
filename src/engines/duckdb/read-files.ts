import { badValuesColumn, type ChangeFile, type ChangeFiles } from '../../ingest/change-files.ts'
import { duckdbPlanner } from '../../planner/dialects/duckdb.ts'

const { identifier, text } = duckdbPlanner

/**
 * The query that reads the rows of some files as they are, united by the names of their columns. `_tm_path` is the file
 * of a row and `_tm_row` its place in there, which does not hang on the files that happen to be read with it.
 */
export function readFilesQuery(from: ChangeFiles): string {
  const own = from.files.map((file) => file.path)
  return from.format === 'parquet' ? parquetRows(own, from) : csvRows(own, from)
}

/** The rows of shapes are left alone: DuckDB opens such files for their columns only. */
function ownRows(own: readonly string[], { shapes }: ChangeFiles): string {
  return shapes.length === 0 ? '' : ` where _tm_path in (${own.map(text).join(', ')})`
}

function parquetRows(own: readonly string[], from: ChangeFiles): string {
  const options = "union_by_name = true, filename = '_tm_path', file_row_number = true, hive_partitioning = false"
  const casts = from.columns.flatMap(({ name, type }) => (type === null ? [] : [parquetCast(name, type, from)]))
  return `select *${excluded(from.hidden)} ${replaced(casts)} rename (file_row_number as _tm_row)${badValues(casts, from)} from read_parquet(${list([...own, ...from.shapes])}, ${options})${ownRows(own, from)}`
}

/** All values of a CSV are text; those of declared columns are cast. */
function csvRows(own: readonly string[], from: ChangeFiles): string {
  const { header, delimiter, null: absent } = from.csv
  const options = `all_varchar = true, header = ${header}, delim = ${text(delimiter)}, nullstr = ${text(absent)}, quote = '"', escape = '"', allow_quoted_nulls = false, filename = '_tm_path', hive_partitioning = false`
  const lines = header
    ? `select *, row_number() over () as _tm_line from read_csv(${list([...own, ...from.shapes])}, ${options}, union_by_name = true)${ownRows(own, from)}`
    : headlessGroups(from.files)
        .map(({ columns, paths }) => {
          const names = `names = ${list(columns)}`
          return `select *, row_number() over () as _tm_line from read_csv(${list(paths)}, ${options}, ${names})`
        })
        .join(' union all by name ')
  const types = new Map(from.declared.map((column) => [column.name.toLowerCase(), column.type]))
  const cast = from.keepsBadValues ? 'try_cast' : 'cast'
  const casts = from.columns.flatMap(({ name }): readonly Cast[] => {
    const type = types.get(name.toLowerCase())
    if (!type) return []
    const column = identifier(name)
    return [{ name, value: type === 'timestamp' ? momentOfText(column, cast) : `${cast}(${column} as ${type})` }]
  })
  return `select *${excluded(['_tm_line', ...from.hidden])} ${replaced(casts)}${badValues(casts, from)} from (select *, _tm_line - min(_tm_line) over (partition by _tm_path) as _tm_row from (${lines}))`
}

/** A column of the files, and its value in the type that it is to have. */
interface Cast {
  readonly name: string
  readonly value: string
}

/**
 * A column of Parquet in the one type that all files of its table share. Timestamps go by their microseconds, since a
 * file may have them with zone or without, and a cast would read the zone of the connection.
 */
function parquetCast(name: string, type: string, { keepsBadValues }: ChangeFiles): Cast {
  const column = identifier(name)
  if (type === 'timestamp') return { name, value: `make_timestamp(epoch_us(${column}))` }
  return { name, value: `${keepsBadValues ? 'try_cast' : 'cast'}(${column} as ${type})` }
}

/** The item of a select list that tells of values which the casts make NULL of; the columns are those of the files there. */
function badValues(casts: readonly Cast[], { keepsBadValues, hidden }: ChangeFiles): string {
  if (!keepsBadValues) return ''
  const seen = casts.filter(({ name }) => !hidden.includes(name.toLowerCase()))
  const told = seen.map(({ name, value }) => {
    const column = identifier(name)
    return `case when ${column} is not null and (${value}) is null then ${text(`${name} = '`)} || cast(${column} as varchar) || '''' end`
  })
  return `, ${told.length === 0 ? 'cast(null as varchar)' : `nullif(concat_ws(', ', ${told.join(', ')}), '')`} as ${badValuesColumn}`
}

/** The wall time in UTC. A cast of text to a time without a zone would leave out the offset that the text may have. */
export function momentOfText(column: string, cast: 'cast' | 'try_cast'): string {
  const hasOffset = `regexp_matches(cast(${column} as varchar), ':[0-9.]+ ?[+-][0-9]{2}(:?[0-9]{2})?\\s*$')`
  const instant = `make_timestamp(epoch_us(${cast}(cast(${column} as varchar) as timestamp with time zone)))`
  return `case when ${hasOffset} then ${instant} else ${cast}(${column} as timestamp) end`
}

function excluded(columns: readonly string[]): string {
  return columns.length > 0 ? ` exclude (${columns.map(identifier).join(', ')})` : ''
}

function replaced(casts: readonly Cast[]): string {
  const items = casts.map(({ name, value }) => `${value} as ${identifier(name)}`)
  return items.length > 0 ? `replace (${items.join(', ')})` : ''
}

/** Files without a header, by the columns that their rows have: those of a load may come without an operation. */
function headlessGroups(files: readonly ChangeFile[]) {
  const groups = new Map<string, { readonly columns: readonly string[]; readonly paths: string[] }>()
  for (const { columns, path } of files) {
    const id = JSON.stringify(columns)
    const group = groups.get(id) ?? { columns, paths: [] }
    groups.set(id, group)
    group.paths.push(path)
  }
  return [...groups.values()]
}

function list(items: readonly string[]): string {
  return `[${items.map(text).join(', ')}]`
}
