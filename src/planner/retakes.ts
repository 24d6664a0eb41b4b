import type { SourceNode } from '../manifest/nodes.ts'
import { isStarted, type SourceFile, type WarehouseState } from './warehouse-state.ts'

/** An open batch that nobody has applied, and how its files differ from what was recorded when it was opened. */
export interface Retake {
  readonly batchId: string
  /** With other content now. */
  readonly replaced: readonly SourceFile[]
  /** Keys of files that were taken away. */
  readonly gone: readonly string[]
  /** No file is left: the batch goes too. */
  readonly isEmpty: boolean
}

/**
 * The open batches of a source that take their files as they are now. Nobody has seen their rows yet, so a bad file may
 * still be replaced or taken away; once anybody has applied a batch, it stands as it is.
 */
export function retakesOf(source: SourceNode, state: WarehouseState): readonly Retake[] {
  const files = state.sources.get(source.id)?.files ?? new Map<string, SourceFile>()
  return state.batches
    .filter((batch) => batch.open && batch.source === source.sourceName && batch.table === source.name)
    .filter((batch) => !isStarted(state, batch.batchId))
    .map(({ batchId }) => {
      const recorded = state.files.filter((file) => file.batchId === batchId)
      const gone = recorded.filter((file) => !files.has(file.key)).map((file) => file.key)
      const replaced = recorded.flatMap((file) => {
        const now = files.get(file.key)
        return now && (now.etag !== file.etag || now.size !== file.size) ? [now] : []
      })
      return { batchId, replaced, gone, isEmpty: gone.length === recorded.length && recorded.length > 0 }
    })
    .filter((retake) => retake.replaced.length > 0 || retake.gone.length > 0)
}
