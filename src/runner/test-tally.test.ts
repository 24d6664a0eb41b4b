import { expect, test } from 'vitest'
import { makeStep } from '../planner/make-step.ts'
import type { NodeResult, NodeStatus } from './events.ts'
import { TestTally, worse } from './test-tally.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

function result(status: NodeStatus, failures: number | null, second: number): NodeResult {
  const times = { startedAt: at(second), completedAt: at(second + 1) }
  return { node: 'test.t', status, rows: null, failures, message: null, diagnostics: [], ...times }
}

test.each([
  ['pass', 'warn', 'warn'],
  ['warn', 'pass', 'warn'],
  ['warn', 'fail', 'fail'],
  ['pass', 'skipped', 'skipped'],
  ['error', 'skipped', 'error'],
] as const)('of %s and then %s the result is %s', (first, second, expected) => {
  const found = worse(result(first, 1, 0), result(second, 1, 5))
  expect(found).toMatchObject({ status: expected, startedAt: at(0), completedAt: at(6) })
})

test('of two alike it is that with more failures', () => {
  expect(worse(result('warn', 3, 0), result('warn', 1, 5)).failures).toBe(3)
  expect(worse(result('warn', 3, 5), result('warn', 1, 0)).failures).toBe(3)
})

test('a test has its result when the last of its steps has spoken', () => {
  const step = (id: string) => makeStep({ kind: 'apply', id, why: '', script: [], tests: ['test.t'] })
  const tally = new TestTally([step('a'), step('b'), step('c')])
  expect(tally.size).toBe(1)
  expect(tally.add('test.t', result('pass', 0, 0))).toBeNull()
  expect(tally.add('test.t', result('warn', 2, 1))).toBeNull()
  expect(tally.add('test.t', null)).toMatchObject({ status: 'warn', failures: 2 })
})
