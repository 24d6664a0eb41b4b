import { analyseQuery } from '../analysis/analyse-query.ts'
import type { KnownColumns } from '../analysis/known-columns.ts'
import { queryNames } from '../analysis/query-names.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { column, identifier } from '../sql/build.ts'
import { type PrintedSql, printExpression, printQuery, SourceMap } from '../sql/printer.ts'
import type { Expression, Query } from '../sql/tree.ts'
import { rewrite } from '../sql/walk.ts'
import type { OriginText } from '../template/origin-text.ts'
import { retargetQuery } from '../translate/retarget-query.ts'
import { translateQuery } from '../translate/translate-query.ts'
import { invariant } from '../util/invariant.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { SqlText } from './steps.ts'
import type { SqlWriter, Stands } from './write-sql.ts'

/**
 * Writes models' queries for the adapters that serve their engines, whichever dialect they are in. What an adapter cannot
 * say was reported by compile.
 */
export function adapterWriter({ adapters }: EngineLayout, columns: KnownColumns): SqlWriter {
  return {
    write(query, text, engine, stands) {
      if (!query) return asWritten(text)
      return traced(printQuery(inAdapter(query, engine, stands), adapters[engine]), text)
    },
    writeCondition(query, text, engine, qualifiers) {
      const { body } = inAdapter(query, engine, new Map())
      invariant(body.kind === 'select' && body.where, 'a condition stands in a WHERE')
      return traced(printExpression(requalified(body.where, qualifiers), adapters[engine]), text)
    },
    writeItem(query, text, engine, stands) {
      const found = inAdapter(query, engine, stands)
      const { body } = found
      const [item, another] = body.kind === 'select' ? body.items : []
      if (body.kind !== 'select' || body.distinct || item?.kind !== 'select-item' || another) return null
      const hole = { ...item, expression: column(itemHole, item.span), alias: null }
      const around = printQuery({ ...found, body: { ...body, items: [hole] } }, adapters[engine]).text
      const [before, after, more] = around.split(new RegExp(`["\`]?${itemHole}["\`]?`))
      if (before === undefined || after === undefined || more !== undefined) return null
      return { item: traced(printExpression(item.expression, adapters[engine]), text), before, after }
    },
  }

  function inAdapter(query: Query, engine: EngineName, stands: Stands): Query {
    return adapters[engine] === engine ? retargetQuery(query, target(stands)) : translated(query, engine, stands)
  }

  function translated(query: Query, engine: EngineName, stands: Stands): Query {
    const catalog = columns.catalog(engine)
    const options = { from: engine, relations: target(stands) }
    const analysis = analyseQuery(query, engine, catalog)
    const [types, names] = [inferTypes(analysis), queryNames(analysis)]
    const to = adapters[engine] === 'duckdb' ? 'duckdb' : 'postgres'
    return translateQuery(query, { ...options, to, types, names }).query
  }
}

/** A name that no query has. */
const itemHole = 'tm_item_hole'

function target(stands: Stands) {
  return (parts: readonly string[]) => {
    const stand = stands.get(parts.join('.').toLowerCase())
    if (!stand) return null
    return stand.kind === 'sql'
      ? stand
      : ({ kind: 'relation', schema: stand.relation.schema, name: stand.relation.name } as const)
  }
}

function traced({ text: sql, map }: PrintedSql, text: OriginText): SqlText {
  return { sql, pieces: [{ start: 0, end: sql.length, map, text }] }
}

function requalified(condition: Expression, qualifiers: ReadonlyMap<string, string>): Expression {
  return rewrite(condition, (node) => {
    if (node.kind !== 'column' || node.parts.length < 2) return node
    const [owner, ...rest] = node.parts
    const other = owner && qualifiers.get(owner.name.toLowerCase())
    return other === undefined ? node : { ...node, parts: [identifier(other, node.span, true), ...rest] }
  })
}

/** The author's own text, which is in the adapter's dialect or close to it. */
function asWritten(text: OriginText): SqlText {
  const offsets = [...Array(text.length).keys()]
  const map = new SourceMap(offsets.map((start) => ({ offset: start, span: { start, end: start + 1 } })))
  return { sql: text.text, pieces: [{ start: 0, end: text.length, map, text }] }
}
