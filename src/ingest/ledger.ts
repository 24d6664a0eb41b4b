import { sha256 } from '../util/hash.ts'
import { testResults } from './test-results.ts'

/** Where the ledger lies and how its database quotes. The statements here read the same on every adapter. */
export interface Ledger {
  readonly schema: string
  readonly words: {
    identifier(name: string): string
    text(value: string): string
  }
}

/** A fixed set of files of one source table. */
export interface LedgerBatch {
  readonly batchId: string
  readonly source: string
  readonly table: string
  readonly openedAt: string
  /** Null while open. */
  readonly closedAt: string | null
  /** The node whose check holds the batch back; later files of the table then join it. */
  readonly heldBy: string | null
}

export interface LedgerFile {
  readonly batchId: string
  readonly source: string
  readonly table: string
  readonly key: string
  readonly etag: string
  readonly size: number
}

export interface LedgerApplied {
  readonly batchId: string
  readonly node: string
  readonly rows: number | null
  readonly appliedAt: string
}

export interface LedgerBuilt {
  readonly node: string
  readonly fingerprint: string
  readonly builtAt: string
}

/** How far the changes of a node are recorded: those before `first` are gone. */
export interface LedgerFeed {
  readonly node: string
  readonly first: number
  readonly last: number
}

/** How far a node has followed the changes of another. */
export interface LedgerFeedRead {
  readonly node: string
  readonly feed: string
  readonly last: number
}

/** A load of a table, with which a generation of it begins. */
export interface LedgerGeneration {
  readonly source: string
  readonly table: string
  /** The first batch of the generation; empty for the first generation, to which all earlier batches belong. */
  readonly firstBatch: string
  /** The load's own time, in UTC without a zone. */
  readonly loadedAt: string
}

/** A file that somebody has set aside, as long as it has this content. */
export interface LedgerSkippedFile {
  readonly source: string
  readonly table: string
  readonly key: string
  readonly etag: string
  readonly size: number
}

/** A change, or a row, that failed a node's rules and that somebody has let in. */
export interface LedgerReleased {
  readonly node: string
  readonly changeId: string
}

export interface LedgerRows {
  readonly released: readonly LedgerReleased[]
  /** Oldest first, without those that a later batch has superseded. */
  readonly batches: readonly LedgerBatch[]
  readonly files: readonly LedgerFile[]
  readonly applied: readonly LedgerApplied[]
  readonly built: readonly LedgerBuilt[]
  readonly feeds: readonly LedgerFeed[]
  readonly feedReads: readonly LedgerFeedRead[]
  /** Oldest first. */
  readonly generations: readonly LedgerGeneration[]
  readonly skipped: readonly LedgerSkippedFile[]
}

export type LedgerTable = keyof LedgerRows

/** The tables of the ledger, as they are called in its schema. */
export const ledgerTables: Readonly<Record<LedgerTable, string>> = {
  batches: 'batches',
  files: 'batch_files',
  applied: 'applied',
  built: 'built',
  feeds: 'feeds',
  feedReads: 'feed_reads',
  generations: 'generations',
  skipped: 'skipped_files',
  released: 'released_changes',
}

/**
 * No keys and no indexes: Redshift does not enforce them, and DuckDB refuses to delete a key and insert it again in one
 * transaction. Times are UTC. An S3 key has at most 1,024 bytes.
 */
const definitions: Readonly<Record<LedgerTable, string>> = {
  batches:
    'batch_id varchar(64) not null, source_name varchar(256) not null, table_name varchar(256) not null, ' +
    'opened_at timestamp not null, closed_at timestamp, superseded_by varchar(64), held_by varchar(1024)',
  files:
    'batch_id varchar(64) not null, source_name varchar(256) not null, table_name varchar(256) not null, ' +
    'file_key varchar(1024) not null, etag varchar(256) not null, size_bytes bigint not null',
  applied:
    'batch_id varchar(64) not null, node_id varchar(1024) not null, rows_written bigint, applied_at timestamp not null',
  built: 'node_id varchar(1024) not null, fingerprint varchar(256) not null, built_at timestamp not null',
  feeds: 'node_id varchar(1024) not null, first_change bigint not null, last_change bigint not null',
  generations:
    'source_name varchar(256) not null, table_name varchar(256) not null, first_batch_id varchar(64) not null, ' +
    'loaded_at timestamp not null',
  skipped:
    'source_name varchar(256) not null, table_name varchar(256) not null, file_key varchar(1024) not null, ' +
    'etag varchar(256) not null, size_bytes bigint not null, reason varchar(4096), skipped_at timestamp not null',
  released: 'node_id varchar(1024) not null, change_id varchar(256) not null, released_at timestamp not null',
  feedReads: 'node_id varchar(1024) not null, feed_node_id varchar(1024) not null, last_change bigint not null',
}

