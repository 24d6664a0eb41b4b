import { describe, expect, test } from 'vitest'
import type { EngineErrorKind } from '../engine-error.ts'
import { toEngineError } from './errors.ts'

function report(type: string, message: string, more: Record<string, string> = {}): Error {
  return new Error(JSON.stringify({ exception_type: type, exception_message: message, ...more }))
}

describe('the kind', () => {
  test.each<[EngineErrorKind, Error]>([
    ['conflict', report('TransactionContext', 'Conflict on update!')],
    ['conflict', report('TransactionContext', 'Failed to commit: PRIMARY KEY or UNIQUE constraint violation')],
    ['conflict', report('TransactionContext', 'Catalog write-write conflict on create with "s"')],
    ['code', report('TransactionContext', 'cannot commit - no transaction is active')],
    ['missing-relation', report('Catalog', 'Schema with name zz does not exist!')],
    [
      'missing-relation',
      report('Catalog', 'Table with name t does not exist!', { error_subtype: 'MISSING_ENTRY', type: 'Table' }),
    ],
    ['code', report('Catalog', 'x', { error_subtype: 'MISSING_ENTRY', type: 'Scalar Function' })],
    ['code', report('Dependency', 'Cannot drop entry "s1" because there are entries that depend on it.')],
    ['data', report('Constraint', 'NOT NULL constraint failed: t.a')],
    ['data', report('IO', 'No files found that match the pattern "/nope"')],
    ['resources', report('IO', 'Could not write file: No space left on device', { errno: '28' })],
    [
      'resources',
      report('TransactionContext', 'Failed to commit: Could not write file "w.duckdb.wal": File too large'),
    ],
    ['resources', report('FATAL', 'Could not write all bytes to file "w": No space left on device')],
    ['permission', report('IO', 'Cannot open file', { errno: '13' })],
    ['resources', report('Out of Memory', 'failed to allocate data')],
    ['cancelled', report('INTERRUPT', 'Interrupted!')],
    ['session-lost', new Error('Failed to query: connection disconnected')],
    ['locked', new Error('IO Error: Could not set lock on file "w": Conflicting lock is held in PID 12.')],
  ])('is %s for %s', (kind, cause) => {
    expect(toEngineError(cause, 'select 1').kind).toBe(kind)
  })
})

describe('the message', () => {
  test('is the one that the engine prints by itself, whole', () => {
    expect(toEngineError(report('Binder', 'Referenced column "x" not found'), null).message).toBe(
      'Binder Error: Referenced column "x" not found',
    )
  })

  test('is kept as it is when it cannot be read', () => {
    expect(toEngineError(new Error('{"exception_type" and no more'), null).message).toBe(
      '{"exception_type" and no more',
    )
  })

  test('an error of ours passes through', () => {
    const own = toEngineError(report('Binder', 'x'), null)
    expect(toEngineError(own, 'select 1')).toBe(own)
  })
})

describe('the position', () => {
  const sql = "select '\u{1F30A}é', x"
  test('is counted in bytes by the binder', () => {
    expect(toEngineError(report('Binder', 'm', { position: '17' }), sql).position).toBe(sql.indexOf('x'))
  })

  test('is counted in code points by the parser', () => {
    const cause = new Error(`Parser Error: ${report('Parser', 'm', { position: '13' }).message}`)
    expect(toEngineError(cause, sql).position).toBe(sql.indexOf('x'))
  })

  test('is null when the engine tells none, and for statements that nobody wrote', () => {
    expect(toEngineError(report('Binder', 'm'), sql).position).toBeNull()
    expect(toEngineError(report('Binder', 'm', { position: '3' }), null).position).toBeNull()
  })
})

test('candidates are a list, and signatures stay whole', () => {
  const candidates = 'sum(DECIMAL) -> DECIMAL,substring(VARCHAR, BIGINT) -> VARCHAR,plain'
  expect(toEngineError(report('Binder', 'm', { candidates }), null).candidates).toEqual([
    'sum(DECIMAL) -> DECIMAL',
    'substring(VARCHAR, BIGINT) -> VARCHAR',
    'plain',
  ])
})

test('the holder of a lock is named', () => {
  const message =
    'IO Error: Could not set lock on file "/data/w.duckdb": Conflicting lock is held in /usr/bin/my node (PID 5993). See also https://duckdb.org'
  expect(toEngineError(new Error(message), null).holder).toEqual({ program: '/usr/bin/my node', pid: 5993 })
})
