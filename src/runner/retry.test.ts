import { expect, test } from 'vitest'
import { EngineError } from '../engines/engine-error.ts'
import { retryRejections, withRetries } from './retry.ts'

const never = new AbortController().signal

test('tries again what may pass, until it does', async () => {
  const outcomes = [{ retryable: true }, { retryable: true }, { retryable: false }]
  expect(await withRetries(async () => outcomes.shift() ?? { retryable: false }, never)).toEqual({ retryable: false })
  expect(outcomes).toEqual([])
})

test('gives up after some attempts, and at once when the run is stopped', async () => {
  let attempts = 0
  const failing = async () => ({ retryable: true, attempt: ++attempts })
  expect((await withRetries(failing, AbortSignal.abort())).attempt).toBe(1)
  attempts = 0
  expect((await withRetries(failing, never)).attempt).toBe(6)
})

test('of what rejects, tries again only what an engine calls passing', async () => {
  let attempts = 0
  const conflict = async () => {
    attempts++
    if (attempts < 3) throw new EngineError('conflict', 'Conflict on update!')
    return 'held'
  }
  expect(await retryRejections(conflict)).toBe('held')
  const wrong = retryRejections(async () => {
    throw new EngineError('code', 'syntax error')
  })
  await expect(wrong).rejects.toThrow('syntax error')
})
