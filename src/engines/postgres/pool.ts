import knex, { type Knex } from 'knex'
import type { ClientConfig, PoolClient } from 'pg'
import { quoteIdentifier } from '../../sql/quote.ts'

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

/** How a connection is made, and what the server is told that it is for. */
export type ConnectionConfig = PostgresConfig & { readonly applicationName?: string }

/** Connections are opened when they are asked for, up to `max`; those that nobody has used for a while are closed. */
export function makePool(config: ConnectionConfig, max: number): Knex {
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

export function connectionOf(config: ConnectionConfig): ClientConfig {
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
  return quoteIdentifier('postgres', name)
}
