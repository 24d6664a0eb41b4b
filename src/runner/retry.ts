import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../engines/engine-error.ts'

/** Together the pauses outlast the restart of a server or of Spark: some twenty seconds. */
const attempts = 12
const firstPauseMs = 25
const longestPauseMs = 5_000

/** Waits before the attempt behind this one; rejects when the signal is aborted meanwhile. */
export type Pause = (attempt: number, signal: AbortSignal) => Promise<unknown>

/** Tries again, after growing pauses with jitter, what failed for a reason that may pass. */
export async function withRetries<T extends { readonly retryable: boolean }>(
  work: () => Promise<T>,
  signal: AbortSignal,
  pause: Pause = growingPause,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await work()
    if (!outcome.retryable || attempt === attempts || (await isStopped(attempt, signal, pause))) return outcome
  }
}

/** The same for work that rejects, as an engine's own methods do. */
export async function retryRejections<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  pause: Pause = growingPause,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (failure) {
      if (!(failure instanceof EngineError) || !failure.retryable || attempt === attempts) throw failure
      if (await isStopped(attempt, signal, pause)) throw failure
    }
  }
}

/** Jitter keeps steps that failed together, as all do when a server goes, from coming back together. */
export function pauseMs(attempt: number, chance: number): number {
  return Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs) * (0.5 + chance)
}

function growingPause(attempt: number, signal: AbortSignal): Promise<void> {
  return sleep(pauseMs(attempt, Math.random()), undefined, { signal })
}

async function isStopped(attempt: number, signal: AbortSignal, pause: Pause): Promise<boolean> {
  if (signal.aborted) return true
  await pause(attempt, signal).catch(() => {})
  return signal.aborted
}
