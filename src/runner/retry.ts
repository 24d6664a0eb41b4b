import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../engines/engine-error.ts'

const attempts = 6
const firstPauseMs = 25

/** Tries again, after growing pauses with jitter, what failed for a reason that may pass. */
export async function withRetries<T extends { readonly retryable: boolean }>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await work()
    if (!outcome.retryable || attempt === attempts || signal.aborted) return outcome
    await pause(attempt)
  }
}

/** The same for work that rejects, as an engine's own methods do. */
export async function retryRejections<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (failure) {
      if (!(failure instanceof EngineError) || !failure.retryable || attempt === attempts) throw failure
    }
    await pause(attempt)
  }
}

function pause(attempt: number): Promise<void> {
  return sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()))
}
