import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFileAtomically } from '../../storage/write-file-atomically.ts'
import { EngineError } from '../engine-error.ts'
import { type EnginePlaces, serverUser } from './places.ts'
import { runProgram } from './run-program.ts'

/** The role that made the server's data; its password lies in `EnginePlaces.administrator`. */
export const administrator = 'tidemill'

export interface ServerOptions {
  readonly port: number
  /** False for tests: a power cut may then cost the data, and every commit is quicker. */
  readonly isDurable: boolean
}

/** Makes the data folder when there is none and starts the server, on this machine's own address only. */
export async function startPostgres(
  places: EnginePlaces,
  { port, isDurable }: ServerOptions,
): Promise<'started' | 'running'> {
  await makeData(places)
  const running = runningPort(places)
  if (running === port) return 'running'
  if (running !== null) {
    throw new EngineError('locked', `The server of this project runs on port ${running}; the profile says ${port}.`)
  }
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    "-c unix_socket_directories=''",
    '-c timezone=UTC',
    ...(isDurable ? [] : ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off']),
  ]
  try {
    await control(places, ['start', '-w', '-t', '60', '-l', places.log, '-o', settings.join(' ')])
  } catch (cause) {
    throw new EngineError('unreachable', `PostgreSQL did not start on port ${port}: ${lastLines(places.log)}`, {
      cause,
    })
  }
  return 'started'
}

/** Ends open sessions and stops the server, `immediate` as a crash would; answers whether there was one. */
export async function stopPostgres(places: EnginePlaces, mode: 'fast' | 'immediate' = 'fast'): Promise<boolean> {
  if (runningPort(places) === null) return false
  await control(places, ['stop', '-w', '-m', mode])
  return true
}

/** The port of the running server, null when none runs. A file left by a server that was killed does not count. */
export function runningPort({ data }: EnginePlaces): number | null {
  try {
    const [pid, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 0)
    return Number(port)
  } catch {
    return null
  }
}

export function administratorPassword({ administrator: path }: EnginePlaces): string {
  return readFileSync(path, 'utf8')
}

/** initdb empties a folder that it could not finish, unless it was killed: what lacks the last file is made anew. */
async function makeData(places: EnginePlaces): Promise<void> {
  const { data, postgres } = places
  if (existsSync(join(data, 'PG_VERSION')) && existsSync(complete(places))) return
  rmSync(data, { recursive: true, force: true })
  const own = dirname(data)
  mkdirSync(own, { recursive: true })
  const { uid, gid } = serverUser
  if (uid !== undefined && gid !== undefined) chownSync(own, uid, gid)
  writeFileAtomically(places.administrator, randomBytes(24).toString('hex'))
  chmodSync(places.administrator, 0o600)
  const passwordFile = join(own, 'password')
  writeFileSync(passwordFile, administratorPassword(places), { mode: 0o600 })
  if (uid !== undefined && gid !== undefined) chownSync(passwordFile, uid, gid)
  try {
    const access = ['-U', administrator, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    const locale = ['-E', 'UTF8', '--locale=C', '--no-sync']
    await runProgram(join(postgres, 'bin', 'initdb'), ['-D', data, ...access, ...locale], { ...serverUser, cwd: own })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeFileSync(complete(places), '')
}

function complete({ data }: EnginePlaces): string {
  return join(dirname(data), 'complete')
}

function control({ postgres, data }: EnginePlaces, words: readonly string[]): Promise<string> {
  return runProgram(join(postgres, 'bin', 'pg_ctl'), ['-D', data, ...words], { ...serverUser, cwd: dirname(data) })
}

function lastLines(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').slice(-8).join('\n') : 'it wrote no log'
}
