import { identifier } from '../sql/build.ts'
import type {
  Column,
  Cte,
  Identifier,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  Star,
  TableAlias,
  TextSpan,
} from '../sql/tree.ts'
import { rewrite, walk } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { drivingPath } from './driving-relation.ts'
import { rowUseOf } from './function-kinds.ts'
import { foldAll, isQualifierOf } from './names.ts'
import { outputSpan } from './output-span.ts'
import { type Problem, problemAt } from './problem.ts'
import type { FromItem, ResolvedBody, ResolvedQuery, ResolvedSelect, ResolvedSetOperation } from './resolved.ts'
import { attributesNamed } from './shape.ts'

/** A column of the driving relation, and what the query shall call it. */
export interface CarriedColumn {
  readonly name: string
  readonly as: string
}

export type CarryThrough =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problem: Problem }

/**
 * Adds columns of the driving relation at the end of a query's select list, and to those of the CTEs and subqueries on
 * the way. What the query gives already under that name, by a star too, stays as it is. A CTE that is read elsewhere as
 * well is left alone: the way goes through a copy of it.
 */
export function carryThrough(
  analysis: Analysis,
  driving: readonly string[],
  columns: readonly CarriedColumn[],
): CarryThrough {
  const wanted = columns.map(({ name, as }) => ({ name: name.toLowerCase(), as: as.toLowerCase() }))
  const carried = carrier(analysis, driving)(analysis.query, wanted)
  if (!isObstacle(carried)) return { ok: true, query: carried.node }
  const names = wanted.map(({ as }) => as)
  const details = { columns: names, relation: driving.join('.'), reason: carried.reason }
  return { ok: false, problem: problemAt(carried.span, { code: 'cdc/columns-not-carried', ...details }) }
}

/** Why the columns cannot pass; the reason is the rest of a sentence. */
interface Obstacle {
  readonly kind: 'obstacle'
  readonly reason: string
  readonly span: TextSpan
}

/** A part of the query that now gives the columns. */
interface Carried<T> {
  readonly kind: 'carried'
  readonly node: T
  /** Those that it did not give before, in the order in which they come out. */
  readonly gained: readonly CarriedColumn[]
  /** Whether they come out behind all others: a star in the middle can put them elsewhere. */
  readonly atEnd: boolean
}

type Result<T> = Carried<T> | Obstacle

/** A CTE on the way: its new definition, under its own name or, beside the old one, under a new one. */
interface CarryingCte {
  readonly kind: 'carrying-cte'
  readonly definition: Cte
  readonly replaces: boolean
  readonly wanted: readonly CarriedColumn[]
  readonly gained: readonly CarriedColumn[]
  readonly atEnd: boolean
}

