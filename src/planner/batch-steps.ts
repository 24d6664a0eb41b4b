import { dropBatch, dropFile, type Ledger, openBatch, recordGeneration, replaceFile } from '../ingest/ledger.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { count, executeText, makeStep } from './make-step.ts'
import type { Opening } from './openings.ts'
import type { Retake } from './retakes.ts'
import type { Step } from './steps.ts'

/** Writes a new batch down before any work is done on it. */
export function openBatchStep(source: SourceNode, opens: Opening, ledger: Ledger, now: string): Step {
  const { batchId, files, supersedes, load } = opens
  const identity = { source: source.sourceName, table: source.name }
  const statements = [
    ...openBatch(ledger, { ...identity, batchId, openedAt: now, files, supersedes }),
    ...(load ? recordGeneration(ledger, { ...identity, ...load }) : []),
  ]
  const isReload = load !== null && load.firstBatch !== ''
  const joined =
    supersedes.length === 0
      ? ''
      : ` with those of ${supersedes.join(', ')}, which ${isReload ? 'not every reader has' : 'a check held back'},`
  const reloaded = isReload ? ', loaded again,' : ''
  return makeStep({
    kind: 'open-batch',
    id: `open:${source.id}`,
    why: `${count(files.length, 'file')} of ${source.sourceName}.${source.name}${reloaded}${joined} as batch ${batchId}`,
    script: [
      { kind: 'transaction', actions: statements.map(executeText) },
      { kind: 'fault-point', name: 'batch-opened' },
    ],
    batch: batchId,
  })
}

/** Writes down how the files of a batch differ from when it was opened. */
export function retakeStep(
  source: SourceNode,
  retake: Retake,
  ledger: Ledger,
  load: { readonly firstBatch: string; readonly loadedAt: string } | null,
): Step {
  const { batchId, replaced, gone, isEmpty } = retake
  const changed = [...replaced.map((file) => file.key), ...gone].join(', ')
  const statements = [
    ...replaced.map((file) => replaceFile(ledger, batchId, file)),
    ...gone.map((key) => dropFile(ledger, batchId, key)),
    ...(isEmpty ? [dropBatch(ledger, batchId)] : []),
    ...(load && replaced.some((file) => file.isLoad)
      ? recordGeneration(ledger, { source: source.sourceName, table: source.name, ...load })
      : []),
  ]
  return makeStep({
    kind: 'open-batch',
    id: `retake:${batchId}`,
    why: `${changed} of ${source.sourceName}.${source.name} changed before any model had applied batch ${batchId}`,
    script: [{ kind: 'transaction', actions: statements.map(executeText) }],
    batch: batchId,
  })
}
