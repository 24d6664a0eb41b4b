import { expect, test } from 'vitest'
import { EngineError } from '../engines/engine-error.ts'
import { pauseMs, retryRejections, withRetries } from './retry.ts'

const never = new AbortController().signal
const at = async () => {}

test('tries again what may pass, until it does', async () => {
  const outcomes = [{ retryable: true }, { retryable: true }, { retryable: false }]
  expect(await withRetries(async () => outcomes.shift() ?? { retryable: false }, never, at)).toEqual({
    retryable: false,
  })
  expect(outcomes).toEqual([])
})

test('gives up after some attempts, and at once when the run is stopped', async () => {
  let attempts = 0
  const failing = async () => ({ retryable: true, attempt: ++attempts })
  expect((await withRetries(failing, AbortSignal.abort())).attempt).toBe(1)
  attempts = 0
  expect((await withRetries(failing, never, at)).attempt).toBe(12)
})

test('is stopped in the midst of a pause', async () => {
  let attempts = 0
  const failing = async () => ({ retryable: true, attempt: ++attempts })
  const stop = new AbortController()
  const stopped = withRetries(failing, stop.signal, (_, signal) => {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      stop.abort()
    })
  })
  expect((await stopped).attempt).toBe(1)
})

test('pauses grow to a bound, and outlast a restart together', () => {
  const shortest = Array.from({ length: 11 }, (_, before) => pauseMs(before + 1, 0))
  expect(shortest.slice(0, 4)).toEqual([12.5, 25, 50, 100])
  expect(shortest.at(-1)).toBe(2_500)
  expect(pauseMs(11, 1)).toBe(7_500)
  expect(shortest.reduce((sum, pause) => sum + pause)).toBeGreaterThan(10_000)
})

test('of what rejects, tries again only what an engine calls passing', async () => {
  let attempts = 0
  const conflict = async () => {
    attempts++
    if (attempts < 3) throw new EngineError('conflict', 'Conflict on update!')
    return 'held'
  }
  expect(await retryRejections(conflict, never, at)).toBe('held')
  const wrong = retryRejections(async () => {
    throw new EngineError('code', 'syntax error')
  }, never)
  await expect(wrong).rejects.toThrow('syntax error')
})
