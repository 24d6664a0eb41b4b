import { duckdbType } from '../catalog/duckdb-type.ts'
import { declaredType, sourceColumnType } from '../catalog/types/source-column-type.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import { watermarkKind } from '../catalog/types/watermark-kind.ts'
import { duckdbTypeName, typeName } from '../catalog/types/write-type.ts'
import type { OrderBy } from '../ingest/change-age.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import { hiddenColumns } from '../ingest/drift.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import type { PlannedAdapter } from './engine-layout.ts'
import type { SourceFile } from './warehouse-state.ts'

/**
 * How to read some files of a source table. Columns that only other files of the table have come out as NULL, with
 * their types: a model that reads a column must not fail on a batch of files from before it was there.
 *
 * @param options.batchId the batch of files of which `batches` does not tell it
 * @param options.batches the batches of files, by key
 * @param options.known all files of the table
 * @param options.adapter what reads them, in whose words the types are
 * @param options.generation how often the table was loaded again
 */
export function changeFilesOf(
  source: SourceNode,
  files: readonly SourceFile[],
  options: {
    readonly batchId?: string
    readonly batches?: ReadonlyMap<string, string>
    readonly known?: Iterable<SourceFile>
    readonly adapter?: PlannedAdapter
    readonly generation?: number
    readonly keepsBadValues?: boolean
  } = {},
): ChangeFiles {
  const { batchId = '', batches = new Map(), known = files, adapter = 'duckdb', generation = 0 } = options
  const { keepsBadValues = false } = options
  const { config } = source
  const all = [...known]
  const typeOf = sourceTypes(source, all)
  const seen = new Map<string, { readonly name: string; readonly type: string | null }>()
  const hidden = hiddenColumns(source, all)
  const isHidden = (name: string) => hidden.has(name.toLowerCase())
  const lists = new Set<SourceFile['columns']>()
  const addColumns = (file: SourceFile): boolean => {
    // Files of one shape share one list of columns.
    if (lists.has(file.columns)) return false
    lists.add(file.columns)
    const fresh = file.columns.filter(({ name }) => !seen.has(name.toLowerCase()) && !isHidden(name))
    for (const name of fresh.map((column) => column.name.toLowerCase()))
      seen.set(name, { name, type: adapterType(typeOf(name), adapter) })
    return fresh.length > 0
  }
  for (const file of files) addColumns(file)
  const shapes = files.length === 0 ? [] : all.filter(addColumns)
  const read = [...new Set([...files, ...shapes].map((file) => file.columns))].flat()
  const has = (name: string) => (seen.has(name.toLowerCase()) ? name : null)
  return {
    source: source.id,
    files: files.map(({ path, key, isLoad, fileTime, modifiedAt, columns }) => ({
      ...{ path, key, isLoad, fileTime, modifiedAt },
      batchId: batches.get(key) ?? batchId,
      columns: columns.map((column) => column.name),
    })),
    shapes: shapes.map((file) => file.shapePath ?? file.path),
    format: config.format,
    csv: config.csv,
    columns: [...seen.values()],
    hidden: [...new Set(read.map(({ name }) => name.toLowerCase()).filter(isHidden))],
    declared: source.columns.map(({ name, dataType }) => ({
      name,
      type: dataType && (adapter === 'spark' ? sparkType(dataType) : duckdbType(dataType, 'redshift')),
    })),
    primaryKey: config.primaryKey.map((column) => column.value),
    op: config.op && has(config.op.value),
    ...orderColumns(),
    isOfState: config.mode === 'incremental',
    orderBy: orderOf(source),
    generation,
    keepsBadValues,
  }

  /** By its watermark a row of an incremental source is as old as a change by its sequence or its commit time. */
  function orderColumns(): Pick<ChangeFiles, 'changeSeq' | 'commitTs' | 'numberedBy'> {
    const { mode, watermark, changeSeq, commitTs } = config
    if (mode !== 'incremental' || !watermark) {
      return { changeSeq: has(changeSeq.value), commitTs: has(commitTs.value), numberedBy: null }
    }
    const isNumber = watermarkKind(typeOf(watermark.value)) === 'number'
    return isNumber
      ? { changeSeq: null, commitTs: has(commitTs.value), numberedBy: has(watermark.value) }
      : { changeSeq: null, commitTs: has(watermark.value), numberedBy: null }
  }
}

function adapterType(type: SqlType | null, adapter: PlannedAdapter): string | null {
  if (adapter !== 'spark') return duckdbTypeName(type, 'spark')
  return type && typeName(type, 'spark')
}

/** Null for a type that Spark does not have. */
function sparkType(declared: string): string | null {
  return adapterType(declaredType(declared), 'spark')
}

/** The type of each column of a source table, by all files that it has; see `sourceColumnType`. */
export function sourceTypes(source: SourceNode, files: readonly SourceFile[]): (name: string) => SqlType | null {
  const seen = new Map<string, (SqlType | null)[]>()
  for (const column of [...new Set(files.map((file) => file.columns))].flat()) {
    const name = column.name.toLowerCase()
    const before = seen.get(name)
    if (before) before.push(column.type)
    else seen.set(name, [column.type])
  }
  const declared = new Map(source.columns.map(({ name, dataType }) => [name.toLowerCase(), dataType]))
  return (name) =>
    sourceColumnType({
      declared: declared.get(name.toLowerCase()) ?? null,
      format: source.config.format,
      seen: seen.get(name.toLowerCase()) ?? [],
    })
}

/** `order_by` in the tool's words, whichever names the source uses. */
export function orderOf({ config }: SourceNode): OrderBy {
  return config.orderBy.map(({ value }) => (value === config.commitTs.value ? 'commit_ts' : 'change_seq'))
}
