import { mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { capabilities } from '../capabilities.ts'
import type { Engine, Session } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { toEngineError } from './errors.ts'
import { DuckdbSession } from './session.ts'

const duckdbCapabilities = capabilities({
  supportsTransactions: true,
  supportsTransactionalDdl: true,
  supportsTransactionalTruncate: true,
  supportsRowChanges: true,
  supportsMerge: true,
  supportsCreateOrReplaceTable: true,
  supportsRowCounts: true,
  supportsErrorPositions: true,
  supportsStrictCasts: true,
  supportsAnyTableName: true,
  supportsCancel: true,
  readsChangeFiles: true,
})

/** The first storage version in which a macro can have overloads by type, as translated SQL needs them. */
const storageVersion = 'v1.4.0'

/** All opens of one file must have the same options: within a process they share one instance. */
const instanceOptions = {
  storage_compatibility_version: storageVersion,
  errors_as_json: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  // DuckDB 1.5.6 shares subplans that are not the same: an internal error, or wrong rows without one. See docs/decisions.
  disabled_optimizers: 'common_subplan',
}

/**
 * Opens a file, making it and its folder when they are not there; `:memory:` is a database of its own.
 * Several engines on one path share the database. Rejects as `locked` while another process has the file open, and as
 * `unsupported` when the file's storage version is too old.
 */
export async function openDuckdb(config: { readonly path: string }): Promise<Engine> {
  const path = config.path === ':memory:' ? config.path : canonicalPath(config.path)
  const instance = await openInstance(path)
  try {
    await checkStorageVersion(instance, path)
  } catch (cause) {
    instance.closeSync()
    throw toEngineError(cause, null)
  }
  return new DuckdbEngine(instance)
}

class DuckdbEngine implements Engine {
  readonly adapter = 'duckdb'
  readonly capabilities = duckdbCapabilities
  readonly #instance: DuckDBInstance
  readonly #sessions = new Set<DuckdbSession>()
  #closed = false

  constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  async connect(): Promise<Session> {
    if (this.#closed) throw new EngineError('session-lost', 'The engine is closed.')
    try {
      const connection = await this.#instance.connect()
      // The zone of instants in text and in dates; DuckDB would take the machine's.
      await connection.run(`set TimeZone = 'UTC'`)
      const session = new DuckdbSession(connection, (closed) => this.#sessions.delete(closed))
      this.#sessions.add(session)
      return session
    } catch (cause) {
      throw toEngineError(cause, null)
    }
  }

  /** The file is locked while it is open. */
  async lock(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([...this.#sessions].map((session) => session.close()))
    this.#instance.closeSync()
  }
}

async function openInstance(path: string): Promise<DuckDBInstance> {
  try {
    // A second instance on one file in a process would lose what either writes; the cache hands out the first.
    return await DuckDBInstance.fromCache(path, instanceOptions)
  } catch (cause) {
    throw toEngineError(cause, null)
  }
}

/** The cache compares paths as text, so that a link to the folder must not make two of one file. */
function canonicalPath(path: string): string {
  const absolute = resolve(path)
  try {
    mkdirSync(dirname(absolute), { recursive: true })
    return join(realpathSync(dirname(absolute)), basename(absolute))
  } catch (cause) {
    throw new EngineError('permission', `The folder of ${path} cannot be made.`, { cause })
  }
}

async function checkStorageVersion(instance: DuckDBInstance, path: string): Promise<void> {
  const connection = await instance.connect()
  try {
    const result = await connection.run(
      `select tags['storage_version'] from duckdb_databases() where database_name = current_database()`,
    )
    const version = String((await result.getRows())[0]?.[0] ?? '')
    if (!isOlder(version, storageVersion)) return
    throw new EngineError(
      'unsupported',
      `The file ${path} has DuckDB's storage version ${version.replace(/\+$/, '')}, and ${storageVersion} or newer is needed. ` +
        'Move it away and a new one is made; COPY FROM DATABASE copies its tables.',
    )
  } finally {
    connection.closeSync()
  }
}

/** Compares `v1.0.0+` with `v1.4.0`; a version that is not told, as in memory, is not older. */
function isOlder(version: string, wanted: string): boolean {
  const numbers = (text: string) => (/^v(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number)
  const found = numbers(version)
  const needed = numbers(wanted)
  for (const [index, number] of found.entries()) {
    const other = needed[index] ?? 0
    if (number !== other) return number < other
  }
  return false
}
