import { exitCodes } from './exit-codes.ts'

export interface Interruption {
  readonly signal: AbortSignal
  /** Gives the signals back to the process. */
  dispose(): void
}

/** The first Ctrl-C (or SIGTERM) aborts the signal, so that the work can end in order; the second ends the process. */
export function catchInterrupts(onFirst: () => void): Interruption {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    onFirst()
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
