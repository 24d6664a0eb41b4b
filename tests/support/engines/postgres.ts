import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { PostgresConfig } from '../../../src/engines/postgres/open.ts'

/** A new, empty database on the run's server. It goes with the server. */
export async function newDatabase(): Promise<PostgresConfig> {
  const address = { host: '127.0.0.1', ...inject('postgres') }
  const database = `test_${randomBytes(6).toString('hex')}`
  await asAdministrator(`create database ${database}`)
  return { ...address, database }
}

/** Runs a statement beside the engine under test: to look at its sessions, or to end them. */
export async function asAdministrator(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ host: '127.0.0.1', ...inject('postgres'), database: 'postgres' })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
