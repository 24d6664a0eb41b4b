import { changeAge, madeSequencePrefix } from '../../ingest/change-age.ts'
import type { ChangeFiles } from '../../ingest/change-files.ts'

/**
 * The query that lays the changes of some files out as rows: the files' own columns, the declared ones that no file has,
 * and the system columns. Files of different schemas are united by column name.
 *
 * Order, oldest first: load rows, then by change sequence and commit time as `order_by` says. A change without a
 * sequence gets one made of its commit time, the clock in the file's name, the file and the row.
 */
export function readChangesQuery(from: ChangeFiles): string {
  if (from.files.length === 0) return emptyChanges(from)
  const files = from.files.map(
    ({ path, key, isLoad, fileTime, modifiedAt }) =>
      `(${text(path)}, ${text(key)}, ${isLoad}, ${text(fileTime)}, ${text(modifiedAt)})`,
  )
  const own = new Set(from.columns.map((column) => column.name.toLowerCase()))
  const missing = from.declared.filter((column) => !own.has(column.name.toLowerCase()))
  const op = column(from, from.op)
  const seq = column(from, from.changeSeq)
  const commit = column(from, from.commitTs)
  const commitTime = commit ? `try_cast(${commit} as timestamp)` : 'cast(null as timestamp)'
  const time = `strftime(coalesce(_tm_commit, timestamp '0001-01-01'), '%Y%m%d%H%M%S%f')`
  const fileTime = "rpad(regexp_replace(_tm_file_time, '[^0-9]', '', 'g'), 20, '0')"
  const made = `'${madeSequencePrefix}' || ${time} || ${fileTime} || left(md5(_file), 8) || lpad(cast(_tm_row as varchar), 12, '0')`
  const known = [...from.primaryKey.map(identifier), `case when _is_load then 'load' else _change_seq end`]
  const order = [
    ...changeAge(from.orderBy, (name) => name, sequenceOrder),
    // What has one age is one change that came twice, or changes that nothing can order: let it not be left to chance.
    '_tm_file_time',
    '_file',
    '_tm_row',
  ]
  return `with _tm_files(_tm_file_path, _tm_key, _tm_is_load, _tm_file_time, _tm_modified) as (values ${files.join(', ')}),
_tm_raw as (${reader(from)}),
_tm_timed as (
  select _tm_raw.*, ${missing.map(({ name, type }) => `cast(null as ${type ?? 'varchar'}) as ${identifier(name)}, `).join('')}_tm_key as _file, _tm_is_load as _is_load, _tm_file_time, ${op ? `coalesce(upper(trim(cast(${op} as varchar))), 'I')` : "'I'"} as _op,
    ${seq ?? 'null'} as _tm_seq, ${commitTime} as _tm_commit, cast(_tm_modified as timestamp) as _tm_modified
  from _tm_raw join _tm_files on _tm_path = _tm_file_path
),
_tm_known as (
  select * exclude (_tm_path, _tm_file_time, _tm_seq, _tm_commit, _tm_modified),
    case when _is_load then null else coalesce(nullif(cast(_tm_seq as varchar), ''), ${made}) end as _change_seq,
    case when _is_load then coalesce(min(_tm_commit) filter (where _is_load) over (), min(_tm_modified) filter (where _is_load) over ()) else _tm_commit end as _commit_ts,
    ${text(from.batchId)} as _batch_id, _tm_file_time
  from _tm_timed
)
select * exclude (_tm_file_time, _tm_row),
  md5(concat(${known.map(delimited).join(', ')})) as _change_id,
  row_number() over (order by ${order.join(', ')}) as _position
from _tm_known`
}

/** A sequence as text that sorts as its number does; text that is no number sorts as itself. Absent is oldest. */
export function sequenceOrder(expression: string): string {
  return `case when regexp_full_match(${expression}, '[0-9]{1,64}') then lpad(${expression}, 64, '0') else coalesce(${expression}, '') end`
}

/** With its length in front, so that `a, bc` and `ab, c` are not the same. */
function delimited(expression: string): string {
  const value = `cast(${expression} as varchar)`
  return `length(${value}), ':', ${value}`
}

function reader(from: ChangeFiles): string {
  const own = from.files.map((file) => text(file.path))
  const paths = `[${[...own, ...from.shapes.map(text)].join(', ')}]`
  // DuckDB opens such files for their columns, and leaves their rows alone.
  const where = from.shapes.length > 0 ? ` where filename in (${own.join(', ')})` : ''
  if (from.format === 'parquet') {
    return `select * rename (filename as _tm_path, file_row_number as _tm_row) from read_parquet(${paths}, union_by_name = true, filename = true, file_row_number = true, hive_partitioning = false)${where}`
  }
  const { header, delimiter, null: absent } = from.csv
  const names = header ? '' : `, names = [${from.columns.map((column) => text(column.name)).join(', ')}]`
  const types = new Map(from.declared.map((column) => [column.name.toLowerCase(), column.type]))
  const casts = from.columns
    .filter((column) => types.get(column.name.toLowerCase()))
    .map(
      (column) =>
        `cast(${identifier(column.name)} as ${types.get(column.name.toLowerCase())}) as ${identifier(column.name)}`,
    )
  const replace = casts.length > 0 ? ` replace (${casts.join(', ')})` : ''
  // Rows are counted within their file: a row's number must not hang on the files that happen to be read with it.
  const numbered = `select *, row_number() over () as _tm_line from read_csv(${paths}, all_varchar = true, header = ${header}, delim = ${text(delimiter)}, nullstr = ${text(absent)}, quote = '"', escape = '"', allow_quoted_nulls = false, union_by_name = ${header}, filename = true, hive_partitioning = false${names})${where}`
  return `select * exclude (_tm_line)${replace} from (select * rename (filename as _tm_path), _tm_line - min(_tm_line) over (partition by filename) as _tm_row from (${numbered}))`
}

function emptyChanges(from: ChangeFiles): string {
  const columns = from.declared.map(({ name, type }) => `cast(null as ${type ?? 'varchar'}) as ${identifier(name)}`)
  const system = [
    'cast(null as varchar) as _op',
    'cast(null as varchar) as _change_seq',
    'cast(null as timestamp) as _commit_ts',
    'cast(null as varchar) as _file',
    'cast(null as boolean) as _is_load',
    'cast(null as varchar) as _batch_id',
    'cast(null as varchar) as _change_id',
    'cast(null as bigint) as _position',
  ]
  return `select ${[...columns, ...system].join(', ')} where false`
}

function column(from: ChangeFiles, name: string | null): string | null {
  if (name === null) return null
  const found = from.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  return found ? identifier(found.name) : null
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
