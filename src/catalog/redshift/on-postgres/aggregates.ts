import { binary, call, cast, number, simpleType, string } from '../../../sql/build.ts'
import { revised } from '../../../sql/node-forms.ts'
import type { Call, Expression, Frame, Window } from '../../../sql/tree.ts'
import { type Rendering, type Rewrite, type RewriteContext, rewrite, sameAs } from '../../entry.ts'
import { recall, values } from '../../write.ts'
import { unitOfScale } from '../decimal-quotient.ts'
import { interpolatedType } from '../return-types.ts'
import { truths } from '../rewrite-aggregates.ts'

function argumentKind(node: Call, context: RewriteContext) {
  const [value] = values(node)
  return value ? context.exactTypeOf(value) : null
}

/** PostgreSQL's sum of a bigint is a decimal. */
const summed: Rewrite = (node, context) => {
  const total = recall(node, 'sum')
  return argumentKind(node, context)?.kind === 'integer' ? cast(total, 'bigint', node.span) : total
}

/** `div` cuts: whole numbers of the last place are divided. */
const average: Rewrite = (node, context) => {
  const [total, count] = [recall(node, 'sum'), recall(node, 'count')]
  const { span } = node
  const type = argumentKind(node, context)
  switch (type?.kind) {
    case 'integer':
      return cast(call('div', [cast(total, 'numeric', span), cast(count, 'numeric', span)], span), 'bigint', span)
    case 'float':
      return recall(node, 'avg')
    case 'decimal': {
      const places = binary('*', total, number(10n ** BigInt(type.scale), span), span)
      return binary('*', call('div', [places, count], span), number(unitOfScale(type.scale), span), span)
    }
    default:
      return call(
        ['tidemill', 'redshift_mean'],
        [total, count, recall(revised(node, { distinct: false }), 'min')],
        span,
      )
  }
}

const counted: Rewrite = (node, context) => {
  const [value] = values(node)
  const plain = recall(node, 'count')
  if (!node.distinct || !value || context.typeOf(value) !== 'string') return plain
  // Blanks at the end make no other value.
  return revised(plain, { args: [call('rtrim', [value, string(' ', value.span)], value.span)] })
}

/** PostgreSQL interpolates doubles, and not over a window. */
const interpolated: Rewrite = (node, context) => {
  if (node.over) return context.refuse(node.span, 'PostgreSQL has no percentile over a window.')
  const [value] = values(node)
  const [ordered] = node.withinGroup
  const isMedian = !ordered
  const middle = ordered?.expression ?? value
  if (!middle) return null
  const { span } = node
  const to = interpolatedType({ dialect: 'redshift', call: node, args: [context.exactTypeOf(middle)] })
  if (to?.kind === 'date' || to?.kind === 'timestamp') {
    return context.refuse(span, 'PostgreSQL interpolates numbers only.')
  }
  const order = {
    kind: 'order-item' as const,
    span,
    expression: cast(middle, 'double precision', span),
    descending: ordered?.descending ?? false,
    nulls: null,
  }
  const percentile = isMedian ? number('0.5', span) : (value ?? number('0.5', span))
  const result = revised(recall(node, 'percentile_cont', [percentile]), { withinGroup: [order] })
  return to?.kind === 'decimal' ? cast(result, simpleType('numeric', span, [38, to.scale]), span) : result
}

function ofDoubles(name: string): Rendering {
  return rewrite((node) => cast(recall(node, name), 'double precision', node.span))
}

/** Any value is as good as the least; booleans have none. */
const anyValue: Rewrite = (node) => own('first', node, values(node))

function own(name: string, node: Call, args: readonly Expression[]): Call {
  return revised(recall(node, name, args), {
    name: call(['tidemill', `redshift_${name}`], [], node.span).name,
    nulls: null,
    distinct: false,
  })
}

/** NULLs are left out by an aggregate over the same window, since PostgreSQL's window functions cannot. */
function endOfFrame(name: 'first' | 'last'): Rewrite {
  return (node) =>
    node.nulls === 'ignore' ? own(name, node, values(node)) : revised(recall(node, `${name}_value`), { nulls: null })
}

/** `lag(x) ignore nulls`: the last value of the rows before; `lead`: the first of those behind. */
function neighbour(name: 'lag' | 'lead'): Rewrite {
  return (node, context) => {
    if (node.nulls !== 'ignore') return revised(recall(node, name), { nulls: null })
    const [value, distance] = values(node)
    const { over, span } = node
    const isNext = !distance || (distance.kind === 'number' && Number(distance.digits) === 1)
    if (!value || !isNext || over?.kind !== 'window') {
      return context.refuse(span, 'PostgreSQL ignores no NULLs here, but for the next row.')
    }
    const bound = (text: Frame['start']['bound'], offset: Expression | null) => ({
      kind: 'frame-bound' as const,
      span,
      bound: text,
      offset,
    })
    const near = bound(name === 'lag' ? 'preceding' : 'following', number(1, span))
    const far = bound(name === 'lag' ? 'unbounded preceding' : 'unbounded following', null)
    const frame: Frame = {
      kind: 'frame',
      span,
      unit: 'rows',
      start: name === 'lag' ? far : near,
      end: name === 'lag' ? near : far,
    }
    const window: Window = revised(over, { frame })
    return { ...own(name === 'lag' ? 'last' : 'first', node, [value]), over: window }
  }
}

const nth: Rewrite = (node, context) => {
  if (node.nulls === 'ignore') return context.refuse(node.span, 'PostgreSQL ignores no NULLs here.')
  return revised(recall(node, 'nth_value'), { nulls: null })
}

/** A value as a share of the window's sum. */
const share: Rewrite = (node) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  const total = cast(recall(node, 'sum', [value]), 'double precision', span)
  return binary('/', cast(value, 'double precision', span), total, span)
}

export const aggregatesOnPostgres: Readonly<Record<string, Rendering>> = {
  any_value: rewrite(anyValue),
  avg: rewrite(average),
  bit_and: sameAs('bit_and'),
  bit_or: sameAs('bit_or'),
  bool_and: rewrite(truths('bool_and')),
  bool_or: rewrite(truths('bool_or')),
  corr: sameAs('corr'),
  count: rewrite(counted),
  max: sameAs('max'),
  median: rewrite(interpolated),
  min: sameAs('min'),
  percentile_cont: rewrite(interpolated),
  percentile_disc: sameAs('percentile_disc'),
  stddev_pop: ofDoubles('stddev_pop'),
  stddev_samp: ofDoubles('stddev_samp'),
  sum: rewrite(summed),
  var_pop: ofDoubles('var_pop'),
  var_samp: ofDoubles('var_samp'),
  cume_dist: sameAs('cume_dist'),
  dense_rank: sameAs('dense_rank'),
  first_value: rewrite(endOfFrame('first')),
  lag: rewrite(neighbour('lag')),
  last_value: rewrite(endOfFrame('last')),
  lead: rewrite(neighbour('lead')),
  nth_value: rewrite(nth),
  ntile: sameAs('ntile'),
  percent_rank: sameAs('percent_rank'),
  rank: sameAs('rank'),
  ratio_to_report: rewrite(share),
  row_number: sameAs('row_number'),
}
