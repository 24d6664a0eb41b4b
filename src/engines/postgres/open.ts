import knex, { type Knex } from 'knex'
import type { ClientConfig, PoolClient } from 'pg'
import { capabilities } from '../capabilities.ts'
import type { Engine, Session } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { toEngineError } from './errors.ts'
import { PostgresSession, type SessionHost } from './session.ts'
import { rememberedTypeNames } from './type-names.ts'

/** How to reach a PostgreSQL server. */
export interface PostgresConfig {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Null for servers that ask for none. */
  readonly password: string | null
  readonly database: string
  readonly sslmode?: string
  readonly connectTimeoutSeconds?: number
  /** Seconds of silence after which the connection is probed; 0 for the system's own. */
  readonly keepalivesIdle?: number
  readonly searchPath?: string
  /** Whose rights to work with, in place of the user's own. */
  readonly role?: string
}

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
  /** Connections that hold a lock: it goes with them. */
  readonly #locks: Knex[] = []
  #closed = false

  constructor(config: PostgresConfig) {
    this.#config = config
    this.#pool = makePool(config, mostSessions)
    this.#control = makePool(config, 1)
  }

  async connect(): Promise<Session> {
    if (this.#closed) throw new EngineError('session-lost', 'The engine is closed.')
    try {
      const connection: PoolClient = await this.#pool.client.acquireConnection()
      const session = new PostgresSession(connection, this)
      this.#sessions.add(session)
      return session
    } catch (cause) {
      throw toEngineError(cause, null)
    }
  }

  async lock(name: string): Promise<void> {
    const pool = makePool({ ...this.#config, applicationName: `tidemill ${process.pid}` }, 1)
    this.#locks.push(pool)
    try {
      const { rows } = await pool.raw<Rows>('select pg_try_advisory_lock(hashtextextended(?, 0)) as got', [
        lockName(name),
      ])
      if (rows[0]?.got === true) return
      const { rows: holders } = await pool.raw<Rows>(holderQuery, [lockName(name)])
      const { application = null, since = null } = holders[0] ?? {}
      const [program, pid] = String(application ?? '').split(' ')
      const message = `Another run works on this database since ${since ?? 'a moment ago'}.`
      throw new EngineError('locked', message, { holder: { pid: pid ? Number(pid) : null, program: program || null } })
    } catch (cause) {
      await pool.destroy()
      throw toEngineError(cause, null)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([...this.#sessions].map((session) => session.close()))
    await Promise.all([this.#pool, this.#control, ...this.#locks].map((pool) => pool.destroy()))
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
}

interface Rows {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

function lockName(name: string): string {
  return `tidemill ${name}`
}

/** The key of a lock of 64 bits lies in two halves. */
const holderQuery = `
  select a.application_name as application, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(?, 0)`

function makePool(config: PostgresConfig & { readonly applicationName?: string }, max: number): Knex {
  const { searchPath, role } = config
  const settings = [
    // Instants in text and in dates mean UTC, whatever the server's own zone is.
    `set time zone 'UTC'`,
    `set datestyle = 'ISO, YMD'`,
    `set intervalstyle = 'postgres'`,
    `set bytea_output = 'hex'`,
    // As many digits as it takes to tell two doubles apart.
    'set extra_float_digits = 1',
    ...(searchPath ? [`set search_path = ${searchPath}`] : []),
    ...(role ? [`set role ${identifier(role)}`] : []),
  ]
  return knex({
    client: 'pg',
    connection: connectionOf(config) as Knex.PgConnectionConfig,
    acquireConnectionTimeout: ((config.connectTimeoutSeconds ?? 10) + 1) * 1000,
    pool: {
      min: 0,
      max,
      // The first failure is the answer: the caller knows better when to try again.
      propagateCreateError: true,
      afterCreate: (connection: PoolClient, done: (failure: Error | null, connection: PoolClient) => void) => {
        prepare(connection, settings).then(
          () => done(null, connection),
          (failure: Error) => done(failure, connection),
        )
      },
    },
    log: { warn: () => {}, error: () => {}, debug: () => {}, deprecate: () => {} },
  })
}

async function prepare(connection: PoolClient, settings: readonly string[]): Promise<void> {
  await connection.query(settings.join('; '))
  // A statement whose client was killed stops. Not every system can tell the server.
  await connection.query(`set client_connection_check_interval = '1s'`).catch(() => {})
}

function connectionOf(config: PostgresConfig & { readonly applicationName?: string }): ClientConfig {
  const { host, port, user, password, database } = config
  const idle = config.keepalivesIdle ?? 0
  return {
    host,
    port,
    user,
    password: password ?? '',
    database,
    application_name: config.applicationName ?? 'tidemill',
    connectionTimeoutMillis: (config.connectTimeoutSeconds ?? 10) * 1000,
    ...(idle > 0 ? { keepAlive: true, keepAliveInitialDelayMillis: idle * 1000 } : {}),
    ...encryption(config.sslmode),
  }
}

/** As libpq names them: from `verify-ca` on the certificate is checked, from `verify-full` on its host as well. */
function encryption(mode = 'disable'): ClientConfig {
  switch (mode) {
    case 'disable':
    case 'allow':
    case 'prefer':
      return { ssl: false }
    case 'verify-ca':
      return { ssl: { rejectUnauthorized: true, checkServerIdentity: () => undefined } }
    case 'verify-full':
      return { ssl: { rejectUnauthorized: true } }
    default:
      return { ssl: { rejectUnauthorized: false } }
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
