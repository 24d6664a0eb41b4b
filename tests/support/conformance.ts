import { readFileSync } from 'node:fs'

/** A statement and what its engine answered; see tests/conformance/data/README.md. */
export interface ConformanceRow {
  readonly id: string
  readonly sql: string
  readonly error: string | null
}

/** The statements of a dialect, in the order of their ids. */
export function conformanceRows(dialect: 'spark' | 'redshift'): readonly ConformanceRow[] {
  const file = new URL(`../conformance/data/${dialect}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ConformanceRow)
}
