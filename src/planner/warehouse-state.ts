import type { SqlType } from '../catalog/types/sql-type.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'

export type RelationKinds = ReadonlyMap<string, 'table' | 'view'>

/** What is there before a run: read by the runner, so that planning stays pure. */
export interface WarehouseState {
  /** What is there on each engine, by `relationKey`: the same map where one database serves both. */
  readonly relations: Readonly<Record<EngineName, RelationKinds>>
  /** Relations of the engine `spark` that bear the tool's mark, by `relationKey`. */
  readonly marked: ReadonlySet<string>
  readonly batches: readonly BatchRecord[]
  readonly files: readonly BatchFileRecord[]
  /** The batches that each node has applied. */
  readonly applied: ReadonlyMap<NodeId, ReadonlySet<string>>
  readonly built: ReadonlyMap<NodeId, string>
  /** How far the changes of each node are recorded: those before `first` are gone. */
  readonly feeds: ReadonlyMap<NodeId, { readonly first: number; readonly last: number }>
  /** How far each node has followed the changes of others. */
  readonly feedReads: ReadonlyMap<NodeId, ReadonlyMap<NodeId, number>>
  /** Changes and rows of each node that somebody has let in though they fail its rules, by `_change_id`. */
  readonly released: ReadonlyMap<NodeId, ReadonlySet<string>>
  /** The loads of all tables, oldest first. */
  readonly generations: readonly GenerationRecord[]
  readonly sources: ReadonlyMap<NodeId, SourceState>
}

export interface GenerationRecord {
  readonly source: string
  readonly table: string
  /** Empty for the first generation. */
  readonly firstBatch: string
  readonly loadedAt: string
}

export interface BatchRecord {
  readonly batchId: string
  readonly source: string
  readonly table: string
  readonly open: boolean
  /** The node whose check failed; such a batch takes later files in. */
  readonly heldBy: string | null
}

export interface BatchFileRecord {
  readonly batchId: string
  readonly source: string
  readonly table: string
  readonly key: string
  readonly etag: string
  readonly size: number
}

/** A file of a source, and what its columns are. */
export interface SourceFile {
  readonly key: string
  readonly path: string
  /** Where its columns alone can be read, if that is elsewhere. */
  readonly shapePath?: string
  readonly etag: string
  readonly size: number
  readonly isLoad: boolean
  readonly fileTime: string
  readonly modifiedAt: string
  /** With their types as Spark reads them, as far as it does. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType | null }[]
}

export interface SourceState {
  /** Every file that is there and is DMS's, by key. */
  readonly files: ReadonlyMap<string, SourceFile>
  /** Keys of files that somebody has set aside. */
  readonly setAside: ReadonlySet<string>
  /** Keys of files that no batch holds, as many as one batch may take, oldest first. */
  readonly pending: readonly string[]
  /** How many more wait behind those. */
  readonly pendingBeyond: number
  /** Set when the table was loaded again. */
  readonly reload: {
    /** False while load files may still come: the table waits. */
    readonly isComplete: boolean
    /** Keys of all load files. */
    readonly files: readonly string[]
  } | null
  /** The time of the load that waits to be taken in, in UTC; null where none does. */
  readonly loadedAt: string | null
  /** That time is of the source, not of the files. */
  readonly isLoadTimed: boolean
  /** What keeps the table from going on, and what should be known of its files. */
  readonly problems: readonly Diagnostic[]
}

/** What a warehouse would be like if no batch after one had come. */
export function stateUpTo(state: WarehouseState, batch: string): WarehouseState {
  return {
    ...state,
    batches: state.batches.filter(({ batchId }) => batchId <= batch),
    files: state.files.filter(({ batchId }) => batchId <= batch),
    generations: state.generations.filter(({ firstBatch }) => firstBatch <= batch),
  }
}

export function hasApplied(state: WarehouseState, node: NodeId, batch: string): boolean {
  return state.applied.get(node)?.has(batch) ?? false
}

/** What a node's relation is on the node's engine; null when there is none. */
export function standsAs(
  state: WarehouseState,
  node: { readonly engine: EngineName; readonly relation: Relation },
): 'table' | 'view' | null {
  return state.relations[node.engine].get(relationKey(node.relation)) ?? null
}

/** Whether a relation is there on an engine that neither the ledger, under a name, nor a mark says we made. */
export function isForeign(state: WarehouseState, relation: Relation, engine: EngineName, recorded: NodeId): boolean {
  const key = relationKey(relation)
  const isMarked = engine === 'spark' && state.marked.has(key)
  return state.relations[engine].has(key) && !state.built.has(recorded) && !isMarked
}

/** What the ledger calls the copy of a node's relation on the engine that is not its own. */
export function copyOf(node: NodeId, engine: EngineName): NodeId {
  return `${node}@${engine}`
}

/** Whether any node has applied a batch. */
export function isStarted(state: WarehouseState, batch: string): boolean {
  return [...state.applied.values()].some((batches) => batches.has(batch))
}

/** A table of which nothing is there. */
export const noFiles: SourceState = {
  files: new Map(),
  setAside: new Set(),
  pending: [],
  pendingBeyond: 0,
  reload: null,
  loadedAt: null,
  isLoadTimed: false,
  problems: [],
}

export const emptyState: WarehouseState = {
  relations: { spark: new Map(), redshift: new Map() },
  marked: new Set(),
  batches: [],
  files: [],
  applied: new Map(),
  built: new Map(),
  feeds: new Map(),
  feedReads: new Map(),
  released: new Map(),
  generations: [],
  sources: new Map(),
}
