import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * What stands behind `where`, `on`, `when`, `and` or the like is no condition: it is neither true nor false.
 *
 * Neither engine takes a number or a text for one. Compare it with something.
 */
export function notACondition(clause: string, type: string, span: Span | null): Diagnostic {
  return error('type/not-a-condition', {
    message: `\`${clause}\` wants a condition here, and this is ${withArticle(type)}.`,
    span,
    help: 'Compare it with something: `… = 1`, `… is not null`.',
  })
}

/**
 * Two values are compared that have no type in common, as a date and a number.
 *
 * Cast one of them to the other's type.
 */
export function notComparable(left: string, right: string, span: Span | null): Diagnostic {
  return error('type/not-comparable', {
    message: `${capital(withArticle(left))} cannot be compared with ${withArticle(right)}.`,
    span,
    help: 'Cast one of them to the type of the other.',
  })
}

/**
 * An operator stands between values that it cannot work on: a date is multiplied, a boolean is added.
 *
 * Cast the values first. For moments there are `date_add`, `dateadd` and `datediff`.
 */
export function noSuchOperation(operator: string, left: string, right: string, span: Span | null): Diagnostic {
  const moments = [left, right].some((type) => type.startsWith('date') || type.startsWith('timestamp'))
  return error('type/no-such-operation', {
    message: `There is no \`${operator}\` of ${withArticle(left)} and ${withArticle(right)}.`,
    span,
    help: moments
      ? 'Shift moments by intervals, and take their distance by datediff.'
      : 'Cast the values to numbers first.',
  })
}

/**
 * `sum` or `avg` of values that are no numbers.
 *
 * Truths are counted with `sum(case when … then 1 else 0 end)`; a text that holds a number is cast first.
 */
export function notANumber(name: string, type: string, span: Span | null): Diagnostic {
  return error('type/not-a-number', {
    message: `\`${name}\` wants a number, and this is ${withArticle(type)}.`,
    span,
    help:
      type === 'boolean'
        ? `Write ${name}(case when … then 1 else 0 end).`
        : type.startsWith('date') || type.startsWith('timestamp')
          ? 'Moments have a least and a greatest (min, max), but no sum.'
          : 'Cast it to a number first.',
  })
}

/**
 * The branches of a `union`, `except` or `intersect` have columns in one place whose types have nothing in common.
 *
 * Columns are matched by position, not by name: perhaps two of them are in another order. Else cast one of them.
 */
export function unionDiffers(
  facts: {
    readonly position: number
    readonly column: string | null
    readonly expected: string
    readonly found: string
  },
  first: Span | null,
  span: Span | null,
): Diagnostic {
  const { position, column, expected, found } = facts
  const name = column === null ? `Column ${position}` : `Column ${position} ("${column}")`
  return error('type/union-differs', {
    message: `${name} is ${withArticle(expected)} in the first branch and ${withArticle(found)} here.`,
    span,
    related: first ? [{ message: `here it is ${withArticle(expected)}`, span: first }] : [],
    help: 'Columns are matched by their position. Bring them into the same order, or cast one of them.',
  })
}

/**
 * Spark compares no maps, so a value that is or holds one can be in a `union all`, but in no operation that compares
 * rows, nor in a `distinct`, a `group by` or an order.
 *
 * Write `union all`, or turn the map into an array of its entries: `map_entries(m)`.
 */
export function mapCompared(column: string | null, operator: string, span: Span | null): Diagnostic {
  return error('type/map-compared', {
    message: `${column === null ? 'A column' : `"${column}"`} holds a map, and \`${operator}\` compares values, which Spark cannot do with maps.`,
    span,
    help: 'Write `map_entries(…)` for an array of its entries, or `union all` for a union.',
  })
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