function carrier(analysis: Analysis, driving: readonly string[]) {
  const relation = driving.join('.')
  const path = drivingPath(driving)
  const carryingCtes = new Map<Cte, CarryingCte>()

  function throughQuery(query: ResolvedQuery, wanted: readonly CarriedColumn[]): Result<Query> {
    const body = throughBody(query.body, wanted)
    if (isObstacle(body)) return body
    // By now every CTE of this query that lies on the way has its new definition.
    const ctes = query.ctes.flatMap(({ node }) => {
      const carrying = carryingCtes.get(node)
      if (!carrying) return [node]
      return carrying.replaces ? [carrying.definition] : [node, carrying.definition]
    })
    return { ...body, node: { ...query.node, body: body.node, with: query.node.with && { ...query.node.with, ctes } } }
  }

  function throughBody(body: ResolvedBody, wanted: readonly CarriedColumn[]): Result<QueryBody> {
    const missing = wanted.filter(({ as }) => attributesNamed(body.shape, as).length === 0)
    if (missing.length === 0) return unchanged(body.node)
    switch (body.kind) {
      case 'select':
        return throughSelect(body, missing)
      case 'set-operation':
        return throughSetOperation(body, missing)
      case 'query':
        return throughQuery(body, missing)
      case 'values':
        return obstacle('its rows are written in the query', body.node.span)
    }
  }

  function throughSetOperation(body: ResolvedSetOperation, wanted: readonly CarriedColumn[]): Result<QueryBody> {
    const other = body.node.rest.find((branch) => branch.operator !== 'union' || !branch.all)
    if (other) {
      const name = other.all ? `${other.operator} all` : other.operator
      return obstacle(`the ${name} compares whole rows`, outputSpan(body))
    }
    const branches: Carried<QueryBody>[] = []
    for (const branch of body.branches) {
      const carried = throughBody(branch, wanted)
      if (isObstacle(carried)) return carried
      const branchSpan = outputSpan(branch)
      if (!carried.atEnd) return obstacle('a star puts them between columns that the branches match', branchSpan)
      if (branches[0] && !sameColumns(branches[0].gained, carried.gained)) {
        return obstacle('one branch gives them itself and another does not', branchSpan)
      }
      branches.push(carried)
    }
    const [first, ...rest] = branches
    if (!first) return unchanged(body.node)
    const node = {
      ...body.node,
      first: first.node,
      rest: body.node.rest.map((branch, index) => ({ ...branch, body: rest[index]?.node ?? branch.body })),
    }
    return { ...first, node }
  }

  function throughSelect(select: ResolvedSelect, wanted: readonly CarriedColumn[]): Result<QueryBody> {
    const { node } = select
    const item = path.itemOf(select)
    if (!item) return obstacle(`this part of the query does not read "${relation}"`, outputSpan(select))
    const isTable = item.source.kind === 'table'
    const flows = ({ name, as }: CarriedColumn) => (!isTable || name === as) && starGives(node, item, as)
    if (isTable && wanted.every(flows)) return unchanged(node)
    const reason = obstacleOf(node)
    if (reason) return reason
    const inner = throughItem(item, wanted)
    if (isObstacle(inner)) return inner
    const added = wanted.filter((column) => !flows(column))
    const qualifier = qualifierOf(inner.node, select, item)
    const items = added.map(({ name, as }) => carriedItem([...qualifier, isTable ? name : as], as, item.node.span))
    const from = node.from.map((one) => rewrite(one, (old) => (old === item.node ? inner.node : old)))
    const flowing = inner.gained.filter(flows)
    return {
      kind: 'carried',
      node: { ...node, items: [...node.items, ...items], from },
      gained: [...flowing, ...added],
      atEnd: flowing.length === 0 || (inner.atEnd && endsWith(select, item)),
    }
  }

  /** The relation on the way, so that it gives the columns. */
  function throughItem(item: FromItem, wanted: readonly CarriedColumn[]): Result<Relation> {
    const { source, node } = item
    if (source.kind === 'table') {
      const renamed = (source.node.alias?.columns.length ?? 0) > 0
      return renamed ? obstacle('its columns are renamed here', node.span) : unchanged(source.node)
    }
    if (source.kind === 'query' && node.kind === 'subquery-relation') {
      const inner = throughQuery(source.query, wanted)
      if (isObstacle(inner)) return inner
      const alias = node.alias ?? newAlias('driving_rows', node.span)
      if (alias.columns.length > 0 && !inner.atEnd) return misplaced(alias.span)
      return { ...inner, node: { ...node, query: inner.node, alias: extendAlias(alias, inner.gained) } }
    }
    if (source.kind === 'cte') {
      const { cte } = source
      const inner = cte.query && throughCte(cte.node, cte.query, wanted)
      if (!inner || isObstacle(inner)) return inner ?? obstacle('the query reads itself', node.span)
      const name = inner.definition.name
      const { alias } = source.node
      const kept = alias ?? (inner.replaces ? null : newAlias(cte.name, node.span))
      if (kept && kept.columns.length > 0 && !inner.atEnd) return misplaced(kept.span)
      const reference = { ...source.node, name: [name], alias: kept && extendAlias(kept, inner.gained) }
      return { kind: 'carried', node: reference, gained: inner.gained, atEnd: inner.atEnd }
    }
    return obstacle('its rows are made anew here', node.span)
  }

  function throughCte(cte: Cte, query: ResolvedQuery, wanted: readonly CarriedColumn[]): CarryingCte | Obstacle {
    const before = carryingCtes.get(cte)
    if (before) {
      return sameColumns(before.wanted, wanted) ? before : obstacle('its readers lack different ones', cte.name.span)
    }
    const inner = throughQuery(query, wanted)
    if (isObstacle(inner)) return inner
    const { gained, atEnd } = inner
    if (cte.columns.length > 0 && !atEnd) return misplaced(cte.name.span)
    const replaces = (analysis.cteUses.get(cte) ?? 0) <= 1
    const name = { ...cte.name, name: replaces ? cte.name.name : `${cte.name.name}__carried` }
    const definition = { ...cte, name, columns: extendNames(cte.columns, gained), query: inner.node }
    const carrying: CarryingCte = { kind: 'carrying-cte', definition, replaces, wanted, gained, atEnd }
    carryingCtes.set(cte, carrying)
    return carrying
  }

  return throughQuery
}

