import pg from 'pg'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { queryNames } from '../../src/analysis/query-names.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { postgresFunctions } from '../../src/catalog/postgres-functions.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { asAdministrator, newDatabase } from '../support/engines/postgres.ts'
import { type ConformanceCase, compare, doubleText, type Outcome, samePostgresType } from './harness.ts'

export interface PostgresJudge {
  judge(expected: ConformanceCase): Promise<PostgresResult>
  close(): Promise<void>
}

export interface PostgresResult {
  readonly id: string
  readonly outcome: Outcome
  readonly postgres: string | null
  readonly detail: string
}

/** An empty database that has all functions. */
export async function openPostgres(): Promise<PostgresJudge> {
  const { host, port, user, password, database: name } = await newDatabase()
  // Upper and lower case of all letters, while texts are ordered by their code points.
  const database = `${name}_utf8`
  await asAdministrator(`create database ${database} template template0 locale 'C.UTF-8'`)
  const client = new pg.Client({ host, port, user, password: password ?? undefined, database, types: asTexts })
  await client.connect()
  await client.query('create schema tidemill')
  for (const { sql } of postgresFunctions()) await client.query(sql)
  return { judge: (expected) => judge(client, expected), close: () => client.end() }
}

/** Values as the server writes them. */
const asTexts = { getTypeParser: () => (text: string) => text }

async function judge(client: pg.Client, expected: ConformanceCase): Promise<PostgresResult> {
  const { id, sql } = expected
  const result = (outcome: Outcome, postgres: string | null, detail: string): PostgresResult => {
    const refusal = outcome === 'refused' || outcome === 'unreadable'
    return { id, postgres, detail, outcome: expected.error !== null && refusal ? 'right' : outcome }
  }
  const { query, problem } = parseQuery(sql, 'redshift')
  if (problem) return result('unreadable', null, problem.message)
  const analysis = analyseQuery(query, 'redshift', () => 'unknown')
  const translated = translateQuery(query, {
    from: 'redshift',
    to: 'postgres',
    relations: () => null,
    types: inferTypes(analysis),
    names: queryNames(analysis),
  })
  const stopper = translated.problems.find(({ code }) => code !== 'dialect/not-verified')
  if (stopper) return result('refused', null, JSON.stringify(stopper))
  const { text } = printQuery(translated.query, 'postgres')
  try {
    const answer = await client.query<(string | null)[]>({ text, rowMode: 'array' })
    if (expected.error !== null) return result('wrong', text, `the engine refuses this: ${expected.error}`)
    const found = answer.fields.map(({ dataTypeID }) => typeNames[dataTypeID] ?? String(dataTypeID))
    const rows = answer.rows.map((row) => row.map((cell, at) => canonical(cell, found[at] ?? '')))
    const difference = compare(rows, expected)
    if (difference !== null) return result('wrong', text, difference)
    const wanted = expected.columns.map(({ type }) => type)
    const same = wanted.every((want, at) => want === '' || want === null || samePostgresType(found[at] ?? '', want))
    return same
      ? result('right', text, '')
      : result('mistyped', text, `typed ${found.join()}, expected ${wanted.join()}`)
  } catch (failure) {
    return result('refused', text, failure instanceof Error ? failure.message : String(failure))
  }
}

const { builtins } = pg.types
const typeNames: Readonly<Record<number, string>> = {
  [builtins.BOOL]: 'boolean',
  [builtins.INT2]: 'smallint',
  [builtins.INT4]: 'integer',
  [builtins.INT8]: 'bigint',
  [builtins.NUMERIC]: 'numeric',
  [builtins.FLOAT4]: 'real',
  [builtins.FLOAT8]: 'double precision',
  [builtins.TEXT]: 'text',
  [builtins.VARCHAR]: 'character varying',
  [builtins.BPCHAR]: 'character',
  [builtins.DATE]: 'date',
  [builtins.TIME]: 'time without time zone',
  [builtins.TIMETZ]: 'time with time zone',
  [builtins.TIMESTAMP]: 'timestamp without time zone',
  [builtins.TIMESTAMPTZ]: 'timestamp with time zone',
  [builtins.INTERVAL]: 'interval',
  [builtins.BYTEA]: 'binary varying',
  [builtins.JSONB]: 'super',
  [builtins.JSON]: 'super',
}

/** The text that the truth tables use. */
function canonical(cell: string | null, type: string): string | null {
  if (cell === null) return null
  switch (type) {
    case 'boolean':
      return cell === 't' ? 'true' : 'false'
    case 'double precision':
    case 'real':
      return doubleText(Number(cell))
    case 'timestamp without time zone':
      return cell.replace(' ', 'T')
    case 'timestamp with time zone':
      return cell.replace(' ', 'T').replace(/\+00$/, 'Z')
    case 'binary varying':
      return cell.replace(/^\\x/, '').toUpperCase()
    default:
      return cell
  }
}
