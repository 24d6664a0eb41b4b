import { stringType } from '../catalog/types/sql-type.ts'
import type { CompiledProject } from '../compiler/compile.ts'
import {
  fileReplaced,
  otherFormat,
  reloadSettling,
  tableReloaded,
  unknownFiles,
} from '../diagnostics/catalog/ingest.ts'
import { fileWithoutKey, fileWithoutOp, unreadableFile } from '../diagnostics/catalog/plan.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Session, Value } from '../engines/engine.ts'
import type { ListedRelations } from '../engines/registry.ts'
import { ledgerByTable } from '../ingest/by-table.ts'
import { tableFolder } from '../ingest/dms-files.ts'
import {
  type Ledger,
  type LedgerRows,
  type LedgerTable,
  ledgerTables,
  readLedger,
  readLedgerQueries,
} from '../ingest/ledger.ts'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { findPending, type ListedFile, type Reload, takeBatch } from '../ingest/pending.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import {
  noFiles,
  type RelationKinds,
  type SourceFile,
  type SourceState,
  type WarehouseState,
} from '../planner/warehouse-state.ts'
import type { FileColumn, FileColumns } from '../storage/file-columns.ts'
import { StorageError } from '../storage/storage-error.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { driftProblems } from './drift-problems.ts'
import { readRelations } from './read-relations.ts'
import type { SourceStores } from './source-stores.ts'
import { storageProblem } from './storage-problems.ts'

/** How many tables' files are listed at once. */
const parallelListings = 8

/**
 * Reads what a plan needs to know: the ledger, the relations that are there, and the files of every source.
 *
 * @param stores where the sources' files lie
 * @param session of the warehouse; null when there is none yet
 * @param onSpark what is there on the engine `spark`; null when the warehouse serves it too
 * @param loadTimeOf tells the time of a load; null where nobody takes one in
 */
export async function readState(
  compiled: CompiledProject,
  stores: SourceStores,
  ledger: Ledger,
  session: Session | null,
  onSpark: ListedRelations | null = null,
  loadTimeOf: LoadTimeOf | null = null,
): Promise<WarehouseState> {
  const relations: RelationKinds = session ? await readRelations(session) : new Map()
  const rows = await readLedgerRows(session, ledger, relations)
  const sources = new Map<string, SourceState>()
  const rowsOf = ledgerByTable(rows)
  const nodes = sourcesOf(compiled.manifest)
  const listings = await mapConcurrent(nodes, parallelListings, (source) => stores.list(source))
  for (const [index, source] of nodes.entries()) {
    const own = rowsOf({ source: source.sourceName, table: source.name })
    sources.set(source.id, await readSource(source, stores, listings[index] ?? [], own, loadTimeOf))
  }
  return {
    relations: { spark: onSpark?.kinds ?? relations, redshift: relations },
    marked: onSpark?.ours ?? new Set(),
    batches: rows.batches.map(({ batchId, source, table, closedAt, heldBy }) => ({
      batchId,
      source,
      table,
      open: closedAt === null,
      heldBy,
    })),
    files: rows.files,
    applied: appliedByNode(rows),
    built: new Map(rows.built.map(({ node, fingerprint }) => [node, fingerprint])),
    feeds: new Map(rows.feeds.map(({ node, first, last }) => [node, { first, last }])),
    feedReads: readsByNode(rows),
    released: releasedByNode(rows),
    generations: rows.generations,
    sources,
  }
}

function appliedByNode({ applied }: LedgerRows): ReadonlyMap<string, ReadonlySet<string>> {
  const byNode = new Map<string, Set<string>>()
  for (const { node, batchId } of applied) byNode.set(node, (byNode.get(node) ?? new Set()).add(batchId))
  return byNode
}

const noLedger: LedgerRows = {
  batches: [],
  files: [],
  applied: [],
  built: [],
  feeds: [],
  feedReads: [],
  generations: [],
  skipped: [],
  released: [],
}

/** The time of a load, by its files, in UTC; `isTimed`: their rows have it. */
export type LoadTimeOf = (
  source: SourceNode,
  load: readonly SourceFile[],
) => Promise<{ readonly at: string; readonly isTimed: boolean } | null>

function readsByNode({ feedReads }: LedgerRows): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const byNode = new Map<string, Map<string, number>>()
  for (const { node, feed, last } of feedReads) byNode.set(node, (byNode.get(node) ?? new Map()).set(feed, last))
  return byNode
}

function releasedByNode({ released }: LedgerRows): ReadonlyMap<string, ReadonlySet<string>> {
  const byNode = new Map<string, Set<string>>()
  for (const { node, changeId } of released) byNode.set(node, (byNode.get(node) ?? new Set()).add(changeId))
  return byNode
}

/** The whole of the ledger; nothing where there is none yet. */
export async function readLedgerRows(
  session: Session | null,
  ledger: Ledger,
  relations: RelationKinds,
): Promise<LedgerRows> {
  if (!session) return noLedger
  const queries = readLedgerQueries(ledger)
  const read = async (table: LedgerTable): Promise<readonly (readonly Value[])[]> => {
    // An earlier version made a ledger without it.
    if (!relations.has(relationKey({ schema: ledger.schema, name: ledgerTables[table] }))) return []
    return (await session.query(queries[table])).rows
  }
  return readLedger({
    batches: await read('batches'),
    files: await read('files'),
    applied: await read('applied'),
    built: await read('built'),
    feeds: await read('feeds'),
    feedReads: await read('feedReads'),
    generations: await read('generations'),
    skipped: await read('skipped'),
    released: await read('released'),
  })
}

