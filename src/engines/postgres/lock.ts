import pg from 'pg'
import { EngineError } from '../engine-error.ts'
import { toEngineError } from './errors.ts'
import { type ConnectionConfig, connectionOf } from './pool.ts'

/** A lock of the server, held by a connection of its own for as long as that lives. */
export class AdvisoryLock {
  readonly #connection: pg.Client
  #isLost = false

  /** Rejects as `locked` when another connection has it, with the holder as far as it is known. */
  static async take(config: ConnectionConfig, name: string): Promise<AdvisoryLock> {
    const connection = new pg.Client(connectionOf({ ...config, applicationName: `tidemill ${process.pid}` }))
    const lock = new AdvisoryLock(connection)
    try {
      await connection.connect()
      const key = [`tidemill ${name}`]
      const { rows } = await connection.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as got', key)
      if (rows[0]?.got === true) return lock
      const { rows: holders } = await connection.query(holderQuery, key)
      const { application = null, since = null } = holders[0] ?? {}
      const [program, pid] = String(application ?? '').split(' ')
      throw new EngineError('locked', `Another run works on this database since ${since ?? 'a moment ago'}.`, {
        holder: { pid: pid ? Number(pid) : null, program: program || null },
      })
    } catch (cause) {
      await lock.release()
      throw toEngineError(cause, null)
    }
  }

  private constructor(connection: pg.Client) {
    this.#connection = connection
    const lose = () => {
      this.#isLost = true
    }
    connection.on('error', lose)
    connection.on('end', lose)
  }

  /** Its connection has ended, and others can have it. */
  get isLost(): boolean {
    return this.#isLost
  }

  async release(): Promise<void> {
    await this.#connection.end().catch(() => {})
  }
}

/** The key of a lock of 64 bits lies in two halves. */
const holderQuery = `
  select a.application_name as application, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended($1, 0)`