const tables = Object.keys(definitions) as LedgerTable[]

/** One row: the run that works in the warehouse. */
const fence = { name: 'fence', definition: 'token varchar(256) not null' }

/** Differs when the tables of the ledger do. */
export const ledgerVersion = sha256(JSON.stringify([definitions, fence, testResults])).slice(0, 16)

/** Makes what is not there yet. One session must run it alone: engines take concurrent CREATE SCHEMA for a conflict. */
export function createLedgerStatements(ledger: Ledger): string[] {
  return [
    `create schema if not exists ${ledger.words.identifier(ledger.schema)}`,
    ...tables.map((table) => `create table if not exists ${address(ledger, table)} (${definitions[table]})`),
    ...[fence, testResults].map(
      ({ name, definition }) => `create table if not exists ${addressOf(ledger, name)} (${definition})`,
    ),
  ]
}

/** The run takes the warehouse over: what another one has not committed by now, it must not commit any more. */
export function takeFence(ledger: Ledger, token: string): string[] {
  const address = fenceAddress(ledger)
  return [`delete from ${address}`, `insert into ${address} (token) values (${ledger.words.text(token)})`]
}

/**
 * Gives a row as long as no other run has taken over. `lock`: what keeps it so until the transaction ends, where others
 * may write at the same time.
 */
export function fenceQuery(ledger: Ledger, token: string, lock: string): string {
  return `select 1 from ${fenceAddress(ledger)} where token = ${ledger.words.text(token)}${lock}`
}

function fenceAddress(ledger: Ledger): string {
  return addressOf(ledger, fence.name)
}

/**
 * Has another ledger know of some batches, which nobody has applied there: their files, the loads of their tables, and the
 * files that were set aside.
 *
 * @param isThere whether a table is part of the ledger: an earlier version made one without some
 */
export function copyBatches(
  from: Ledger,
  to: Ledger,
  batches: readonly string[],
  isThere: (table: string) => boolean,
): string[] {
  const isOne = batches.length === 0 ? '1 = 0' : `batch_id in (${batches.map(from.words.text).join(', ')})`
  const copied: readonly { readonly table: LedgerTable; readonly columns: string; readonly where: string }[] = [
    { table: 'files', columns: 'batch_id, source_name, table_name, file_key, etag, size_bytes', where: isOne },
    { table: 'generations', columns: 'source_name, table_name, first_batch_id, loaded_at', where: '1 = 1' },
    { table: 'skipped', columns: 'source_name, table_name, file_key, etag, size_bytes, skipped_at', where: '1 = 1' },
    { table: 'released', columns: 'node_id, change_id, released_at', where: '1 = 1' },
  ]
  const own = 'batch_id, source_name, table_name, opened_at'
  return [
    // Closed, so that their files are what was recorded.
    `insert into ${address(to, 'batches')} (${own}, closed_at) select ${own}, opened_at from ${address(from, 'batches')} where superseded_by is null and ${isOne}`,
    ...copied
      .filter(({ table }) => isThere(ledgerTables[table]))
      .map(
        ({ table, columns, where }) =>
          `insert into ${address(to, table)} (${columns}) select ${columns} from ${address(from, table)} where ${where}`,
      ),
  ]
}

/** Opens batches again that came after one and that nobody has applied any more. */
export function reopenUnapplied(ledger: Ledger, after: string): string {
  const applied = `select 1 from ${address(ledger, 'applied')} as a where a.batch_id = ${address(ledger, 'batches')}.batch_id`
  return `update ${address(ledger, 'batches')} set closed_at = null where batch_id > ${ledger.words.text(after)} and not exists (${applied})`
}

