import { setTimeout as sleep } from 'node:timers/promises'

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
    await sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()))
  }
}
