import { changeAge, madeSequencePrefix } from '../../ingest/change-age.ts'
import { badValuesColumn, type ChangeFiles, changeColumns, changeIdentity } from '../../ingest/change-files.ts'
import { duckdbPlanner } from '../../planner/dialects/duckdb.ts'
import { groupBy } from '../../util/group-by.ts'
import { momentOfText, readFilesQuery } from './read-files.ts'

const { identifier, text } = duckdbPlanner

/**
 * The query that lays the changes of some files out as rows: the files' own columns, the declared ones that no file has,
 * and the system columns. A system column takes the place of a file's column of the same name.
 *
 * Order, oldest first: load rows, then by change sequence and commit time as `order_by` says. A change without a
 * sequence gets one made of its commit time, the clock in the file's name, the file and the row.
 */
export function readChangesQuery(from: ChangeFiles): string {
  if (from.files.length === 0) return emptyChanges(from)
  const files = from.files.map(
    ({ path, key, isLoad, batchId, fileTime, modifiedAt }) =>
      `(${text(path)}, ${text(key)}, ${isLoad}, ${text(batchId)}, ${text(fileTime)}, ${text(modifiedAt)})`,
  )
  const hidden = from.columns.map((column) => column.name).filter(isSystem)
  const spellings = spellingsIn(from)
  const renamed = from.columns.flatMap(({ name }): readonly (readonly [string, string])[] => {
    if (isSystem(name)) return [[name, rawName(name)]]
    return spellings.get(name.toLowerCase())?.join() === name ? [] : [[name, name]]
  })
  const names = renamed.map(([name, other]) => `${identifier(name)} as ${identifier(other)}`).join(', ')
  const rename = names === '' ? '' : ` rename (${names})`
  const seen = new Set(from.columns.map((column) => column.name.toLowerCase()))
  const missing = declaredColumns(from).filter((column) => !seen.has(column.name.toLowerCase()))
  const op = rawColumn(from, from.op)
  const commit = rawColumn(from, from.commitTs)
  const timed = [
    '_tm_raw.*',
    ...missing.map(nullColumn),
    '_tm_key as _file',
    '_tm_is_load as _is_load',
    '_tm_batch',
    '_tm_file_time',
    `${op ? `coalesce(upper(trim(cast(${op} as varchar))), 'I')` : "'I'"} as _op`,
    `${rawColumn(from, from.changeSeq) ?? 'null'} as _tm_seq`,
    `${rawColumn(from, from.numberedBy) ?? 'null'} as _tm_number`,
    `${commit ? momentOf(from, commit) : 'cast(null as timestamp)'} as _tm_commit`,
    'cast(_tm_modified as timestamp) as _tm_modified',
  ]
  const workings = [
    '_tm_path',
    '_tm_batch',
    '_tm_seq',
    '_tm_number',
    '_tm_commit',
    '_tm_modified',
    ...hidden.map(rawName),
  ]
  const known = [...from.primaryKey.map(identifier), ...changeIdentity(from, duckdbPlanner)]
  const order = [
    ...changeAge(from.orderBy, (name) => name, duckdbWords),
    // What has one age is one change that came twice, or changes that nothing can order: let it not be left to chance.
    ...['_tm_file_time', '_file', '_tm_row'],
  ]
  return `with _tm_files(_tm_file_path, _tm_key, _tm_is_load, _tm_batch, _tm_file_time, _tm_modified) as (values ${files.join(', ')}),
_tm_raw as (select *${rename} from (${readFilesQuery(from)})),
_tm_timed as (select ${timed.join(', ')} from _tm_raw join _tm_files on _tm_path = _tm_file_path),
_tm_known as (
  select * exclude (${workings.map(identifier).join(', ')}),
    case when _is_load then null else coalesce(nullif(cast(_tm_seq as varchar), ''), ${madeSequence(from)}) end as _change_seq,
    case when _is_load then ${loadTime} else _tm_commit end as _commit_ts,
    _tm_batch as _batch_id
  from _tm_timed
)
select * exclude (_tm_file_time, _tm_row),
  md5(concat(${known.map(delimited).join(', ')})) as _change_id,
  row_number() over (order by ${order.join(', ')}) as _position
from _tm_known`
}

/** Commit time and file time in twenty digits each, eight letters for the file, and the row; or a number in their front. */
function madeSequence({ numberedBy }: ChangeFiles): string {
  return [
    `'${madeSequencePrefix}'`,
    numberedBy === null
      ? `strftime(coalesce(_tm_commit, timestamp '0001-01-01'), '%Y%m%d%H%M%S%f')`
      : `lpad(coalesce(cast(_tm_number as varchar), ''), 38, '0')`,
    `rpad(regexp_replace(_tm_file_time, '[^0-9]', '', 'g'), 20, '0')`,
    'left(md5(_file), 8)',
    `lpad(cast(_tm_row as varchar), 12, '0')`,
  ].join(' || ')
}

/** A load has one time: its least commit time, or without any the time at which its first file was written. */
const loadTime =
  'coalesce(min(_tm_commit) filter (where _is_load) over (), min(_tm_modified) filter (where _is_load) over ())'

/** Said without macros, since a database of no file has none. */
const duckdbWords = {
  sequenceOrder: (expression: string) =>
    `case when regexp_full_match(${expression}, '[0-9]{1,64}') then lpad(${expression}, 64, '0') else coalesce(${expression}, '') end`,
  binaryText: (expression: string) => expression,
}

/** With its length in front, so that `a, bc` and `ab, c` are not the same. */
function delimited(expression: string): string {
  const value = `cast(${expression} as varchar)`
  return `length(${value}), ':', ${value}`
}

function emptyChanges(from: ChangeFiles): string {
  const system = [
    ...(from.keepsBadValues ? [`cast(null as varchar) as ${badValuesColumn}`] : []),
    'cast(null as varchar) as _op',
    'cast(null as varchar) as _change_seq',
    'cast(null as timestamp) as _commit_ts',
    'cast(null as varchar) as _file',
    'cast(null as boolean) as _is_load',
    'cast(null as varchar) as _batch_id',
    'cast(null as varchar) as _change_id',
    'cast(null as bigint) as _position',
  ]
  return `select ${[...declaredColumns(from).map(nullColumn), ...system].join(', ')} where false`
}

type DeclaredColumn = ChangeFiles['declared'][number]

function declaredColumns(from: ChangeFiles): readonly DeclaredColumn[] {
  return from.declared.filter((column) => !isSystem(column.name))
}

function nullColumn({ name, type }: DeclaredColumn): string {
  return `cast(null as ${type ?? 'varchar'}) as ${identifier(name)}`
}

/** How the files write the name of each column. */
function spellingsIn({ files }: ChangeFiles): ReadonlyMap<string, readonly string[]> {
  const all = new Set(files.flatMap((file) => file.columns))
  return groupBy(all, (name) => name.toLowerCase())
}

/** A column of the files, under the name that it has before the system columns join it. */
function rawColumn(from: ChangeFiles, name: string | null): string | null {
  if (name === null) return null
  const found = from.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  return found ? identifier(isSystem(found.name) ? rawName(found.name) : found.name) : null
}

function momentOf(from: ChangeFiles, commit: string): string {
  const type = from.columns.find((column) => column.name.toLowerCase() === from.commitTs?.toLowerCase())?.type
  return type === 'timestamp' || type === 'date' ? `cast(${commit} as timestamp)` : momentOfText(commit, 'try_cast')
}

function isSystem(name: string): boolean {
  return changeColumns.some((column) => column === name.toLowerCase())
}

function rawName(name: string): string {
  return `_tm_raw${name.toLowerCase()}`
}
