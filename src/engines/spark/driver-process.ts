import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { EngineError } from '../engine-error.ts'
import { type FailureReport, toEngineError } from './errors.ts'

/** What the driver is started with. */
export interface DriverConfig {
  readonly python: string
  readonly master: string
  /** The folder of the tables, absolute. */
  readonly warehouse: string
  /** Spark's own settings, over those of the driver. */
  readonly conf: Readonly<Record<string, string>>
  readonly driverMemory?: string
  /** Environment variables beside those of this process; what is undefined is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A request that is on its way. */
export interface Sent<T> {
  readonly id: number
  readonly answer: Promise<T>
}

interface Waiting {
  readonly marker: string
  readonly sql: string | null
  readonly resolve: (answer: never) => void
  readonly reject: (failure: EngineError) => void
}

interface Answer {
  readonly id: number
  readonly ok: boolean
  readonly marker?: string
  readonly error?: FailureReport
}

type Greeting =
  | { readonly ready: true; readonly version: string }
  | { readonly ready: false; readonly error: FailureReport }

/** How much of what Spark wrote beside the protocol is kept, to be quoted should it end. */
const tail = 4_000
/** How long a driver may take to stop by itself. */
const patience = 10_000
/** How long after the run was stopped, so that a user who waits has the answer in two seconds. */
const patienceWhenStopped = 700

const script = fileURLToPath(new URL('./driver.py', import.meta.url))

/** A Python process with one SparkSession, and what was asked of it. */
export class DriverProcess {
  readonly version: string
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #waiting = new Map<number, Waiting>()
  readonly #ended: Promise<void>
  #lost: EngineError | null = null
  #lastId = 0

  /** Starts Python and Spark. Rejects as `unsupported` when either is not installed, as `locked` when the folder is in use. */
  static async start(config: DriverConfig, signal?: AbortSignal): Promise<DriverProcess> {
    const { python, env, ...rest } = config
    if (signal?.aborted) throw stopped()
    if (!existsSync(python)) throw notInstalled(`There is no Python at ${python}.`)
    const child = spawn(python, ['-u', script, JSON.stringify(rest)], {
      // In a group of its own, so that Ctrl-C reaches the command alone, which then stops things in order.
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    // Java is in the group, and would live on for a while when Python alone has ended.
    child.once('exit', () => killGroup(child))
    const kill = () => killGroup(child)
    signal?.addEventListener('abort', kill)
    let noise = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      noise = (noise + text).slice(-tail)
    })
    const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })
    const greeting = await new Promise<Greeting>((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line) as Greeting))
      child.once('error', (cause) => reject(new EngineError('resources', `${python}: ${cause.message}`, { cause })))
      child.once('close', (_, killedBy) => {
        // A process that somebody has killed may well start the next time.
        const kind = killedBy === null ? 'resources' : 'session-lost'
        reject(signal?.aborted ? stopped() : new EngineError(kind, `Spark did not start:\n${noise.trim()}`))
      })
    }).finally(() => signal?.removeEventListener('abort', kill))
    if (!greeting.ready) {
      // It ends by itself; until it has, it would be one process too many.
      child.kill()
      await once(child, 'close')
      if (greeting.error.exception === 'python.ModuleNotFoundError') throw notInstalled(greeting.error.message)
      throw toEngineError(greeting.error, null)
    }
    return new DriverProcess(child, lines, greeting.version, () => noise, signal)
  }

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    lines: NodeJS.EventEmitter,
    version: string,
    noise: () => string,
    signal: AbortSignal | undefined,
  ) {
    this.#child = child
    this.version = version
    lines.on('line', (line: string) => this.#receive(JSON.parse(line) as Answer))
    const endSoon = () => setTimeout(() => killGroup(child), patienceWhenStopped).unref()
    signal?.addEventListener('abort', endSoon, { once: true })
    // Writing to a process that has ended fails beside its end, which tells it all.
    child.stdin.on('error', () => {})
    this.#ended = new Promise((resolve) => {
      child.on('close', (code, killedBy) => {
        signal?.removeEventListener('abort', endSoon)
        const end = `The Spark process has ended (${killedBy ?? `code ${code}`}).`
        const said = noise().trim()
        this.#lost ??= new EngineError('session-lost', said === '' ? end : `${end}\n${said}`)
        for (const { reject } of this.#waiting.values()) reject(this.#lost)
        this.#waiting.clear()
        resolve()
      })
    })
  }

  get processId(): number | undefined {
    return this.#child.pid
  }

  /** Why the process can do nothing more; null while it can. */
  get lost(): EngineError | null {
    return this.#lost
  }

  /** `sql` is the statement of a user in the request, whose places errors name; null when there is none. */
  send<T>(op: string, fields: Readonly<Record<string, unknown>>, sql: string | null): Sent<T> {
    const id = ++this.#lastId
    const marker = randomUUID()
    const answer = new Promise<T>((resolve, reject) => {
      if (this.#lost) return reject(this.#lost)
      this.#waiting.set(id, { marker, sql, resolve, reject })
      this.#write({ id, op, marker, ...fields })
    })
    return { id, answer }
  }

  /** Has the driver stop a request, which then rejects as `cancelled` unless it was over. */
  cancel(id: number): void {
    if (this.#waiting.has(id)) this.#write({ op: 'cancel', target: id })
  }

  /** Lets Spark stop by itself; what does not end in time is killed. */
  async stop(): Promise<void> {
    this.#lost ??= new EngineError('session-lost', 'The engine is closed.')
    this.#child.stdin.end()
    const timer = setTimeout(() => killGroup(this.#child), patience)
    await this.#ended
    clearTimeout(timer)
  }

  #write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`)
  }

  #receive({ id, ok, marker, error, ...result }: Answer): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    if (!ok) {
      waiting.reject(toEngineError(error ?? { message: 'The driver gave no reason.' }, waiting.sql))
    } else if (marker === waiting.marker) {
      waiting.resolve(result as never)
    } else {
      waiting.reject(new EngineError('session-lost', 'The driver answered without the marker of success.'))
    }
  }
}

function killGroup(child: ChildProcess): void {
  const { pid } = child
  try {
    if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It has just ended.
  }
}

function stopped(): EngineError {
  return new EngineError('cancelled', 'Spark was stopped.')
}

function notInstalled(problem: string): EngineError {
  return new EngineError('unsupported', `${problem} \`tidemill engines install\` brings Python's Spark and Java.`)
}
