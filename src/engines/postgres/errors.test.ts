import { describe, expect, test } from 'vitest'
import type { EngineErrorKind } from '../engine-error.ts'
import { kindsOfCodes, kindsOfStates, toEngineError } from './errors.ts'

function failure(message: string, more: Record<string, string> = {}): Error {
  return Object.assign(new Error(message), more)
}

/** Something that the server or Node says, for each row of the tables. */
const tried: readonly (readonly [kind: EngineErrorKind, code: string, message: string])[] = [
  ['conflict', '40001', 'could not serialize access due to concurrent update'],
  ['conflict', '40P01', 'deadlock detected'],
  ['conflict', '55P03', 'could not obtain lock on row in relation "t"'],
  ['conflict', '55006', 'database "d" is being accessed by other users'],
  ['session-lost', '57P01', 'terminating connection due to administrator command'],
  ['session-lost', '57P02', 'terminating connection because of crash of another server process'],
  ['session-lost', '57P04', 'database was dropped'],
  ['session-lost', '57P05', 'terminating connection due to idle-session timeout'],
  ['unreachable', '57P03', 'the database system is starting up'],
  ['cancelled', '57014', 'canceling statement due to user request'],
  ['session-lost', '08006', 'connection failure'],
  ['throttled', '53300', 'sorry, too many clients already'],
  ['resources', '53100', 'could not extend file: No space left on device'],
  ['resources', '53200', 'out of memory'],
  ['resources', '54001', 'stack depth limit exceeded'],
  ['permission', '42501', 'permission denied for table t'],
  ['permission', '28P01', 'password authentication failed for user "u"'],
  ['missing-relation', '42P01', 'relation "t" does not exist'],
  ['missing-relation', '3F000', 'schema "s" does not exist'],
  ['unsupported', '0A000', 'cannot update view'],
  ['data', '22P02', 'invalid input syntax for type integer: "x"'],
  ['data', '22012', 'division by zero'],
  ['data', '23505', 'duplicate key value violates unique constraint'],
  ['data', 'XX001', 'invalid page in block 0'],
  ['data', 'XX002', 'index is corrupted'],
  ['transient', '58030', 'could not read block'],
  ['transient', 'XX000', 'cache lookup failed'],
  ['code', '42601', 'syntax error'],
  ['code', '42703', 'column "x" does not exist'],
  ['code', '2BP01', 'cannot drop table t because other objects depend on it'],
  ['code', 'P0001', 'raised'],
  ['unreachable', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['unreachable', 'ENOTFOUND', 'getaddrinfo ENOTFOUND nowhere'],
  ['unreachable', 'EAI_AGAIN', 'getaddrinfo EAI_AGAIN nowhere'],
  ['unreachable', 'EHOSTUNREACH', 'connect EHOSTUNREACH'],
  ['unreachable', 'ENETUNREACH', 'connect ENETUNREACH'],
  ['unreachable', 'ETIMEDOUT', 'connect ETIMEDOUT'],
  ['unreachable', 'ENOENT', 'connect ENOENT /var/run/postgresql/.s.PGSQL.5432'],
  ['session-lost', 'ECONNRESET', 'read ECONNRESET'],
  ['session-lost', 'EPIPE', 'write EPIPE'],
]

describe('the kind', () => {
  test.each(tried)('is %s for %s: %s', (kind, code, message) => {
    expect(toEngineError(failure(message, { code }), null).kind).toBe(kind)
  })

  test('every row of the tables is tried above', () => {
    const codes = tried.map(([, code]) => code)
    const rows = [...kindsOfStates.map(([state]) => state), ...Object.keys(kindsOfCodes)]
    expect(rows.filter((row) => !codes.some((code) => code.startsWith(row)))).toEqual([])
  })

  test.each([
    ['session-lost', 'Connection terminated unexpectedly'],
    ['session-lost', 'Client has encountered a connection error and is not queryable'],
    ['unreachable', 'timeout expired'],
  ])('is %s for the client saying %s', (kind, message) => {
    expect(toEngineError(failure(message), null).kind).toBe(kind)
  })
})

test('the place counts UTF-16 units from 0', () => {
  const sql = `select '\u{1F30A}', x`
  expect(toEngineError(failure('m', { code: '42703', position: '13' }), sql).position).toBe(sql.indexOf('x'))
  expect(toEngineError(failure('m', { code: '42703', position: '13' }), null).position).toBeNull()
})

test('the message has what the server adds, and the names that it would have known', () => {
  const hint = 'Perhaps you meant to reference the column "o.amount".'
  const error = toEngineError(failure('column "amont" does not exist', { code: '42703', hint, detail: 'd' }), 'x')
  expect(error.message).toBe(`column "amont" does not exist\nDetail: d\nHint: ${hint}`)
  expect(error.candidates).toEqual(['amount'])
})

test('a host with several addresses has the failure of the first', () => {
  const both = new AggregateError([failure('connect ECONNREFUSED ::1:1', { code: 'ECONNREFUSED' }), failure('b')])
  expect(toEngineError(both, null)).toMatchObject({ kind: 'unreachable', message: 'connect ECONNREFUSED ::1:1' })
})
