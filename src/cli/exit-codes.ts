/** What the process answers with; other programs rely on these. */
export const exitCodes = {
  /** Everything went well; warnings included. */
  ok: 0,
  /** A model, a test or a check failed. */
  failed: 1,
  /** The project, the profile or the command line is wrong. */
  misuse: 2,
  /** A bug in Tidemill. */
  internal: 3,
  /** Try again later: locked, unreachable, or a transient error outlasted the retries. */
  tryAgain: 75,
  /** Stopped by a signal. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
