import type { KnownColumns } from '../analysis/known-columns.ts'
import { queryTypes } from '../analysis/types/infer-types.ts'
import { printQuery } from '../sql/printer.ts'
import { translateQuery } from '../translate/translate-query.ts'
import type { SqlWriter } from './write-sql.ts'

/** Writes models' queries for embedded DuckDB, whichever dialect they are in. What it cannot say was reported by compile. */
export function duckdbWriter(columns: KnownColumns): SqlWriter {
  return {
    write(query, text, engine, stands) {
      const { query: translated } = translateQuery(query, {
        from: engine,
        to: 'duckdb',
        types: queryTypes(query, engine, columns.catalog(engine)),
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
}
