import { expect, test } from 'vitest'
import { judgementQuery, verdict } from './judgement.ts'

const failingRows = 'select 1'

test('one row: how many fail, and what that means', () => {
  const thresholds = { severity: 'error', warnIf: '!= 0', errorIf: '> 10' } as const
  expect(judgementQuery({ ...thresholds, failingRows, failCalc: 'count(*)', limit: null })).toBe(
    'select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) > 10 as should_error from (select 1) as test_rows',
  )
})

test('a limit holds before the rows are counted', () => {
  const options = { severity: 'error', warnIf: '!= 0', errorIf: '!= 0', failCalc: 'sum(n)', limit: 5 } as const
  expect(judgementQuery({ ...options, failingRows })).toContain(
    'from (select * from (select 1) as failing_rows limit 5) as test_rows',
  )
})

test.each([
  ['error', true, true, 'fail'],
  ['error', false, true, 'fail'],
  ['error', true, false, 'warn'],
  ['error', false, false, 'pass'],
  ['warn', true, true, 'warn'],
  ['warn', false, true, 'pass'],
] as const)('severity %s, should warn %s, should fail %s: %s', (severity, shouldWarn, shouldError, expected) => {
  expect(verdict(severity, shouldWarn, shouldError)).toBe(expected)
})
