import type { RelationColumn } from '../../src/analysis/relation-columns.ts'
import { sourceSystemColumns } from '../../src/manifest/system-columns.ts'
import type { FileColumn } from '../../src/storage/file-columns.ts'

/** The columns that a source's change files would have: those that are known of it, and what DMS adds. */
export function changeColumnsOf(known: readonly RelationColumn[]): readonly FileColumn[] {
  const system = new Set<string>(sourceSystemColumns)
  const own = known.filter((column) => !system.has(column.name)).map(({ name, type }) => ({ name, type: type ?? null }))
  return [...own, ...['Op', 'change_seq', 'commit_ts'].map((name) => ({ name, type: null }))]
}
