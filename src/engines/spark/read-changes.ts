import { changeAge, madeSequencePrefix } from '../../ingest/change-age.ts'
import { badValuesColumn, type ChangeFiles, changeColumns, changeIdentity } from '../../ingest/change-files.ts'
import { sparkPlanner } from '../../planner/dialects/spark.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'

/** What the driver needs to lay changes out: which files to read, and the query over their rows. */
export interface ChangesRequest {
  readonly format: ChangeFiles['format']
  readonly csv: ChangeFiles['csv']
  readonly files: readonly { readonly path: string; readonly columns: readonly string[] }[]
  /** Files that are read for their columns alone. */
  readonly shapes: readonly string[]
  /** Columns of the files that are left out. */
  readonly hidden: readonly string[]
  /** What the values of each file are cast to, before the rows of all are united. */
  readonly casts: readonly { readonly name: string; readonly type: string }[]
  /** The column that tells of values which no cast can read, and which are NULL then; null where they fail the reading. */
  readonly badValues: string | null
  /** The name that the query has for the rows of all files; they have `_tm_path` and `_tm_row` as well. */
  readonly rows: string
  /** All columns of the changes but `_position`, which numbers the rows in the order of the query. */
  readonly sql: string
  /** The same with `_position`, for rows that one core can put in order. */
  readonly numbered: string
}

type FileColumn = ChangeFiles['columns'][number]

/**
 * The changes of some files as DuckDB's adapter has them (duckdb/read-changes.ts), said in Spark SQL under strict casts:
 * the same columns, values and order. Spark's `timestamp` stands where DuckDB has the wall time in UTC.
 */
export function changesRequest(from: ChangeFiles, rows: string): ChangesRequest {
  const inFiles = new Set(from.files.flatMap((file) => file.columns.map((column) => column.toLowerCase())))
  const types = new Map(
    (from.format === 'csv' ? from.declared : from.columns).map((column) => [column.name.toLowerCase(), column.type]),
  )
  const typeOf = (name: string) => types.get(name.toLowerCase()) ?? null
  const isSeen = ({ name }: FileColumn) => inFiles.has(name.toLowerCase())
  // Only a file can tell the type of a column whose type nobody knows.
  const needsShapes = from.format === 'parquet' && from.columns.some((one) => !isSeen(one) && one.type === null)
  return {
    format: from.format,
    csv: from.csv,
    files: from.files.map(({ path, columns }) => ({ path, columns })),
    shapes: needsShapes ? from.shapes : [],
    hidden: from.hidden,
    casts: from.columns.flatMap(({ name }) => {
      const type = typeOf(name)
      return type === null ? [] : [{ name, type }]
    }),
    badValues: from.keepsBadValues ? badValuesColumn : null,
    rows,
    ...(from.files.length === 0 ? emptyChanges(from) : changesQueries(from, rows, (column) => rawValue(column))),
  }

  function rawValue(column: FileColumn): string {
    if (isSeen(column) || (needsShapes && column.type === null)) return identifier(column.name)
    return `cast(null as ${typeOf(column.name) ?? 'string'})`
  }
}

type Queries = Pick<ChangesRequest, 'sql' | 'numbered'>

function changesQueries(from: ChangeFiles, rows: string, rawValue: (column: FileColumn) => string): Queries {
  const files = from.files.map(
    ({ path, key, isLoad, batchId, fileTime, modifiedAt }) =>
      `(${text(path)}, ${text(key)}, ${isLoad}, ${text(batchId)}, ${text(fileTime)}, ${text(modifiedAt)})`,
  )
  const own = from.columns.filter((column) => !isSystem(column.name))
  const seen = new Set(from.columns.map((column) => column.name.toLowerCase()))
  const missing = declaredColumns(from).filter((column) => !seen.has(column.name.toLowerCase()))
  const columns = [...own, ...missing].map((column) => identifier(column.name))
  const raw = from.columns.map((column) => {
    const { name } = column
    return `${rawValue(column)} as ${identifier(isSystem(name) ? rawName(name) : name)}`
  })
  const bad = from.keepsBadValues ? [badValuesColumn] : []
  const op = rawColumn(from, from.op)
  const sequence = rawColumn(from, from.changeSeq)
  const commit = rawColumn(from, from.commitTs)
  const timed = [
    ...own.map((column) => identifier(column.name)),
    ...missing.map(nullColumn),
    ...bad,
    '_tm_key as _file',
    '_tm_is_load as _is_load',
    '_tm_batch',
    '_tm_file_time',
    '_tm_row',
    `${op ? `coalesce(upper(trim(cast(${op} as string))), 'I')` : "'I'"} as _op`,
    `cast(${sequence ?? 'null'} as string) as _tm_seq`,
    `cast(${rawColumn(from, from.numberedBy) ?? 'null'} as string) as _tm_number`,
    `${commit ? moment(commit) : 'cast(null as timestamp)'} as _tm_commit`,
    'cast(_tm_modified as timestamp) as _tm_modified',
  ]
  const commitTime = from.files.some((file) => file.isLoad)
    ? `case when _is_load then ${loadTime} else _tm_commit end`
    : '_tm_commit'
  const known = [
    ...columns,
    ...bad,
    ...['_file', '_is_load', '_tm_file_time', '_tm_row', '_op'],
    `case when _is_load then null else coalesce(nullif(_tm_seq, ''), ${madeSequence(from)}) end as _change_seq`,
    `${commitTime} as _commit_ts`,
    '_tm_batch as _batch_id',
  ]
  const keys = [...from.primaryKey.map(identifier), ...changeIdentity(from, { text, identifier })]
  const order = [
    ...changeAge(from.orderBy, (name) => name, sparkPlanner),
    // What has one age is one change that came twice, or changes that nothing can order: let it not be left to chance.
    ...['_tm_file_time', '_file', '_tm_row'],
  ]
  const system = ['_file', '_is_load', '_op', '_change_seq', '_commit_ts', '_batch_id']
  const relations = `with _tm_files as (select * from values ${files.join(', ')} as t(_tm_file_path, _tm_key, _tm_is_load, _tm_batch, _tm_file_time, _tm_modified)),
_tm_raw as (select ${[...raw, ...bad, '_tm_path', '_tm_row'].join(', ')} from ${identifier(rows)}),
_tm_timed as (select /*+ broadcast(_tm_files) */ ${timed.join(', ')} from _tm_raw join _tm_files on _tm_path = _tm_file_path),
_tm_known as (select ${known.join(', ')} from _tm_timed)`
  const items = [
    ...[...columns, ...bad, ...system],
    `md5(cast(concat(${keys.map(delimited).join(', ')}) as binary)) as _change_id`,
  ].join(', ')
  const position = `cast(row_number() over (order by ${order.join(', ')}) as bigint) as _position`
  return {
    sql: `${relations}\nselect ${items}\nfrom _tm_known\norder by ${order.join(', ')}`,
    numbered: `${relations}\nselect ${items}, ${position}\nfrom _tm_known`,
  }
}

