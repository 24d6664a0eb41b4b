import type { Knex } from 'knex'
import type { PoolClient } from 'pg'
import { capabilities } from '../capabilities.ts'
import type { Engine, Session } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { toEngineError } from './errors.ts'
import { AdvisoryLock } from './lock.ts'
import { makePool, type PostgresConfig } from './pool.ts'
import { PostgresSession, type SessionHost } from './session.ts'
import { rememberedTypeNames } from './type-names.ts'

export type { PostgresConfig } from './pool.ts'

export const postgresCapabilities = capabilities({
  supportsTransactions: true,
  supportsTransactionalDdl: true,
  supportsTransactionalTruncate: true,
  supportsRowChanges: true,
  supportsMerge: true,
  supportsRowCounts: true,
  supportsErrorPositions: true,
  supportsStrictCasts: true,
  supportsCancel: true,
  supportsAnyTableName: true,
})

/** As many sessions as any run has threads; the pool opens a connection only when one is asked for. */
const mostSessions = 64
const cancelInterval = 20

/** Opens a pool of connections and tries the first. Rejects as `unreachable` when there is no server at the address. */
export async function openPostgres(config: PostgresConfig): Promise<Engine> {
  const engine = new PostgresEngine(config)
  try {
    await (await engine.connect()).close()
    return engine
  } catch (failure) {
    await engine.close()
    throw failure
  }
}

class PostgresEngine implements Engine, SessionHost {
  readonly adapter = 'postgres'
  readonly capabilities = postgresCapabilities
  readonly typeNames = rememberedTypeNames()
  readonly #config: PostgresConfig
  readonly #pool: Knex
  /** Cancels go by a connection of their own: sessions may have taken all of the pool's. */
  readonly #control: Knex
  readonly #sessions = new Set<PostgresSession>()
  readonly #locks = new Map<string, AdvisoryLock>()
  #relocking: Promise<void> | null = null
  #wasReached = false
  #closed = false

  constructor(config: PostgresConfig) {
    this.#config = config
    this.#pool = makePool(config, mostSessions)
    this.#control = makePool(config, 1)
  }

  async connect(): Promise<Session> {
    if (this.#closed) throw new EngineError('session-lost', 'The engine is closed.')
    try {
      await this.#keepLocks()
      const connection: PoolClient = await this.#pool.client.acquireConnection()
      this.#wasReached = true
      const session = new PostgresSession(connection, this)
      this.#sessions.add(session)
      return session
    } catch (cause) {
      const failure = toEngineError(cause, null)
      // A server that was there is being started again, and all sessions are lost until it is.
      if (failure.kind !== 'unreachable' || !this.#wasReached) throw failure
      throw new EngineError('session-lost', failure.message, { cause: failure })
    }
  }

  async lock(name: string): Promise<void> {
    this.#locks.set(name, await AdvisoryLock.take(this.#config, name))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([...this.#sessions].map((session) => session.close()))
    await Promise.all([this.#pool.destroy(), this.#control.destroy()])
    // The last to go: until then nobody else may come.
    await Promise.all([...this.#locks.values()].map((lock) => lock.release()))
  }

  async cancelUntil(processId: number, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      try {
        await this.#control.raw('select pg_cancel_backend(?)', [processId])
      } catch {
        // Without a server nothing runs; the session learns of it by itself.
      }
      if (!isOver()) await new Promise((resolve) => setTimeout(resolve, cancelInterval))
    }
  }

  async release(connection: PoolClient, session: PostgresSession, isBroken: boolean): Promise<void> {
    this.#sessions.delete(session)
    // The pool looks at this mark of knex's before it hands a connection out again.
    if (isBroken) (connection as { __knex__disposed?: unknown }).__knex__disposed = 'The connection was lost.'
    await this.#pool.client.releaseConnection(connection)
  }

  /** Takes locks again whose connection was lost, before any more work is done; several callers wait for the same. */
  #keepLocks(): Promise<void> {
    this.#relocking ??= this.#relock().finally(() => {
      this.#relocking = null
    })
    return this.#relocking
  }

  async #relock(): Promise<void> {
    for (const [name, lock] of this.#locks) {
      if (!lock.isLost) continue
      try {
        await this.lock(name)
      } catch (cause) {
        const failure = toEngineError(cause, null)
        // The server has yet to notice that our own connection is gone.
        if (failure.holder?.pid === process.pid) throw new EngineError('session-lost', failure.message, { cause })
        throw failure
      }
    }
  }
}
