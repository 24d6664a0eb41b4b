import { EngineError, type EngineErrorKind, type LockHolder } from '../engine-error.ts'

/** What DuckDB says when `errors_as_json` is on: all values are text. */
interface Report {
  readonly exception_type: string
  readonly exception_message: string
  readonly error_subtype?: string
  readonly type?: string
  readonly candidates?: string
  readonly position?: string
  readonly errno?: string
}

/** Reads an error of DuckDB's client. `sql` is the statement that was sent, null when there was none. */
export function toEngineError(cause: unknown, sql: string | null): EngineError {
  if (cause instanceof EngineError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const report = readReport(text)
  if (!report) return new EngineError(kindOfText(text), text, { cause, holder: lockHolder(text) })
  const message = `${report.exception_type} Error: ${report.exception_message}`
  return new EngineError(kindOfReport(report), message, {
    cause,
    position: sql === null ? null : utf16Offset(sql, report),
    candidates: report.candidates === undefined ? [] : splitCandidates(report.candidates),
    holder: lockHolder(report.exception_message),
  })
}

/** Parser errors have the words "Parser Error: " before the JSON; errors of opening a file are plain text. */
function readReport(text: string): Report | null {
  const start = text.indexOf('{"exception_type"')
  if (start < 0) return null
  try {
    return JSON.parse(text.slice(start)) as Report
  } catch {
    return null
  }
}

function kindOfReport(report: Report): EngineErrorKind {
  const message = report.exception_message
  // A commit that finds the disk full fails like one that meets another, and is no more lost than that.
  if (isFullDisk(report)) return 'resources'
  switch (report.exception_type) {
    case 'INTERRUPT':
      return 'cancelled'
    case 'TransactionContext':
      return isMisuse(message) ? 'code' : 'conflict'
    case 'Catalog':
      return isMissingRelation(report) ? 'missing-relation' : 'code'
    case 'Conversion':
    case 'Constraint':
    case 'Decimal':
    case 'Divide by Zero':
    case 'Invalid Input':
    case 'Mismatch Type':
    case 'Out of Range':
    case 'Serialization':
    case 'Sequence':
      return 'data'
    case 'IO':
      return kindOfIo(report)
    case 'Permission':
      return 'permission'
    case 'Out of Memory':
      return 'resources'
    case 'HTTP':
    case 'Network':
    case 'Connection':
      return 'transient'
    case 'FATAL':
      return 'session-lost'
    case 'Missing Extension':
      return 'unsupported'
    default:
      return 'code'
  }
}

/** No space left, a quota or a limit: EDQUOT, EFBIG, ENOSPC. */
function isFullDisk({ errno, exception_message }: Report): boolean {
  const isMeant = errno === '28' || errno === '27' || errno === '122'
  return (
    isMeant ||
    /no space left|file too large|disk quota exceeded|could not write (all bytes|file)/i.test(exception_message)
  )
}

/** Mistakes in the use of transactions, which go by the same name as conflicts between them. */
function isMisuse(message: string): boolean {
  return /no transaction is active|within a transaction|transaction is aborted/i.test(message)
}

function isMissingRelation({ error_subtype, type, exception_message }: Report): boolean {
  if (error_subtype === 'MISSING_ENTRY') return type === 'Table' || type === 'View' || type === 'Schema'
  return /schema (with name )?\S+ does not exist/i.test(exception_message)
}

function kindOfIo({ errno, exception_message }: Report): EngineErrorKind {
  if (lockHolder(exception_message)) return 'locked'
  if (errno === '13' || errno === '1' || /permission denied/i.test(exception_message)) return 'permission'
  return 'data'
}

function kindOfText(text: string): EngineErrorKind {
  if (lockHolder(text)) return 'locked'
  if (/disconnected|connection (was )?closed/i.test(text)) return 'session-lost'
  if (/permission denied/i.test(text)) return 'permission'
  if (text.startsWith('IO Error')) return 'data'
  return 'code'
}

function lockHolder(message: string): LockHolder | null {
  if (!/could not set lock on file|already open in/i.test(message)) return null
  const holder = /(?:held|already open) in\s+(?:(.+?)\s+)?\(?PID (\d+)\)?/is.exec(message)
  return { program: holder?.[1] ?? null, pid: holder?.[2] === undefined ? null : Number(holder[2]) }
}

/** Candidates come as one text; commas within parentheses belong to a function's signature. */
function splitCandidates(candidates: string): string[] {
  return candidates.split(/,(?![^()]*\))/).map((candidate) => candidate.trim())
}

/** The parser counts code points, everything after it bytes of UTF-8. */
function utf16Offset(sql: string, { exception_type, position }: Report): number | null {
  if (position === undefined) return null
  const offset = Number(position)
  if (exception_type === 'Parser') return [...sql].slice(0, offset).join('').length
  return Buffer.from(sql, 'utf8').subarray(0, offset).toString('utf8').length
}
