import { inject } from 'vitest'
import type { PostgresConfig } from '../../../src/engines/postgres/open.ts'

/** The entries of a profile of YAML, for engines that the tests' run has installed and started. */

export function duckdbEntry(path: string): string {
  return `{type: duckdb, path: ${path}}`
}

export function sparkEntry(warehouse = '.tidemill/spark'): string {
  return `{type: spark, python: "${inject('python')}", master: "local[2]", warehouse: ${warehouse}}`
}

export function postgresEntry({ host, port, user, password, database }: PostgresConfig): string {
  return `{type: postgres, host: ${host}, port: ${port}, user: ${user}, password: "${password}", database: ${database}}`
}

export function profileText(spark: string, redshift: string, more = ''): string {
  return `engines:\n  spark: ${spark}\n  redshift: ${redshift}\nthreads: 4\n${more}`
}
