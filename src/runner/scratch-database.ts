import type { Engine, Session } from '../engines/engine.ts'
import { openEngine } from '../engines/registry.ts'
import { macroStatements } from '../planner/prepare.ts'

/** An embedded database of no file, with the macros that translated SQL calls. It is opened when it is first asked for. */
export class ScratchDatabase {
  #opened: Promise<Engine> | null = null

  /** A session, whose temporary tables nobody else sees. */
  async connect(): Promise<Session> {
    this.#opened ??= openWithMacros()
    return (await this.#opened).connect()
  }

  async close(): Promise<void> {
    await (await this.#opened?.catch(() => null))?.close()
  }
}

async function openWithMacros(): Promise<Engine> {
  const engine = await openEngine({ type: 'duckdb', path: ':memory:' })
  const session = await engine.connect()
  for (const statement of macroStatements()) await session.execute(statement)
  await session.close()
  return engine
}
