import type { Statements } from '../engines/engine.ts'

/** One after the other: engines take the DDL of one session in its order. */
export async function executeStatements(session: Pick<Statements, 'execute'>, sql: readonly string[]): Promise<void> {
  for (const statement of sql) await session.execute(statement)
}
