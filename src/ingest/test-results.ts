import type { Ledger } from './ledger.ts'

/** How one data test ended in one run. */
export interface TestResult {
  readonly runId: string
  readonly test: string
  readonly name: string
  /** The generic test; null for a singular one. */
  readonly rule: string | null
  /** The relation that it is about; null for one that is about several. */
  readonly node: string | null
  readonly column: string | null
  /** The batch whose rows it has seen; null for a table as it stands. */
  readonly batchId: string | null
  readonly status: 'pass' | 'warn' | 'fail' | 'error'
  readonly severity: 'error' | 'warn'
  readonly failures: number | null
  /** How many rows it has looked at, where that was counted. */
  readonly rows: number | null
  /** ISO, UTC. */
  readonly checkedAt: string
  readonly seconds: number
}

/** Results are kept from run to run; nothing in the tool reads them back, so that they may be deleted at any time. */
export const testResults = {
  name: 'test_results',
  definition:
    'run_id varchar(64) not null, test_id varchar(1024) not null, test_name varchar(1024) not null, rule varchar(256), ' +
    'node_id varchar(1024), column_name varchar(256), batch_id varchar(64), status varchar(16) not null, ' +
    'severity varchar(16) not null, failures bigint, rows_checked bigint, checked_at timestamp not null, seconds double precision not null',
} as const

/** The Redshift Data API takes statements of up to 100 kB. */
const rowsPerStatement = 100

/** The statements that add results to those that are there. */
export function recordTestResults({ schema, words }: Ledger, results: readonly TestResult[]): readonly string[] {
  const text = (value: string | null) => (value === null ? 'null' : words.text(value))
  const rows = results.map(
    (result) =>
      `(${[
        ...[result.runId, result.test, result.name, result.rule, result.node, result.column, result.batchId].map(text),
        ...[result.status, result.severity].map(text),
        result.failures ?? 'null',
        result.rows ?? 'null',
        `timestamp '${result.checkedAt.replace('T', ' ').replace(/Z$/, '')}'`,
        result.seconds,
      ].join(', ')})`,
  )
  const table = `${words.identifier(schema)}.${words.identifier(testResults.name)}`
  const columns =
    'run_id, test_id, test_name, rule, node_id, column_name, batch_id, status, severity, failures, rows_checked, checked_at, seconds'
  const statements: string[] = []
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const values = rows.slice(start, start + rowsPerStatement).join(', ')
    statements.push(`insert into ${table} (${columns}) values ${values}`)
  }
  return statements
}
