import type { RunListener } from '../../runner/events.ts'

/** Shows a run while it goes on. */
export interface Reporter {
  readonly listen: RunListener
  /** Leaves the terminal in order; also after a failure. */
  stop(): void
}