/** A query for the batches after one that are open. */
export function openBatchesAfter(ledger: Ledger, after: string): string {
  return `select batch_id from ${address(ledger, 'batches')} where closed_at is null and batch_id > ${ledger.words.text(after)}`
}

/** A query for the newest batch that a node has taken in. */
export function newestAppliedQuery(ledger: Ledger, node: string): string {
  return `select max(batch_id) from ${address(ledger, 'applied')} where node_id = ${ledger.words.text(node)}`
}

/** One query for each table of the ledger; `readLedger` takes their rows. */
export function readLedgerQueries(ledger: Ledger): Readonly<Record<LedgerTable, string>> {
  const query = (table: LedgerTable, columns: string) => `select ${columns} from ${address(ledger, table)}`
  return {
    batches: `${query('batches', 'batch_id, source_name, table_name, opened_at, closed_at, held_by')} where superseded_by is null`,
    files: query('files', 'batch_id, source_name, table_name, file_key, etag, size_bytes'),
    applied: query('applied', 'batch_id, node_id, rows_written, applied_at'),
    built: query('built', 'node_id, fingerprint, built_at'),
    feeds: query('feeds', 'node_id, first_change, last_change'),
    feedReads: query('feedReads', 'node_id, feed_node_id, last_change'),
    generations: query('generations', 'source_name, table_name, first_batch_id, loaded_at'),
    skipped: query('skipped', 'source_name, table_name, file_key, etag, size_bytes'),
    released: query('released', 'node_id, change_id'),
  }
}

type Rows = readonly (readonly unknown[])[]

/** Reads what the queries gave; numbers may come as digits. */
export function readLedger(rows: Readonly<Record<LedgerTable, Rows>>): LedgerRows {
  return {
    batches: rows.batches
      .map(([batchId, source, table, openedAt, closedAt, heldBy]) => ({
        batchId: readText(batchId),
        source: readText(source),
        table: readText(table),
        openedAt: readText(openedAt),
        closedAt: readTextOrNull(closedAt),
        heldBy: readTextOrNull(heldBy),
      }))
      .sort((a, b) => (a.batchId < b.batchId ? -1 : 1)),
    files: rows.files.map(([batchId, source, table, key, etag, size]) => ({
      batchId: readText(batchId),
      source: readText(source),
      table: readText(table),
      key: readText(key),
      etag: readText(etag),
      size: Number(size),
    })),
    applied: rows.applied.map(([batchId, node, written, appliedAt]) => ({
      batchId: readText(batchId),
      node: readText(node),
      rows: written === null ? null : Number(written),
      appliedAt: readText(appliedAt),
    })),
    built: rows.built.map(([node, fingerprint, builtAt]) => ({
      node: readText(node),
      fingerprint: readText(fingerprint),
      builtAt: readText(builtAt),
    })),
    feeds: rows.feeds.map(([node, first, last]) => ({
      node: readText(node),
      first: Number(first),
      last: Number(last),
    })),
    generations: rows.generations
      .map(([source, table, firstBatch, loadedAt]) => ({
        source: readText(source),
        table: readText(table),
        firstBatch: readText(firstBatch),
        loadedAt: readText(loadedAt),
      }))
      .sort((a, b) => (a.firstBatch < b.firstBatch ? -1 : 1)),
    skipped: rows.skipped.map(([source, table, key, etag, size]) => ({
      source: readText(source),
      table: readText(table),
      key: readText(key),
      etag: readText(etag),
      size: Number(size),
    })),
    released: rows.released.map(([node, changeId]) => ({ node: readText(node), changeId: readText(changeId) })),
    feedReads: rows.feedReads.map(([node, feed, last]) => ({
      node: readText(node),
      feed: readText(feed),
      last: Number(last),
    })),
  }
}

export interface BatchToOpen {
  readonly batchId: string
  readonly source: string
  readonly table: string
  readonly openedAt: string
  readonly files: readonly { readonly key: string; readonly etag: string; readonly size: number }[]
  /** Open batches that this one takes the place of: what of their files still counts is among these. */
  readonly supersedes: readonly string[]
}

/** How many files one INSERT names: the Redshift Data API takes statements of up to 100 kB. */
const filesPerStatement = 75

