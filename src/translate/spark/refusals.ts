import type { FunctionGroup } from '../../catalog/entry.ts'
import { commonOfTwo } from '../../catalog/types/common-type.ts'
import { isWholeType, type SqlType } from '../../catalog/types/sql-type.ts'
import { nameOf } from '../../catalog/write.ts'
import { wordSet } from '../../sql/dialects/words.ts'
import type { Call, Join, Like, Node, Quantified, Query, Select, Star, Unpivot, Window } from '../../sql/tree.ts'
import { walk } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'
import { isGenerator } from './generators.ts'

/** What Spark refuses and DuckDB would not. */
export function checkWritten(node: Node, translation: Translation): void {
  if (node.kind === 'join') checkJoin(node, translation)
  else if (node.kind === 'star') checkStar(node, translation)
  else if (node.kind === 'quantified') checkQuantified(node, translation)
}

/** In a pattern the escape sign stands before `_`, `%` or itself only. */
export function checkEscapes(node: Like, translation: Translation): void {
  const { pattern } = node
  if (pattern.kind !== 'string') return
  const sign = node.escape?.kind === 'string' ? node.escape.value : '\\'
  for (let at = 0; at < pattern.value.length; at++) {
    if (pattern.value[at] !== sign) continue
    const next = pattern.value[at + 1]
    if (next !== '_' && next !== '%' && next !== sign) {
      translation.reject(
        pattern.span,
        'The escape sign of this pattern escapes nothing.',
        'Write it twice to mean itself.',
      )
      return
    }
    at++
  }
}

/** An order by dates has a range of days or months, one by moments a range of intervals. */
export function checkFrame(node: Window, translation: Translation): void {
  const { frame } = node
  const [order] = node.orderBy
  if (frame?.unit !== 'range' || !order) return
  const by = translation.exactTypeOf(order.expression)
  for (const bound of [frame.start, frame.end]) {
    const offset = bound?.offset ? translation.exactTypeOf(bound.offset) : null
    if (bound && by && offset && !isRangeOf(by, offset)) {
      translation.reject(
        bound.span,
        'The frame counts in another type than the order has.',
        by.kind === 'date' ? 'Count days as a whole number.' : 'Count in the type of the ordered value.',
      )
    }
  }
}

/** `SpecifiedWindowFrame.checkInputDataTypes`. */
function isRangeOf(by: SqlType, offset: SqlType): boolean {
  if (by.kind === 'date') {
    return offset.kind === 'integer' || (offset.kind === 'interval' && offset.family === 'year-month')
  }
  if (by.kind === 'timestamp') return offset.kind === 'interval'
  return offset.kind !== 'interval'
}

const unordered = new Set(['median', 'percentile_cont', 'percentile_disc'])
const ranks = wordSet('cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number')

/** What a function over a window must have, and must not. */
export function checkWindowCall(node: Call, group: FunctionGroup, translation: Translation): void {
  const { over, span } = node
  if (!over) return
  const name = nameOf(node)
  const reject = (message: string, help: string) => translation.reject(span, message, help)
  if (node.distinct) reject('A window counts no distinct values.', 'Write size(collect_set(x) over (…)).')
  if (node.filter)
    reject('A function over a window takes no filter.', `Write ${name}(case when … then x end) over (…).`)
  if (over.kind !== 'window') return
  if (over.base) reject('A named window cannot be extended.', 'Write the whole window here.')
  if (group === 'aggregates' && unordered.has(name) && (over.orderBy.length > 0 || over.frame)) {
    reject(`${name} takes a window without an order and a frame.`, 'Leave out its order.')
  }
  if (ranks.has(name) && over.orderBy.length === 0 && !over.base) {
    reject(`${name} asks for a window with an order.`, 'Write `order by …` into it.')
  }
}

/** `grouping` and `grouping_id` speak of sets to group by. */
export function checkGroupingIds({ items, having, groupBy }: Select, translation: Translation): void {
  if (groupBy?.items.some((item) => item.kind === 'grouping-sets')) return
  for (const part of [...items, ...(having ? [having] : [])]) {
    walk(part, (node) => {
      if (node.kind !== 'call' || !/^grouping(_id)?$/.test(nameOf(node))) return
      translation.reject(node.span, 'There are no sets to group by.', 'Group by rollup, cube or grouping sets.')
    })
  }
}

/** Spark joins the rows of several generators, DuckDB puts them side by side. */
export function checkGenerators({ items }: Select, translation: Translation): void {
  const [, second] = items.filter(({ expression }) => isGenerator(expression))
  if (second) translation.refuse(second.span, 'explode', 'Write all but the first as `lateral view`.')
}

/** A CTE within another must not have the name of one outside, since versions of Spark read it differently. */
export function checkNestedNames(query: Query, translation: Translation): void {
  walk(query, (node, ancestors) => {
    if (node.kind !== 'cte') return
    const name = node.name.name.toLowerCase()
    const own = ancestors.at(-1)
    const outer = ancestors.some(
      (ancestor) =>
        ancestor.kind === 'with' &&
        ancestor !== own &&
        ancestor.ctes.some((cte) => cte.name.name.toLowerCase() === name),
    )
    if (!outer) return
    translation.reject(
      node.name.span,
      `The name ${node.name.name} is that of an outer query as well.`,
      'Give one of them another name.',
    )
  })
}

/** A semi or anti join says what it looks for. */
function checkJoin({ natural, type, span }: Join, translation: Translation): void {
  if (!natural || (type !== 'left semi' && type !== 'left anti')) return
  translation.reject(span, `Spark has no natural ${type} join.`, 'Write `using (…)` or `on …`.')
}

function checkStar({ except }: Star, translation: Translation): void {
  const [first] = except
  if (!first) return
  translation.reject(first.span, 'Spark 3.5 has no `* except (…)`.', 'Write the columns that are to stay.')
}

function checkQuantified({ span }: Quantified, translation: Translation): void {
  translation.reject(
    span,
    'Spark compares with no `any (select …)` or `all (select …)`.',
    'Write `in (select …)`, `exists (…)`, or compare with `(select max(…) …)`.',
  )
}

/** The columns that become one take a common type, but text beside others is not one. */
export function checkUnpivot({ inputs, valueColumns }: Unpivot, translation: Translation): void {
  for (const [at] of valueColumns.entries()) {
    let common: SqlType | null = null
    for (const { expression } of inputs) {
      const value = expression.kind === 'row' ? expression.items[at] : expression
      const type = value ? translation.exactTypeOf(value) : null
      if (!value || !isWholeType(type) || type.kind === 'null') continue
      const isMixed: boolean | null = common && (common.kind === 'string') !== (type.kind === 'string')
      const next: SqlType | null = common ? (isMixed ? null : commonOfTwo(common, type, 'spark')) : type
      if (!next) {
        translation.reject(value.span, 'The columns have no common type.', 'Cast them to one type.')
        return
      }
      common = next
    }
  }
}
