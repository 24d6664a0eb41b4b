import { type Analysis, analyseQuery } from '../../src/analysis/analyse-query.ts'
import type { Problem } from '../../src/analysis/problem.ts'
import type { Catalog } from '../../src/analysis/relation-columns.ts'
import type { QueryDialect } from '../../src/sql/dialects/syntax.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import type { Query } from '../../src/sql/tree.ts'
import { invariant } from '../../src/util/invariant.ts'

const tables: Readonly<Record<string, readonly string[]>> = {
  'shop.orders': ['id', 'customer_id', 'total', 'status'],
  'shop.customers': ['id', 'name', 'city'],
  'shop.lines': ['order_id', 'line_no', 'price'],
}

/** Three tables of a shop with known columns, `shop.open` with unknown ones, and nothing else. */
export const shopCatalog: Catalog = (name) => {
  const key = name.join('.')
  if (key === 'shop.open' || key === 'shop.other') return 'unknown'
  const columns = tables[key]
  return columns ? { columns: columns.map((column) => ({ name: column })) } : null
}

export function parse(sql: string, dialect: QueryDialect): Query {
  const { query, problem } = parseQuery(sql, dialect)
  invariant(query, `${problem?.message} in ${sql}`)
  return query
}

export function analyse(sql: string, dialect: QueryDialect = 'redshift', catalog: Catalog = shopCatalog): Analysis {
  return analyseQuery(parse(sql, dialect), dialect, catalog)
}

/** `a, b`, or `unknown`; `?` is a column without a name. */
export function outputsOf(sql: string, dialect?: QueryDialect): string {
  const { columns } = analyse(sql, dialect)
  return columns === 'unknown' ? columns : columns.map(({ name }) => name ?? '?').join(', ')
}

/** `column/unknown at idd`: each problem with the text that it points at. */
export function describeProblem(sql: string, { code, start, end }: Problem): string {
  return `${code} at ${sql.slice(start, end)}`
}

export function problemsOf(sql: string, dialect?: QueryDialect): string[] {
  return analyse(sql, dialect).problems.map((problem) => describeProblem(sql, problem))
}
