import { dropBatch, dropFile, type Ledger, openBatch, replaceFile } from '../ingest/ledger.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { count, executeText, makeStep } from './make-step.ts'
import type { Retake } from './retakes.ts'
import type { Step } from './steps.ts'
import type { SourceWork } from './work.ts'

/** Writes a new batch down before any work is done on it. */
export function openBatchStep(
  source: SourceNode,
  opens: NonNullable<SourceWork['opens']>,
  ledger: Ledger,
  now: string,
): Step {
  const { batchId, files, supersedes } = opens
  const statements = openBatch(ledger, {
    batchId,
    source: source.sourceName,
    table: source.name,
    openedAt: now,
    files,
    supersedes,
  })
  const joined = supersedes ? ` with those of batch ${supersedes}, which a check held back,` : ''
  return makeStep({
    kind: 'open-batch',
    id: `open:${source.id}`,
    why: `${count(files.length, 'file')} of ${source.sourceName}.${source.name}${joined} as batch ${batchId}`,
    script: [
      { kind: 'transaction', actions: statements.map(executeText) },
      { kind: 'fault-point', name: 'batch-opened' },
    ],
    batch: batchId,
  })
}

/** Writes down how the files of a batch differ from when it was opened. */
export function retakeStep(source: SourceNode, retake: Retake, ledger: Ledger): Step {
  const { batchId, replaced, gone, isEmpty } = retake
  const changed = [...replaced.map((file) => file.key), ...gone].join(', ')
  const statements = [
    ...replaced.map((file) => replaceFile(ledger, batchId, file)),
    ...gone.map((key) => dropFile(ledger, batchId, key)),
    ...(isEmpty ? [dropBatch(ledger, batchId)] : []),
  ]
  return makeStep({
    kind: 'open-batch',
    id: `retake:${batchId}`,
    why: `${changed} of ${source.sourceName}.${source.name} changed before any model had applied batch ${batchId}`,
    script: [{ kind: 'transaction', actions: statements.map(executeText) }],
    batch: batchId,
  })
}
