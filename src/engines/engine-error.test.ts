import { expect, test } from 'vitest'
import { EngineError, type EngineErrorKind } from './engine-error.ts'

test('only what may go through another time is worth another try', () => {
  const kinds: Record<EngineErrorKind, boolean> = {
    transient: true,
    throttled: true,
    conflict: true,
    'session-lost': true,
    data: false,
    code: false,
    'missing-relation': false,
    permission: false,
    locked: false,
    unreachable: false,
    resources: false,
    cancelled: false,
    unsupported: false,
  }
  for (const [kind, retryable] of Object.entries(kinds)) {
    expect(new EngineError(kind as EngineErrorKind, 'm').retryable).toBe(retryable)
  }
})
