import { version } from './version.ts'

/** What a user is told about a bug of ours: one line, and how to report it. The stack comes only on request. */
export function internalErrorText(failure: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const message = failure instanceof Error ? failure.message : String(failure)
  const details =
    env.TIDEMILL_DEBUG === '1' && failure instanceof Error
      ? failure.stack
      : `Please report it with what \`TIDEMILL_DEBUG=1 tidemill …\` prints (tidemill ${version}, Node ${process.versions.node}).`
  return `A bug in Tidemill: ${message.split('\n')[0]}\n${details}`
}
