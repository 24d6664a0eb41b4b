import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeBatchId } from './batch-id.ts'

test('is made of the time and a sequence', () => {
  expect(makeBatchId(new Date('2026-01-02T03:04:05.123Z'), 1)).toBe('20260102T030405123000Z-0001')
})

test('sorts by time, then by sequence', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  const point = fc.tuple(moment, fc.integer({ min: 0, max: 9999 }))
  fc.assert(
    fc.property(point, point, ([dateA, sequenceA], [dateB, sequenceB]) => {
      const older = dateA.getTime() - dateB.getTime() || sequenceA - sequenceB
      expect(makeBatchId(dateA, sequenceA) < makeBatchId(dateB, sequenceB)).toBe(older < 0)
    }),
  )
})

test('comes after the newest there is, whatever the clock says', () => {
  const newest = makeBatchId(new Date('2026-01-02T03:04:05.999Z'), 7)
  expect(makeBatchId(new Date('2025-01-01T00:00:00Z'), 1, newest)).toBe('20260102T030406000000Z-0001')
  expect(makeBatchId(new Date('2026-01-03T00:00:00Z'), 1, newest)).toBe('20260103T000000000000Z-0001')
  expect(makeBatchId(new Date('2026-01-03T00:00:00Z'), 1, 'b7')).toBe('20260103T000000000000Z-0001')
})

test('refuses a sequence that would not sort', () => {
  expect(() => makeBatchId(new Date(0), 10_000)).toThrow('batch sequence 10000')
})
