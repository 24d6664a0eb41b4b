import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import {
  administrator,
  administratorPassword,
  startPostgres,
  stopPostgres,
} from '../../../src/engines/setup/postgres-server.ts'
import { pythonOf } from '../../../src/engines/setup/python.ts'
import { installEngines } from '../../../src/engines/setup/set-up.ts'
import { freePort } from './free-port.ts'
import { installed, serverOfRun } from './places.ts'

export interface ServerAddress {
  readonly port: number
  readonly user: string
  readonly password: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: ServerAddress
    python: string
    /** A folder that goes away with the run, and that the server's user can reach. */
    runFolder: string
  }
}

/** Each project of a run has a folder, named for the run's process; what a killed run left is stopped and removed. */
const runs = join(dirname(dirname(installed.postgres)), 'runs')

/** Installs the real engines, once for a checkout, and starts one PostgreSQL for the run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const python = pythonOf(installed.python)
  const account = { port: 0, user: administrator, password: null, database: 'postgres' }
  await installEngines(installed, { python, s3: true, postgres: account }, { note: (text) => console.info(text) })
  await removeLeftOvers()
  const folder = join(runs, `${process.pid}.${project.name}`)
  mkdirSync(folder, { recursive: true })
  const places = serverOfRun(folder)
  const port = await freePort()
  await startPostgres(places, { port, isDurable: false })
  project.provide('postgres', { port, user: administrator, password: administratorPassword(places) })
  project.provide('python', python)
  project.provide('runFolder', folder)
  return () => removeRun(folder)
}

async function removeLeftOvers(): Promise<void> {
  mkdirSync(runs, { recursive: true })
  for (const name of readdirSync(runs)) if (!isAlive(Number.parseInt(name, 10))) await removeRun(join(runs, name))
}

async function removeRun(folder: string): Promise<void> {
  await stopPostgres(serverOfRun(folder))
  rmSync(folder, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
