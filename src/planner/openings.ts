import { earliestFileTime, type Generation, mayHoldLater, momentText } from './generations.ts'
import type { Retake } from './retakes.ts'
import type { BatchFileRecord, BatchRecord, SourceFile, SourceState } from './warehouse-state.ts'

/** A batch to open, with the files that it takes. */
export interface Opening {
  readonly batchId: string
  readonly files: readonly SourceFile[]
  readonly supersedes: readonly string[]
  /** A load that begins with the batch, or the first that the table had. */
  readonly load: { readonly firstBatch: string; readonly loadedAt: string } | null
}

export interface OpeningInput {
  readonly files: SourceState
  /** The generation that was taken in last. */
  readonly known: Generation
  /** Open batches, and what their batches and all others hold. */
  readonly unfinished: readonly BatchRecord[]
  readonly recorded: readonly BatchFileRecord[]
  /** A batch that a check holds back, and its files where all of them are there. */
  readonly held: { readonly batchId: string; readonly files: readonly SourceFile[] } | null
  readonly retakes: readonly Retake[]
  newBatchId(): string
}

/** A batch of the files that wait. A batch that a check holds back is part of it, so that a correction can arrive. */
export function openPending(input: OpeningInput): Opening | null {
  const { files: source, known, held } = input
  if (source.pending.length === 0) return null
  const files = [...(held?.files ?? []), ...listed(source, source.pending)]
  const isFirstLoad = known.loadedAt === null && files.some((file) => file.isLoad)
  const isLater = held !== null && laterLoad(input) !== null
  const takesLoad = (isFirstLoad && source.isLoadTimed) || isLater
  const batchId = input.newBatchId()
  return {
    batchId,
    files,
    supersedes: held ? [held.batchId] : [],
    load:
      takesLoad && source.loadedAt !== null
        ? { firstBatch: isFirstLoad ? '' : batchId, loadedAt: source.loadedAt }
        : null,
  }
}

/**
 * A batch of a load that begins a generation, with the changes that may count beside it: those that wait, those of batches
 * that not everybody has, and those that came before their load did. Null while more of the load may come.
 */
export function openReload({ files: source, known, unfinished, recorded, newBatchId }: OpeningInput): Opening | null {
  const { reload, loadedAt } = source
  if (!reload?.isComplete || loadedAt === null) return null
  const isUnfinished = new Set(unfinished.map((batch) => batch.batchId))
  const earliest = mayHoldLater(loadedAt, known) ? earliestFileTime(loadedAt) : null
  const again = recorded.flatMap((record) => {
    const file = source.files.get(record.key)
    if (!file || file.isLoad) return []
    const isLater = earliest !== null && record.batchId >= known.firstBatch && file.fileTime >= earliest
    return isLater || isUnfinished.has(record.batchId) ? [file] : []
  })
  const files = [...listed(source, reload.files), ...again, ...listed(source, source.pending)]
  const batchId = newBatchId()
  return {
    batchId,
    files: [...new Map(files.map((file) => [file.key, file])).values()],
    supersedes: [...isUnfinished],
    load: { firstBatch: batchId, loadedAt },
  }
}

/**
 * The open batch whose first load, which nobody has applied, was replaced by a later one: that one knows more than the
 * changes between, and begins a generation as a reload does.
 */
export function laterLoad({ files, known, retakes }: Pick<OpeningInput, 'files' | 'known' | 'retakes'>): Retake | null {
  const { loadedAt, isLoadTimed } = files
  const isLater = loadedAt !== null && known.loadedAt !== null && momentText(loadedAt) > known.loadedAt
  if (known.number > 0 || !isLoadTimed || !isLater) return null
  return retakes.find(({ replaced }) => replaced.some((file) => file.isLoad)) ?? null
}

function listed({ files }: SourceState, keys: readonly string[]): SourceFile[] {
  return keys.map((key) => files.get(key)).filter((file) => file !== undefined)
}
