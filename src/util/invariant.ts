/** Stops on a state that only a bug in Tidemill can produce. Mistakes of users are diagnostics, never this. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message)
}

/** A bug in Tidemill: the command line answers it with exit code 3 and how to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError'
}

/** For the `default` of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected value ${JSON.stringify(value)}`)
}
