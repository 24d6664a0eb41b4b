import { historyGone } from '../diagnostics/catalog/plan.ts'
import { recordedFileReplaced } from '../diagnostics/catalog/verify.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isLoadFile } from '../ingest/dms-files.ts'
import { type Manifest, sourcesOf } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { newestGeneration } from '../planner/generations.ts'
import { noFiles, type WarehouseState } from '../planner/warehouse-state.ts'

/** What keeps tables from being made anew from the files that a ledger says: one is gone, or has other content by now. */
export function recordedFileProblems(
  manifest: Manifest,
  state: WarehouseState,
  needed: ReadonlySet<NodeId>,
  asks: 'verify' | 'rollback',
): readonly Diagnostic[] {
  return sourcesOf(manifest).flatMap((source) => {
    if (!needed.has(source.id)) return []
    const name = `${source.sourceName}.${source.name}`
    const { files, setAside } = state.sources.get(source.id) ?? noFiles
    const { firstBatch } = newestGeneration(state, source)
    const newest = new Map(
      state.files
        .filter((record) => record.source === source.sourceName && record.table === source.name)
        // A load that another one has taken the place of is not needed.
        .filter(({ key, batchId }) => !isLoadFile(key) || batchId >= firstBatch)
        .sort((a, b) => (a.batchId < b.batchId ? -1 : 1))
        .map((record) => [record.key, record]),
    )
    const records = [...newest.values()].filter(({ key }) => !setAside.has(key))
    const gone = records.filter(({ key }) => !files.has(key)).map(({ key }) => key)
    const replaced = records.filter(({ key, etag }) => (files.get(key)?.etag ?? etag) !== etag).map(({ key }) => key)
    return [
      ...(gone.length > 0 ? [historyGone(name, gone, source.span)] : []),
      ...(replaced.length > 0 ? [recordedFileReplaced(name, replaced, asks, source.span)] : []),
    ]
  })
}
