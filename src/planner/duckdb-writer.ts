import { printQuery } from '../sql/printer.ts'
import { translateQuery } from '../translate/translate-query.ts'
import type { SqlWriter } from './write-sql.ts'

/** Writes models' queries for embedded DuckDB, whichever dialect they are in. What it cannot say was reported by compile. */
export const duckdbWriter: SqlWriter = {
  write(query, text, engine, stands) {
    const { query: translated } = translateQuery(query, {
      from: engine,
      to: 'duckdb',
      relations(parts) {
        const stand = stands.get(parts.join('.').toLowerCase())
        if (!stand) return null
        return stand.kind === 'sql'
          ? stand
          : { kind: 'relation', schema: stand.relation.schema, name: stand.relation.name }
      },
    })
    const printed = printQuery(translated, 'duckdb')
    return { sql: printed.text, pieces: [{ start: 0, end: printed.text.length, map: printed.map, text }] }
  },
}