/** What in a select keeps it from giving one row for one row. */
function obstacleOf(select: Select): Obstacle | null {
  if (select.distinct) return obstacle('`distinct` makes one row of several', select.span)
  if (select.groupBy) return obstacle('`group by` makes one row of several', select.groupBy.span)
  if (select.having) return obstacle('`having` makes one row of all', select.having.span)
  let found: Obstacle | null = null
  for (const item of select.items) {
    walk(item, (node) => {
      if (node.kind === 'query') return 'skip'
      if (node.kind !== 'call' || rowUseOf(node) !== 'aggregate') return
      found ??= obstacle('an aggregate makes one row of all', node.span)
    })
  }
  for (const relation of select.from) {
    walk(relation, (node) => {
      if (node.kind === 'query') return 'skip'
      if (node.kind === 'join' && node.natural) found ??= obstacle('a natural join would take them for keys', node.span)
    })
  }
  return found
}

/** Whether a star of the select list stands for the column `name` of `item`. */
function starGives(select: Select, item: FromItem, name: string): boolean {
  return select.items.some(({ expression }) => {
    return expression.kind === 'star' && covers(expression, item) && !foldAll(expression.except).includes(name)
  })
}

function covers({ qualifier }: Star, item: FromItem): boolean {
  return qualifier.length === 0 || isQualifierOf(foldAll(qualifier), item.name)
}

/** Whether a star for `item` ends the select list, so that what the relation gains at its end comes out at the end. */
function endsWith({ node, items }: ResolvedSelect, item: FromItem): boolean {
  const last = node.items.at(-1)?.expression
  if (last?.kind !== 'star') return false
  const stars = node.items.filter(({ expression }) => expression.kind === 'star' && covers(expression, item))
  return stars.length === 1 && covers(last, item) && (last.qualifier.length > 0 || items.at(-1) === item)
}

/** What to write in front of the columns of `item`, whose relation is now `node`. */
function qualifierOf(node: Relation, select: ResolvedSelect, item: FromItem): readonly Identifier[] {
  if ('alias' in node && node.alias?.kind === 'table-alias') return [node.alias.name]
  if (node.kind !== 'table') return []
  const last = item.name.slice(-1)
  const isAlone = select.items.filter((other) => isQualifierOf(last, other.name)).length === 1
  return isAlone ? node.name.slice(-1) : node.name
}

function carriedItem(parts: readonly (Identifier | string)[], as: string, span: TextSpan): SelectItem {
  const names = parts.map((part) => (typeof part === 'string' ? identifier(part, span) : part))
  const expression: Column = { kind: 'column', span, parts: names }
  return { kind: 'select-item', span, expression, alias: identifier(as, span), columnAliases: [] }
}

function newAlias(name: string, span: TextSpan): TableAlias {
  return { kind: 'table-alias', span, name: identifier(name, span), columns: [] }
}

function extendAlias(alias: TableAlias, added: readonly CarriedColumn[]): TableAlias {
  return { ...alias, columns: extendNames(alias.columns, added) }
}

/** A list of column names covers all columns, so it must name the new ones too. */
function extendNames(names: readonly Identifier[], added: readonly CarriedColumn[]): readonly Identifier[] {
  const last = names.at(-1)
  return last ? [...names, ...added.map(({ as }) => identifier(as, last.span))] : names
}

function sameColumns(a: readonly CarriedColumn[], b: readonly CarriedColumn[]): boolean {
  return a.length === b.length && a.every(({ as }, index) => as === b[index]?.as)
}

function misplaced(span: TextSpan): Obstacle {
  return obstacle('a star puts them between columns that are named by their position', span)
}

function unchanged<T>(node: T): Carried<T> {
  return { kind: 'carried', node, gained: [], atEnd: true }
}

function obstacle(reason: string, span: TextSpan): Obstacle {
  return { kind: 'obstacle', reason, span }
}

function isObstacle(result: { readonly kind: string }): result is Obstacle {
  return result.kind === 'obstacle'
}
