import { byTable } from '../ingest/by-table.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, NodeId, SourceNode } from '../manifest/nodes.ts'
import { changeFilesOf } from './change-files-of.ts'
import type { PlannedAdapter } from './engine-layout.ts'
import { newestGeneration } from './generations.ts'
import { type BatchFileRecord, noFiles, type SourceFile, type WarehouseState } from './warehouse-state.ts'
import type { SourceWork } from './work.ts'

/** The files of a plan's source tables, and how its steps read them. */
export class PlannedFiles {
  readonly #manifest: Manifest
  readonly #state: WarehouseState
  /** What reads them. */
  readonly #adapter: PlannedAdapter
  /** What the plan does for each source table, as far as it has been decided. */
  readonly #works: ReadonlyMap<NodeId, SourceWork>
  readonly #recorded: ReturnType<typeof byTable<BatchFileRecord>>

  constructor(
    manifest: Manifest,
    state: WarehouseState,
    adapter: PlannedAdapter,
    works: ReadonlyMap<NodeId, SourceWork>,
  ) {
    this.#manifest = manifest
    this.#state = state
    this.#adapter = adapter
    this.#works = works
    this.#recorded = byTable(state.files)
  }

  /** All that are there. */
  of(source: SourceNode): readonly SourceFile[] {
    return [...(this.#state.sources.get(source.id)?.files.values() ?? [])]
  }

  /** Those that batches hold. */
  recorded({ sourceName, name }: SourceNode): readonly BatchFileRecord[] {
    return this.#recorded({ source: sourceName, table: name })
  }

  /** How some of them are read. `batch`: that of files which no batch holds yet. */
  changes(
    source: SourceNode,
    files: readonly SourceFile[],
    batch: string,
    { keepsBadValues = false }: Pick<Partial<ChangeFiles>, 'keepsBadValues'> = {},
  ): ChangeFiles {
    const generation = this.#works.get(source.id)?.generation ?? newestGeneration(this.#state, source)
    return changeFilesOf(source, files, {
      batchId: batch,
      batches: new Map(this.recorded(source).map(({ key, batchId }) => [key, batchId])),
      known: this.of(source),
      adapter: this.#adapter,
      generation: generation.number,
      keepsBadValues,
    })
  }

  /** The extracts that a staging model looks things up in, beside the changes that drive it. */
  extractsFor({ sources, flow }: ModelNode): ReadonlyMap<NodeId, ChangeFiles> {
    const found = new Map<NodeId, ChangeFiles>()
    for (const id of sources) {
      const source = this.#manifest.nodes.get(id)
      if (source?.kind !== 'source' || id === flow?.source) continue
      const loads = this.of(source).filter((file) => file.isLoad)
      found.set(id, this.changes(source, loads, ''))
    }
    return found
  }

  /** The load that a batch has taken in other content of. */
  loadOf({ source, generation }: SourceWork): { readonly firstBatch: string; readonly loadedAt: string } | null {
    const { loadedAt, isLoadTimed } = this.#state.sources.get(source.id) ?? noFiles
    const isKnown = loadedAt !== null && (isLoadTimed || generation.number > 0)
    return isKnown ? { firstBatch: generation.firstBatch, loadedAt } : null
  }
}
