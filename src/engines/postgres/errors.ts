import { EngineError, type EngineErrorKind } from '../engine-error.ts'

/** SQLSTATEs, or their first letters, from the particular to the general: the first row that fits decides. */
export const kindsOfStates: readonly (readonly [state: string, kind: EngineErrorKind])[] = [
  // A write-write conflict under repeatable read, a deadlock, a lock that another transaction holds.
  ['40', 'conflict'],
  ['55P03', 'conflict'],
  ['55006', 'conflict'],
  // The server is shutting down, was killed or lost its storage's trust: this session is over.
  ['57P01', 'session-lost'],
  ['57P02', 'session-lost'],
  ['57P04', 'session-lost'],
  ['57P05', 'session-lost'],
  ['57P03', 'unreachable'],
  ['57014', 'cancelled'],
  ['08', 'session-lost'],
  ['53300', 'throttled'],
  ['53', 'resources'],
  ['54', 'resources'],
  ['42501', 'permission'],
  ['28', 'permission'],
  ['42P01', 'missing-relation'],
  ['3F', 'missing-relation'],
  ['0A', 'unsupported'],
  ['22', 'data'],
  ['23', 'data'],
  ['XX001', 'data'],
  ['XX002', 'data'],
  ['58', 'transient'],
  ['XX', 'transient'],
]

/** What Node says when there is no way to the server, or no longer one. */
export const kindsOfCodes: Readonly<Record<string, EngineErrorKind>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ENOENT: 'unreachable',
  ECONNRESET: 'session-lost',
  EPIPE: 'session-lost',
}

interface Report {
  readonly message: string
  /** An SQLSTATE, or Node's name of an error. */
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  /** Counts characters from 1. */
  readonly position?: string
}

/** Reads an error of the server or of the connection. `sql` is the statement that was sent, null when its author is us; `before`: characters in front of its author's. */
export function toEngineError(cause: unknown, sql: string | null, before = 0): EngineError {
  if (cause instanceof EngineError) return cause
  const report: Report = cause instanceof AggregateError ? firstOf(cause) : (cause as Report)
  const { message, detail, hint, position } = report
  const text = [message, detail && `Detail: ${detail}`, hint && `Hint: ${hint}`].filter(Boolean).join('\n')
  return new EngineError(kindOf(report), text === '' ? String(cause) : text, {
    cause,
    position: sql === null || position === undefined ? null : utf16Offset(sql, Number(position) - 1) - before,
    candidates: [...(hint ?? '').matchAll(/"(?:[^".]*\.)?([^"]+)"/g)].map(([, name]) => name ?? ''),
  })
}

function kindOf({ code, message }: Report): EngineErrorKind {
  if (code !== undefined && Object.hasOwn(kindsOfCodes, code)) return kindsOfCodes[code] ?? 'code'
  const row = kindsOfStates.find(([state]) => code?.startsWith(state))
  if (row) return row[1]
  // The client's own errors have no code.
  if (/timeout expired|connection timeout|acquiring a connection/i.test(message)) return 'unreachable'
  if (/connection terminated|not queryable|connection (is |was )?(closed|ended)/i.test(message)) return 'session-lost'
  return 'code'
}

/** A host with several addresses fails once for each. */
function firstOf(cause: AggregateError): Report {
  return (cause.errors[0] as Report | undefined) ?? cause
}

function utf16Offset(sql: string, characters: number): number {
  return [...sql].slice(0, characters).join('').length
}
