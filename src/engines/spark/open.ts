import { capabilities } from '../capabilities.ts'
import type { Engine, Session } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { type DriverConfig, DriverProcess } from './driver-process.ts'
import { SparkSession } from './session.ts'

/** How to run a local Spark. */
export type SparkConfig = DriverConfig

export const sparkCapabilities = capabilities({
  supportsErrorPositions: true,
  supportsCancel: true,
  readsChangeFiles: true,
  runsDataFrames: true,
  keepsRows: true,
})

/** Starts Python and Spark, which takes some seconds. When `signal` is aborted they end, if not in order then by force. */
export async function openSpark(config: SparkConfig, signal?: AbortSignal): Promise<Engine> {
  const engine = new SparkEngine(config, signal)
  await engine.start()
  return engine
}

class SparkEngine implements Engine {
  readonly adapter = 'spark'
  readonly capabilities = sparkCapabilities
  readonly #config: SparkConfig
  readonly #signal: AbortSignal | undefined
  readonly #sessions = new Set<SparkSession>()
  #driver: Promise<DriverProcess> | null = null
  #wasStarted = false
  #closed = false

  constructor(config: SparkConfig, signal: AbortSignal | undefined) {
    this.#config = config
    this.#signal = signal
  }

  /** The process that runs; another one when it has ended. Callers at the same time get the same. */
  async start(): Promise<DriverProcess> {
    for (;;) {
      this.#driver ??= DriverProcess.start(this.#config, this.#signal)
      const started = this.#driver
      const driver = await started.catch((failure: EngineError) => failure)
      if (driver instanceof DriverProcess && !driver.lost) {
        this.#wasStarted = true
        return driver
      }
      if (this.#driver === started) this.#driver = null
      if (driver instanceof EngineError) throw this.#wasStarted ? startedBefore(driver) : driver
    }
  }

  async connect(): Promise<Session> {
    if (this.#closed) throw new EngineError('session-lost', 'The engine is closed.')
    const driver = await this.start()
    const session = new SparkSession(driver, this.#config.warehouse, (closed) => this.#sessions.delete(closed))
    this.#sessions.add(session)
    return session
  }

  /** The driver holds its warehouse folder. */
  async lock(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([...this.#sessions].map((session) => session.close()))
    const driver = await this.#driver?.catch(() => null)
    await driver?.stop()
  }
}

/** What has started before can start again: it was killed on its way, or the machine is too busy for a moment. */
function startedBefore(failure: EngineError): EngineError {
  if (failure.kind === 'cancelled' || failure.kind === 'locked') return failure
  return new EngineError('session-lost', failure.message, { cause: failure })
}
