import { EngineError, type EngineErrorKind } from '../engine-error.ts'

/** What the driver tells of a failure: Spark's words where they are Spark's, else Java's or Python's. */
export interface FailureReport {
  /** The class of the exception, as `org.apache.spark.SparkException`; Python's have `python.` in front. */
  readonly exception?: string | null
  /** Spark's name of the error, as `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly errorClass?: string | null
  readonly sqlState?: string | null
  readonly message: string
  /** Characters before the place, from the beginning of the statement. */
  readonly start?: number
  /** Or from the beginning of a line, which is counted from 1. */
  readonly line?: number
  readonly offset?: number
  readonly candidates?: readonly string[]
  /** A line of a DataFrame model. */
  readonly code?: { readonly path: string; readonly line: number } | null
  /** The process that holds the warehouse folder. */
  readonly holder?: number | null
}

/** The first row that fits decides. Each looks at one part of what the driver tells. */
export const kindsOfFailures: readonly (readonly [
  part: 'errorClass' | 'sqlState' | 'exception' | 'message',
  pattern: RegExp,
  kind: EngineErrorKind,
])[] = [
  ['errorClass', /^CANCELLED$/, 'cancelled'],
  ['errorClass', /^WAREHOUSE_LOCKED$/, 'locked'],
  ['errorClass', /^JAVA_ENDED$/, 'session-lost'],
  [
    'exception',
    /^python\.(Py4JNetworkError|ConnectionRefusedError|ConnectionResetError|BrokenPipeError)$/,
    'session-lost',
  ],
  ['message', /stopped SparkContext|SparkContext was shut down/i, 'session-lost'],
  ['message', /SlowDown|Throttling|TooManyRequests|Rate exceeded/i, 'throttled'],
  ['exception', /AWSServiceThrottledException$/, 'throttled'],
  ['message', /No space left on device/i, 'resources'],
  ['message', /ExecutorLostFailure|Lost executor/i, 'transient'],
  ['exception', /OutOfMemoryError$|^python\.MemoryError$/, 'resources'],
  ['errorClass', /^UNABLE_TO_ACQUIRE_MEMORY/, 'resources'],
  ['exception', /AccessControlException$|AccessDeniedException$|^python\.PermissionError$/, 'permission'],
  ['exception', /CommitFailedException$|ConcurrentModificationException$|ConcurrentAppendException$/, 'conflict'],
  ['errorClass', /^(TABLE_OR_VIEW|TABLE|VIEW|SCHEMA)_NOT_FOUND/, 'missing-relation'],
  ['sqlState', /^(42P01|42704)$/, 'missing-relation'],
  ['errorClass', /^UNSUPPORTED_(FEATURE|DATA_TYPE)/, 'unsupported'],
  ['sqlState', /^0A/, 'unsupported'],
  ['exception', /UnsupportedOperationException$/, 'unsupported'],
  ['sqlState', /^40/, 'conflict'],
  ['sqlState', /^2[123]/, 'data'],
  ['sqlState', /^54/, 'resources'],
  ['errorClass', /^(?!_LEGACY)/, 'code'],
  ['exception', /FileNotFoundException$|^org\.apache\.parquet\.|EOFException$/, 'data'],
  ['message', /^(?:gzip stream|not (?:a )?gzip|invalid (?:bit|block|code|distance|literal|stored)) /, 'data'],
  ['exception', /ArithmeticException$|NumberFormatException$|DateTimeException$|SparkUpgradeException$/, 'data'],
  // raise_error and assert_true have no class of their own.
  ['exception', /^java\.lang\.RuntimeException$/, 'data'],
  ['exception', /^java\.net\.|TimeoutException$/, 'transient'],
  // What is wrong with a file there or with the server's answers, the store has told before.
  ['exception', /^com\.amazonaws\.|^org\.apache\.http\.|\.s3a\.(?:AWS|RemoteFileChanged)\w+$/, 'transient'],
  // Python runs in Spark only to read CSV files.
  ['exception', /^org\.apache\.spark\.api\.python\.PythonException$/, 'data'],
  ['exception', /^python\.(ValueError|OverflowError|UnicodeDecodeError|FileNotFoundError)$/, 'data'],
]

/** `sql` is the statement that was sent, null when its author is us. */
export function toEngineError(report: FailureReport, sql: string | null): EngineError {
  return new EngineError(kindOf(report), report.message, {
    position: sql === null ? null : utf16Offset(sql, report),
    codePlace: report.code ?? null,
    candidates: report.candidates ?? [],
    holder: report.holder === undefined ? null : { pid: report.holder, program: null },
    cause: report,
  })
}

function kindOf(report: FailureReport): EngineErrorKind {
  const row = kindsOfFailures.find(([part, pattern]) => {
    const text = report[part]
    return text !== null && text !== undefined && pattern.test(text)
  })
  return row?.[2] ?? 'code'
}

function utf16Offset(sql: string, { start, line, offset }: FailureReport): number | null {
  if (start !== undefined) return characters(sql, start)
  if (line === undefined || offset === undefined) return null
  const lines = sql.split('\n')
  const before = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  return before + characters(lines[line - 1] ?? '', offset)
}

function characters(text: string, count: number): number {
  return [...text].slice(0, count).join('').length
}
