import type { Engine, Session } from '../../../src/engines/engine.ts'
import { openEngine } from '../../../src/engines/registry.ts'

/** Opens engines for several runs of one process. A Spark stays open from run to run: starting one takes as long as a build. */
export class KeptEngines {
  readonly #kept = new Map<string, Promise<Engine>>()

  readonly open: typeof openEngine = async (config, signal) => {
    const key = JSON.stringify(config)
    // The way to its credentials for S3 ends with the run.
    if (config.type !== 'spark' || key.includes('s3a')) return openEngine(config, signal)
    const engine = this.#kept.get(key) ?? openEngine(config)
    this.#kept.set(key, engine)
    const forget = () => this.#kept.delete(key)
    engine.catch(forget)
    return lent(await engine, forget)
  }

  async close(): Promise<void> {
    const engines = await Promise.allSettled(this.#kept.values())
    this.#kept.clear()
    for (const result of engines) if (result.status === 'fulfilled') await result.value.close()
  }
}

/** An engine whose sessions end with the run, and which itself does not. */
function lent(engine: Engine, forget: () => void): Engine {
  const sessions: Session[] = []
  return {
    adapter: engine.adapter,
    capabilities: engine.capabilities,
    async connect() {
      try {
        const session = await engine.connect()
        sessions.push(session)
        return session
      } catch (failure) {
        forget()
        throw failure
      }
    },
    lock: (name) => engine.lock(name),
    async close() {
      await Promise.all(sessions.map((session) => session.close()))
    },
  }
}
