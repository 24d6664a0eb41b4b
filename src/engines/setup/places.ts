import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { versions } from './versions.ts'

/** Where the engines of a project lie. */
export interface EnginePlaces {
  /** The virtual environment that holds Spark and Java. */
  readonly python: string
  /** The files with which Spark reads S3. */
  readonly s3a: string
  /** The installed PostgreSQL, with `bin`, `lib` and `share`. */
  readonly postgres: string
  /** The data of its server, and beside it what belongs to the server. */
  readonly data: string
  readonly log: string
  /** The password of the server's administrator. */
  readonly administrator: string
  /** Who installs, starts or stops holds this. */
  readonly lock: string
}

/** PostgreSQL refuses to run as root: started by root, it runs as the user `nobody`. */
export const serverUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

export function enginePlaces(root: string): EnginePlaces {
  const own = join(root, '.tidemill')
  const shared = isReachable(root) ? own : folderForServer(root)
  return {
    python: join(root, '.venv'),
    s3a: join(own, 'engines', `hadoop-aws-${versions.hadoop}`),
    postgres: join(shared, 'engines', `postgresql-${versions.postgres}`),
    data: join(shared, 'postgres', 'data'),
    log: join(shared, 'postgres', 'server.log'),
    administrator: join(own, 'engines', 'administrator'),
    lock: join(own, 'engines', 'lock'),
  }
}

/** A folder for a project that the server's user cannot reach. What another user has put there is not trusted. */
function folderForServer(root: string): string {
  const folder = join('/var/tmp', `tidemill-${hash(root)}`)
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid ?? 0
  if (owner !== 0) throw new EngineError('permission', `${folder} belongs to another user: remove it.`)
  return folder
}

/** Whether the server's user may pass through all folders above; root's home, for one, is closed to it. */
function isReachable(folder: string): boolean {
  if (serverUser.uid === undefined) return true
  for (let path = folder; ; path = dirname(path)) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o1
    if ((mode & 0o1) === 0) return false
    if (path === dirname(path)) return true
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
