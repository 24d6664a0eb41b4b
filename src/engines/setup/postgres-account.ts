import { EngineError } from '../engine-error.ts'
import type { EnginePlaces } from './places.ts'
import { administrator, administratorPassword } from './postgres-server.ts'

/** Who may log in to a server, and the database that is theirs. */
export interface Account {
  readonly port: number
  readonly user: string
  /** Null: none is set, so that nobody can log in with one. */
  readonly password: string | null
  readonly database: string
}

/** Makes the user and its database on the project's server, or gives the user that is there the password. */
export async function makeAccount(places: EnginePlaces, { port, user, password, database }: Account): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: administrator,
    password: administratorPassword(places),
    database: 'postgres',
  })
  try {
    await client.connect()
    const { escapeIdentifier, escapeLiteral } = pg
    const role = escapeIdentifier(user)
    const found = await client.query('select 1 from pg_roles where rolname = $1', [user])
    const secret = password === null ? '' : ` password ${escapeLiteral(password)}`
    await client.query(`${found.rowCount === 0 ? 'create' : 'alter'} role ${role} login${secret}`)
    const databases = await client.query('select 1 from pg_database where datname = $1', [database])
    if (databases.rowCount === 0) await client.query(`create database ${escapeIdentifier(database)} owner ${role}`)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError('unreachable', `The user and the database of the profile cannot be made: ${message}`, {
      cause,
    })
  } finally {
    await client.end().catch(() => {})
  }
}