/** Opens a batch; all of it in one transaction, before any work. */
export function openBatch(ledger: Ledger, batch: BatchToOpen): string[] {
  const { text } = ledger.words
  const identity = [batch.batchId, batch.source, batch.table].map(text).join(', ')
  const statements = batch.supersedes.flatMap((old) => supersede(ledger, old, batch.batchId, batch.openedAt))
  statements.push(
    `insert into ${address(ledger, 'batches')} (batch_id, source_name, table_name, opened_at) ` +
      `values (${identity}, ${timestamp(batch.openedAt)})`,
  )
  for (let start = 0; start < batch.files.length; start += filesPerStatement) {
    const values = batch.files
      .slice(start, start + filesPerStatement)
      .map((file) => `(${identity}, ${text(file.key)}, ${text(file.etag)}, ${file.size})`)
    statements.push(
      `insert into ${address(ledger, 'files')} (batch_id, source_name, table_name, file_key, etag, size_bytes) ` +
        `values ${values.join(', ')}`,
    )
  }
  return statements
}

/** A batch whose files have moved into another: it holds none any more and is closed. */
function supersede(ledger: Ledger, batchId: string, by: string, at: string): string[] {
  const id = ledger.words.text(batchId)
  return [
    `delete from ${address(ledger, 'files')} where batch_id = ${id}`,
    `update ${address(ledger, 'batches')} set closed_at = ${timestamp(at)}, superseded_by = ${ledger.words.text(by)}, held_by = null where batch_id = ${id}`,
  ]
}

/** A load is known, with its time: with `firstBatch` a new generation of the table begins. Stays a single row. */
export function recordGeneration(ledger: Ledger, { source, table, firstBatch, loadedAt }: LedgerGeneration): string[] {
  const { text } = ledger.words
  const generations = address(ledger, 'generations')
  const identity = [source, table, firstBatch].map(text)
  return [
    `delete from ${generations} where source_name = ${identity[0]} and table_name = ${identity[1]} and first_batch_id = ${identity[2]}`,
    `insert into ${generations} (source_name, table_name, first_batch_id, loaded_at) values (${identity.join(', ')}, ${timestamp(loadedAt)})`,
  ]
}

/** A node has taken a batch in: belongs in the transaction that did it, and stays a single row when it is done again. */
export function recordApplied(
  ledger: Ledger,
  { batchId, node, rows, appliedAt }: LedgerApplied,
): [remove: string, insert: string] {
  const { text } = ledger.words
  const applied = address(ledger, 'applied')
  return [
    `delete from ${applied} where batch_id = ${text(batchId)} and node_id = ${text(node)}`,
    `insert into ${applied} (batch_id, node_id, rows_written, applied_at) ` +
      `values (${text(batchId)}, ${text(node)}, ${rows ?? 'null'}, ${timestamp(appliedAt)})`,
  ]
}

/** What a node was last built from: belongs in the transaction that publishes it. */
export function recordBuilt(
  ledger: Ledger,
  { node, fingerprint, builtAt }: LedgerBuilt,
): [remove: string, insert: string] {
  const { text } = ledger.words
  return [
    `delete from ${address(ledger, 'built')} where node_id = ${text(node)}`,
    `insert into ${address(ledger, 'built')} (node_id, fingerprint, built_at) ` +
      `values (${text(node)}, ${text(fingerprint)}, ${timestamp(builtAt)})`,
  ]
}

/** Every consumer has applied the batch. `now` is the expression that the database has for the time in UTC. */
export function closeBatch(ledger: Ledger, batchId: string, now: string): string {
  return `update ${address(ledger, 'batches')} set closed_at = ${now}, held_by = null where batch_id = ${ledger.words.text(batchId)}`
}

/** A node's check holds the batch back; null lets it go again. */
export function markHeld(ledger: Ledger, batchId: string, node: string | null): string {
  const by = node === null ? 'null' : ledger.words.text(node)
  return `update ${address(ledger, 'batches')} set held_by = ${by} where batch_id = ${ledger.words.text(batchId)}`
}