async function readSource(
  source: SourceNode,
  stores: SourceStores,
  listing: readonly ObjectInfo[],
  rows: LedgerRows,
  loadTimeOf: LoadTimeOf | null,
): Promise<SourceState> {
  const { config, relation, sourceName, name } = source
  const store = stores.storeOf(config)
  if (!store) return noFiles
  const folder = tableFolder(config, relation.name)
  const mine = (row: { readonly source: string; readonly table: string }) =>
    row.source === sourceName && row.table === name
  const closed = new Set(
    rows.batches.filter((batch) => mine(batch) && batch.closedAt !== null).map((batch) => batch.batchId),
  )
  const applied = new Set(rows.applied.map((row) => row.batchId))
  const found = findPending({
    listing,
    tableFolder: folder,
    format: config.format,
    mode: config.mode,
    skipped: rows.skipped.filter(mine),
    recorded: rows.files.filter(mine).map(({ key, etag, size, batchId }) => ({
      key,
      etag,
      size,
      batchId,
      applied: applied.has(batchId) || closed.has(batchId),
    })),
  })
  const table = `${sourceName}.${name}`
  const problems: Diagnostic[] = []
  if (found.unknown.length > 0) problems.push(unknownFiles(table, found.unknown, source.span))
  if (found.otherFormat.length > 0)
    problems.push(
      otherFormat(
        table,
        found.otherFormat.map((file) => file.key),
        config.format,
        source.span,
      ),
    )
  for (const { file, recorded } of found.replaced)
    problems.push(fileReplaced(table, file.key, recorded.batchId, source.span))
  const reload = found.reload && {
    isComplete: isSettled(found.reload, stores.settleSeconds(config)),
    files: found.reload.files.map((file) => file.key),
  }
  const [evidence] = found.reload?.evidence ?? []
  if (evidence && reload) {
    if (!reload.isComplete) problems.push(reloadSettling(table, evidence.key, source.span))
    else if (config.mode === 'cdc') problems.push(tableReloaded(table, evidence.key, source.span))
  }

  const taken = takeBatch(found.pending, config.batch)
  const needed = new Set([
    ...taken.files.map((file) => file.key),
    ...found.replaced.map(({ file }) => file.key),
    ...(reload?.files ?? []),
  ])
  const files = new Map<string, SourceFile>()
  const columnsIn = await stores.columnsIn(source, found.files, (file) => needed.has(file.key))
  for (const file of found.files) {
    const { columns, problem } = columnsOf(source, file, columnsIn(file), table)
    // A file that was applied long ago is only read again when a table is filled anew.
    if (problem && needed.has(file.key)) problems.push(problem)
    const path = store.pathOf(file)
    files.set(file.key, { ...file, path, shapePath: store.shapePathOf(path), columns })
  }
  problems.push(...driftProblems(source, files, needed))
  const load = [...needed].flatMap((key) => files.get(key) ?? []).filter((file) => file.isLoad)
  const canRead = load.length > 0 && !problems.some((problem) => problem.severity === 'error')
  const time = canRead && loadTimeOf ? await loadTimeOf(source, load) : null
  return {
    files,
    setAside: new Set(rows.skipped.filter(mine).map((file) => file.key)),
    pending: taken.files.map((file) => file.key),
    pendingBeyond: taken.left,
    reload,
    loadedAt: time?.at ?? null,
    isLoadTimed: time?.isTimed ?? false,
    problems,
  }
}

/** Whether the files of a load have lain still long enough that no more of them are to come. */
function isSettled({ newestAt }: Reload, settleSeconds: number): boolean {
  return settleSeconds === 0 || Date.parse(newestAt) + settleSeconds * 1000 <= Date.now()
}

/** Looks into a file before any batch holds it, so that one bad file stops its table with a clear word and nothing else. */
function columnsOf(
  source: SourceNode,
  file: ListedFile,
  found: FileColumns | StorageError,
  table: string,
): { columns: readonly FileColumn[]; problem: Diagnostic | null } {
  const { config, columns: declared, span } = source
  if (found instanceof StorageError) return { columns: [], problem: storageProblem(found, table, span) }
  if ('problem' in found) return { columns: [], problem: unreadableFile(table, file.key, found.problem, span) }
  const columns = found.columns ?? columnsWithoutHeader(source, found.width)
  if (!columns) {
    const why = `its rows have ${found.width} values, and ${declared.length} columns are declared.`
    return { columns: [], problem: unreadableFile(table, file.key, why, span) }
  }
  const names = columns.map((column) => column.name)
  const has = (name: string) => names.some((column) => column.toLowerCase() === name.toLowerCase())
  if (config.mode === 'cdc' && config.op && !file.isLoad && !has(config.op.value)) {
    return { columns, problem: fileWithoutOp(table, file.key, config.op.value, names, span) }
  }
  const missing = config.primaryKey.find((key) => !has(key.value))
  return { columns, problem: missing ? fileWithoutKey(table, file.key, missing.value, names, span) : null }
}

/** The declared columns, behind `op` when the rows have one value more; null when they do not fit. */
function columnsWithoutHeader({ config, columns }: SourceNode, width: number): readonly FileColumn[] | null {
  const declared = columns.map(({ name }): FileColumn => ({ name, type: stringType }))
  if (width === declared.length) return declared
  return config.op && width === declared.length + 1 ? [{ name: config.op.value, type: stringType }, ...declared] : null
}