/** Spark takes half a date for its first day, and a time alone for today's. */
function moment(column: string): string {
  return `case when cast(${column} as string) rlike ${text('^\\s*[+-]?[0-9]+-[0-9]+-[0-9]+')} then try_cast(${column} as timestamp) end`
}

const commitOrFirst = `coalesce(_tm_commit, timestamp '0001-01-01 00:00:00')`

/** Commit time and file time in twenty digits each, eight letters for the file, and the row; or a number in their front. */
function madeSequence({ numberedBy }: ChangeFiles): string {
  const first =
    numberedBy === null
      ? [`format_string('%04d', year(${commitOrFirst}))`, `date_format(${commitOrFirst}, 'MMddHHmmssSSSSSS')`]
      : [`lpad(coalesce(_tm_number, ''), 38, '0')`]
  return `concat(${[
    text(madeSequencePrefix),
    ...first,
    `rpad(regexp_replace(_tm_file_time, '[^0-9]', ''), 20, '0')`,
    'left(md5(cast(_file as binary)), 8)',
    `lpad(cast(_tm_row as string), 12, '0')`,
  ].join(', ')})`
}

/** A load has one time: its least commit time, or without any the time at which its first file was written. */
const loadTime = '(select coalesce(min(_tm_commit), min(_tm_modified)) from _tm_timed where _is_load)'

/** With its length in front, so that `a, bc` and `ab, c` are not the same. NULL adds nothing but the colon. */
function delimited(expression: string): string {
  const value = `cast(${expression} as string)`
  return `coalesce(cast(length(${value}) as string), ''), ':', coalesce(${value}, '')`
}

function emptyChanges(from: ChangeFiles): Queries {
  const system = [
    ...(from.keepsBadValues ? [`cast(null as string) as ${badValuesColumn}`] : []),
    'cast(null as string) as _op',
    'cast(null as string) as _change_seq',
    'cast(null as timestamp) as _commit_ts',
    'cast(null as string) as _file',
    'cast(null as boolean) as _is_load',
    'cast(null as string) as _batch_id',
    'cast(null as string) as _change_id',
  ]
  const columns = [...declaredColumns(from).map(nullColumn), ...system].join(', ')
  return {
    sql: `select ${columns} where false`,
    numbered: `select ${columns}, cast(null as bigint) as _position where false`,
  }
}

function declaredColumns(from: ChangeFiles): readonly FileColumn[] {
  return from.declared.filter((column) => !isSystem(column.name))
}

function nullColumn({ name, type }: FileColumn): string {
  return `cast(null as ${type ?? 'string'}) as ${identifier(name)}`
}

/** A column of the files, under the name that it has before the system columns join it. */
function rawColumn(from: ChangeFiles, name: string | null): string | null {
  if (name === null) return null
  const found = from.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  return found ? identifier(isSystem(found.name) ? rawName(found.name) : found.name) : null
}

function isSystem(name: string): boolean {
  return changeColumns.some((column) => column === name.toLowerCase())
}

function rawName(name: string): string {
  return `_tm_raw${name.toLowerCase()}`
}

function identifier(name: string): string {
  return quoteIdentifier('spark', name)
}

function text(value: string): string {
  return quoteString('spark', value)
}
