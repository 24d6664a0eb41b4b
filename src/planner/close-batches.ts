import { closeBatch, type Ledger } from '../ingest/ledger.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId } from '../manifest/nodes.ts'
import type { EngineLayout } from './engine-layout.ts'
import { executeText } from './make-step.ts'
import type { StepBook } from './step-book.ts'
import { hasApplied, type WarehouseState } from './warehouse-state.ts'
import { everyConsumer, type SourceWork } from './work.ts'

/**
 * Closes the batches that every reader of the table has, tables included; answers with what to say of readers that a
 * selection leaves out. A batch may also wait for nothing but being closed, when an earlier run was stopped just before.
 */
export function closeBatches(
  work: SourceWork,
  {
    manifest,
    state,
    book,
    active,
    ledger,
    layout,
    isStale,
  }: {
    readonly manifest: Manifest
    readonly state: WarehouseState
    readonly book: StepBook
    readonly active: ReadonlySet<NodeId>
    readonly ledger: Ledger
    readonly layout: EngineLayout
    isStale(id: NodeId): boolean
  },
): readonly string[] {
  const notes: string[] = []
  const { graph, nodes } = manifest
  const readers = graph.descendants(work.source.id)
  if (work.open.length === 0 || ![...readers].some((id) => active.has(id))) return notes
  const table = `${work.source.sourceName}.${work.source.name}`
  const needs = new Set(book.of(work.source.id))
  const missing: string[] = []
  for (const id of readers) {
    const node = nodes.get(id)
    if (node?.kind !== 'model' || !isStored(node)) continue
    if (book.has(id)) for (const step of book.of(id)) needs.add(step)
    else if (isBuiltWhole(node) && isStale(id)) missing.push(node.name)
  }
  for (const batch of work.open) {
    const lacking = everyConsumer(manifest, work.source).filter(
      (model) => !book.has(model.id) && !hasApplied(state, model.id, batch),
    )
    const names = [...new Set([...lacking.map((model) => model.name), ...missing])]
    if (names.length > 0) {
      notes.push(
        `Batch ${batch} of ${table} stays open: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} not taken it in.`,
      )
      continue
    }
    book.push({
      kind: 'close-batch',
      id: `close:${batch}`,
      node: null,
      why: `every reader of ${table} has batch ${batch}`,
      after: [...needs],
      needs: [...needs],
      script: [
        executeText(closeBatch(ledger, batch, layout.warehouse.utcNow)),
        { kind: 'fault-point', name: 'batch-closed' },
      ],
      batch,
    })
  }
  return notes
}

/** Whether a model has rows of its own. */
function isStored({ config }: ModelNode): boolean {
  return config.materialized !== 'ephemeral' && config.materialized !== 'view'
}

/** Whether a model's rows come of its query over its inputs, not of batches. */
function isBuiltWhole({ flow }: ModelNode): boolean {
  return flow === null
}
