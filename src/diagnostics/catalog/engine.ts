import { type Diagnostic, error } from '../diagnostic.ts'

/**
 * An engine of the profile cannot be opened as it is configured.
 *
 * The engine's message tells why: a file that is no database or has too old a format, a folder that must not be written
 * to, an engine type that this version does not have.
 */
export function engineNotOpened(engine: string, message: string): Diagnostic {
  return error('engine/not-opened', {
    message: `The engine "${engine}" cannot be opened: ${message}`,
    help: `Correct its entry under \`engines\` in the profile.`,
  })
}

/**
 * There is no answer at an engine's address.
 *
 * The server is down, still starting, or behind a network that does not let the connection through. Nothing was changed,
 * and the same command can be given again.
 */
export function engineUnreachable(engine: string, message: string): Diagnostic {
  return error('engine/unreachable', {
    message: `The engine "${engine}" does not answer: ${message}`,
    help: 'Start it, or check the host and the port in the profile, and try again.',
  })
}

/**
 * An engine could not be installed, started or stopped.
 *
 * The message quotes the program that was run for it: npm, pip, Python or PostgreSQL. What was done before stays, and the
 * same command goes on from there.
 */
export function engineSetupFailed(message: string): Diagnostic {
  return error('engine/setup-failed', { message, help: 'Remove the cause and give the same command again.' })
}
