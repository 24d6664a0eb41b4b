import { expect, test } from 'vitest'
import { mapConcurrent } from './map-concurrent.ts'

test('keeps the order and the limit', async () => {
  let running = 0
  let most = 0
  const results = await mapConcurrent([5, 1, 4, 2, 3], 2, async (item) => {
    running++
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, item))
    running--
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

test('passes a failure on', async () => {
  await expect(mapConcurrent([1, 2], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})