/** A file of an open batch that nobody has applied was replaced, and the batch takes the new one. */
export function replaceFile(
  ledger: Ledger,
  batchId: string,
  file: { readonly key: string; readonly etag: string; readonly size: number },
): string {
  const { text } = ledger.words
  return `update ${address(ledger, 'files')} set etag = ${text(file.etag)}, size_bytes = ${file.size} where batch_id = ${text(batchId)} and file_key = ${text(file.key)}`
}

/** A file is set aside, in place of what was said of it before. */
export function skipFile(
  ledger: Ledger,
  file: LedgerSkippedFile & { readonly reason: string; readonly skippedAt: string },
): string[] {
  const { text } = ledger.words
  const values = [file.source, file.table, file.key, file.etag].map(text).join(', ')
  return [
    unskipFile(ledger, file.source, file.table, file.key),
    `insert into ${address(ledger, 'skipped')} (source_name, table_name, file_key, etag, size_bytes, reason, skipped_at) ` +
      `values (${values}, ${file.size}, ${text(file.reason)}, ${timestamp(file.skippedAt)})`,
  ]
}

/** A file that was set aside is taken in like any other. */
export function unskipFile(ledger: Ledger, source: string, table: string, key: string): string {
  const { text } = ledger.words
  return `delete from ${address(ledger, 'skipped')} where source_name = ${text(source)} and table_name = ${text(table)} and file_key = ${text(key)}`
}

/** A file of an open batch that nobody has applied was taken away. */
export function dropFile(ledger: Ledger, batchId: string, key: string): string {
  const { text } = ledger.words
  return `delete from ${address(ledger, 'files')} where batch_id = ${text(batchId)} and file_key = ${text(key)}`
}

/** An open batch that nobody has applied has lost its last file. */
export function dropBatch(ledger: Ledger, batchId: string): string {
  return `delete from ${address(ledger, 'batches')} where batch_id = ${ledger.words.text(batchId)}`
}

function address(ledger: Ledger, table: LedgerTable): string {
  return addressOf(ledger, ledgerTables[table])
}

function addressOf({ schema, words }: Ledger, name: string): string {
  return `${words.identifier(schema)}.${words.identifier(name)}`
}

/** A literal, of ISO 8601 in UTC. */
function timestamp(iso: string): string {
  return `timestamp '${iso.replace('T', ' ').replace(/Z$/, '')}'`
}

function readText(value: unknown): string {
  return String(value)
}

function readTextOrNull(value: unknown): string | null {
  return value === null ? null : String(value)
}

export interface ChangesToRelease {
  readonly node: string
  /** Changes that the node's rules set aside no more. */
  readonly changes: readonly string[]
  /** Nodes that take the batches from that one on in again; those of later batches too, since they may tell newer changes. */
  readonly readers: readonly string[]
  /** Null for a table that is built whole. */
  readonly from: { readonly source: string; readonly table: string; readonly batch: string } | null
  readonly releasedAt: string
}

/** Has a node let changes in that it has set aside: all in one transaction, and a build applies them. */
export function releaseChanges(
  ledger: Ledger,
  { node, changes, readers, from, releasedAt }: ChangesToRelease,
): string[] {
  const { text } = ledger.words
  const released = address(ledger, 'released')
  const statements: string[] = []
  for (let start = 0; start < changes.length; start += filesPerStatement) {
    const some = changes.slice(start, start + filesPerStatement)
    statements.push(
      `delete from ${released} where node_id = ${text(node)} and change_id in (${some.map(text).join(', ')})`,
      `insert into ${released} (node_id, change_id, released_at) values ${some
        .map((id) => `(${text(node)}, ${text(id)}, ${timestamp(releasedAt)})`)
        .join(', ')}`,
    )
  }
  // What a table holds is known by what it lets in, so it is built again.
  if (!from) return statements
  const mine = `source_name = ${text(from.source)} and table_name = ${text(from.table)} and batch_id >= ${text(from.batch)}`
  if (readers.length > 0)
    statements.push(
      `delete from ${address(ledger, 'applied')} where node_id in (${readers.map(text).join(', ')}) and batch_id in (select batch_id from ${address(ledger, 'batches')} where ${mine})`,
    )
  statements.push(`update ${address(ledger, 'batches')} set closed_at = null where superseded_by is null and ${mine}`)
  return statements
}
