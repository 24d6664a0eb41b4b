import { describe, expect, test } from 'vitest'
import type { EngineErrorKind } from '../engine-error.ts'
import { type FailureReport, kindsOfFailures, toEngineError } from './errors.ts'

const failed = 'org.apache.spark.SparkException'

/** What the driver tells, for each row of the table in its order. */
const tried: readonly (readonly [kind: EngineErrorKind, report: Partial<FailureReport>])[] = [
  ['cancelled', { errorClass: 'CANCELLED' }],
  ['locked', { errorClass: 'WAREHOUSE_LOCKED' }],
  ['session-lost', { errorClass: 'JAVA_ENDED' }],
  ['session-lost', { exception: 'python.Py4JNetworkError', message: 'Answer from Java side is empty' }],
  [
    'session-lost',
    { exception: 'java.lang.IllegalStateException', message: 'Cannot call methods on a stopped SparkContext.' },
  ],
  [
    'throttled',
    { exception: 'com.amazonaws.services.s3.model.AmazonS3Exception', message: 'Please reduce … (SlowDown)' },
  ],
  ['throttled', { exception: 'org.apache.hadoop.fs.s3a.AWSServiceThrottledException' }],
  ['resources', { exception: 'java.io.IOException', message: 'No space left on device' }],
  [
    'transient',
    { exception: failed, message: 'Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)' },
  ],
  ['resources', { exception: 'java.lang.OutOfMemoryError', message: 'Java heap space' }],
  ['resources', { exception: failed, errorClass: 'UNABLE_TO_ACQUIRE_MEMORY' }],
  ['permission', { exception: 'java.nio.file.AccessDeniedException', message: '/warehouse' }],
  ['conflict', { exception: 'org.apache.iceberg.exceptions.CommitFailedException' }],
  ['missing-relation', { errorClass: 'TABLE_OR_VIEW_NOT_FOUND', sqlState: '42P01' }],
  ['missing-relation', { sqlState: '42704' }],
  ['unsupported', { errorClass: 'UNSUPPORTED_FEATURE.TABLE_OPERATION', sqlState: '0A000' }],
  ['unsupported', { sqlState: '0AKD0' }],
  [
    'unsupported',
    { exception: 'org.apache.spark.SparkUnsupportedOperationException', errorClass: '_LEGACY_ERROR_TEMP_2096' },
  ],
  ['conflict', { errorClass: 'CONCURRENT_QUERY', sqlState: '40000' }],
  ['data', { errorClass: 'DIVIDE_BY_ZERO', sqlState: '22012' }],
  ['resources', { sqlState: '54000', errorClass: 'VIEW_EXCEED_MAX_NESTED_DEPTH' }],
  ['code', { errorClass: 'PARSE_SYNTAX_ERROR', sqlState: '42601' }],
  ['data', { exception: 'java.io.FileNotFoundException' }],
  ['data', { exception: 'java.io.IOException', message: 'gzip stream CRC failure' }],
  ['data', { exception: 'java.lang.ArithmeticException' }],
  ['data', { exception: 'java.lang.RuntimeException', message: 'raised' }],
  ['transient', { exception: 'java.net.ConnectException' }],
  ['transient', { exception: 'com.amazonaws.SdkClientException', message: 'Unable to execute HTTP request' }],
  ['data', { exception: 'org.apache.spark.api.python.PythonException' }],
  ['data', { exception: 'python.ValueError' }],
]

describe('the kind', () => {
  test.each(tried)('is %s for %o', (kind, report) => {
    expect(toEngineError({ message: 'm', ...report }, null).kind).toBe(kind)
  })

  test('every row of the table decides one of them', () => {
    const used = tried.map(([, report]) =>
      kindsOfFailures.findIndex(([part, pattern]) => pattern.test(report[part] ?? '') && report[part] !== undefined),
    )
    expect(used).toEqual(kindsOfFailures.map((_, index) => index))
  })

  test('is code for what nobody knows', () => {
    expect(toEngineError({ exception: 'scala.MatchError', message: 'm' }, null).kind).toBe('code')
  })
})

describe('the place', () => {
  const sql = "select '\u{1F30A}' as a,\n  '\u{1F30A}', x"

  test('counts UTF-16 units, from characters of the statement', () => {
    expect(toEngineError({ message: 'm', start: 24 }, sql).position).toBe(sql.indexOf('x'))
  })

  test('counts UTF-16 units, from characters of a line', () => {
    expect(toEngineError({ message: 'm', line: 2, offset: 7 }, sql).position).toBe(sql.indexOf('x'))
  })

  test('is told only to the author of the statement', () => {
    expect(toEngineError({ message: 'm', start: 0 }, null).position).toBeNull()
    expect(toEngineError({ message: 'm' }, sql).position).toBeNull()
  })
})
