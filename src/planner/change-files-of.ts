import { duckdbType } from '../catalog/duckdb-type.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import type { SourceFile } from './warehouse-state.ts'

/** How to read some files of a source table. */
export function changeFilesOf(source: SourceNode, files: readonly SourceFile[], batchId: string): ChangeFiles {
  const { config } = source
  const seen = new Map<string, { readonly name: string; readonly type: string | null }>()
  for (const file of files) {
    for (const column of file.columns)
      if (!seen.has(column.name.toLowerCase())) seen.set(column.name.toLowerCase(), column)
  }
  const has = (name: string) => (seen.has(name.toLowerCase()) ? name : null)
  return {
    files: files.map(({ path, key, isLoad, fileTime, modifiedAt }) => ({ path, key, isLoad, fileTime, modifiedAt })),
    format: config.format,
    csv: config.csv,
    columns: [...seen.values()],
    declared: source.columns.map(({ name, dataType }) => ({
      name,
      type: dataType && duckdbType(dataType, 'redshift'),
    })),
    primaryKey: config.primaryKey.map((column) => column.value),
    op: config.op && has(config.op.value),
    changeSeq: has(config.changeSeq.value),
    commitTs: has(config.commitTs.value),
    orderBy: orderOf(source),
    batchId,
  }
}

/** `order_by` in the tool's words, whichever names the source uses. */
function orderOf({ config }: SourceNode): readonly ('change_seq' | 'commit_ts')[] {
  return config.orderBy.map(({ value }) => (value === config.commitTs.value ? 'commit_ts' : 'change_seq'))
}
