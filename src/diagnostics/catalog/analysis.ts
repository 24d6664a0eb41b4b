import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A column is not in any of the relations that the query reads there.
 *
 * Either it is misspelled, or the relation does not give it: a CTE, a subquery and a model give only what their select
 * lists name. An alias of the same select list is seen by `order by`, `group by` and `having`, and in Redshift SQL by
 * `where`; Spark SQL's `where` comes before it.
 */
export function columnUnknown(
  column: string,
  searched: readonly string[],
  known: readonly string[],
  hiddenAliasIn: string | null,
  inDoubleQuotes: boolean,
  span: Span | null,
): Diagnostic {
  const where = searched.length === 0 ? 'anything that this part of the query reads' : list(searched, 'or')
  const alias = `"${column}" is an alias of this select list, which \`${hiddenAliasIn}\` cannot see: repeat its expression, or put the query into a CTE.`
  return error('column/unknown', {
    message: `There is no column "${column}" in ${where}.`,
    span,
    help: hiddenAliasIn
      ? alias
      : (didYouMean(column, known) ?? (inDoubleQuotes ? textHelp(column) : columnsHelp(known))),
  })
}

/**
 * A column's name alone does not say which relation is meant, because several have it.
 *
 * Write the relation's name or alias in front of it.
 */
export function columnAmbiguous(column: string, owners: readonly string[], span: Span | null): Diagnostic {
  const first = owners[0]
  const named = owners.length > 1
  return error('column/ambiguous', {
    message: named
      ? `The column "${column}" is in ${list(owners, 'and')}: which one is meant is not said.`
      : `The column "${column}" is there more than once${first ? ` in "${first}"` : ''}: which one is meant is not said.`,
    span,
    help: named
      ? `Write ${owners.map((owner) => `${owner}.${column}`).join(' or ')}.`
      : 'Give the columns names of their own.',
  })
}

/**
 * What stands in front of a column's dot names no relation of this `from`.
 *
 * A relation with an alias answers to the alias alone.
 */
export function columnUnknownAlias(
  qualifier: string,
  known: readonly string[],
  aliasOfTable: string | null,
  span: Span | null,
): Diagnostic {
  const names = [...new Set(known)]
  const fallback = names.length === 0 ? 'This query reads from nothing.' : `The relations are ${list(names, 'and')}.`
  return error('column/unknown-alias', {
    message: `"${qualifier}" is no relation that this part of the query reads.`,
    span,
    help: aliasOfTable
      ? `This query calls it "${aliasOfTable}": write ${aliasOfTable} in front of the dot.`
      : (didYouMean(qualifier, names) ?? fallback),
  })
}

/**
 * Two columns of a model have the same name.
 *
 * A table cannot have both. It happens easily with `select a.*, b.*`, where both have the key.
 */
export function columnDuplicateOutput(column: string, first: Span | null, span: Span | null): Diagnostic {
  return error('column/duplicate-output', {
    message: `Two columns of this model are called "${column}".`,
    span,
    help: 'Give one of them another alias, or leave it out.',
    related: first ? [{ message: `The first "${column}" comes from here.`, span: first }] : [],
  })
}

/**
 * A column of a model has no name.
 *
 * Each engine makes up its own name for an expression without an alias, so the table would not be the same everywhere.
 */
export function columnUnnamedOutput(position: number, span: Span | null): Diagnostic {
  return error('column/unnamed-output', {
    message: `Column ${position} of this model is an expression without a name, for which each engine makes up its own.`,
    span,
    help: 'Give it an alias: write "as name" behind it.',
  })
}

/**
 * Two relations of one `from` have the same name.
 *
 * Whatever is read by that name could come from either. Each relation needs an alias of its own.
 */
export function aliasTwice(alias: string, first: Span | null, span: Span | null): Diagnostic {
  return error('column/alias-twice', {
    message: `Two relations of this \`from\` are called "${alias}".`,
    span,
    help: 'Give one of them another alias.',
    related: first ? [{ message: `The first "${alias}" is here.`, span: first }] : [],
  })
}

/**
 * A value is compared with NULL.
 *
 * Such a comparison is neither true nor false, so a `where` with it lets no row pass.
 */
export function comparesNull(operator: string, span: Span | null): Diagnostic {
  return warning('sql/compares-null', {
    message: `A comparison with NULL by \`${operator}\` is never true.`,
    span,
    help: operator === '<>' ? 'Write `is not null`.' : 'Write `is null`.',
  })
}

/**
 * A date stands without quotes, so it is a subtraction of numbers.
 */
export function dateWithoutQuotes(day: string, span: Span | null): Diagnostic {
  return warning('sql/date-without-quotes', {
    message: `${day} without quotes is a number: one minus two others.`,
    span,
    help: `Write date '${day}'.`,
  })
}

/**
 * A column stands beside aggregates, but the rows are not grouped by it.
 *
 * An aggregate makes one row of many, so for every other column it must be clear which of the many values is meant.
 */
export function columnNotGrouped(column: string, span: Span | null): Diagnostic {
  return error('column/not-grouped', {
    message: `The column "${column}" is neither in \`group by\` nor inside an aggregate.`,
    span,
    help: `Add ${column} to \`group by\`, or say which value is meant, such as max(${column}).`,
  })
}

/**
 * A `where` holds an aggregate.
 *
 * `where` chooses rows before they are grouped; what depends on the groups belongs into `having`.
 */
export function aggregateInWhere(name: string, span: Span | null): Diagnostic {
  return error('column/aggregate-in-where', {
    message: `\`where\` chooses rows before they are grouped, so it cannot use the aggregate "${name}".`,
    span,
    help: 'Move this condition into `having`, behind `group by`.',
  })
}

/**
 * A `where` holds a window function.
 *
 * Window functions are computed after `where`; `qualify` chooses among their results.
 */
export function windowInWhere(name: string, span: Span | null): Diagnostic {
  return error('column/window-in-where', {
    message: `Window functions are computed after \`where\`, so it cannot use "${name}".`,
    span,
    help: 'Move this condition into `qualify`, or compute the column in a `with` and filter behind it.',
  })
}

/**
 * The branches of a `union`, `except` or `intersect` have different numbers of columns.
 *
 * Columns are matched by their position, so every branch must have as many as the first.
 */
export function columnUnionWidth(expected: number, found: number, first: Span | null, span: Span | null): Diagnostic {
  return error('column/union-width', {
    message: `This branch has ${columns(found)}, but the first has ${columns(expected)}.`,
    span,
    help: `Branches are matched column by column: write ${columns(expected)} here.`,
    related: first ? [{ message: 'The first branch is here.', span: first }] : [],
  })
}

/**
 * The key of a model cannot be followed to the rows that its changes come from.
 *
 * A change of the driving relation (a source table or a staging model) must lead to a key of the model, also when the
 * row itself is gone. So each column of the key is made from columns of the driving relation alone: as they are, or by
 * an expression such as `cast(order_id as bigint)` or `md5(id)`. CTEs and subqueries in between are followed; an
 * aggregate, a window function, or a column of a relation that is joined cannot be.
 */
export function cdcKeyNotFromSource(
  column: string,
  relation: string,
  reason: string,
  model: string,
  span: Span | null,
): Diagnostic {
  return error('cdc/key-not-from-source', {
    message: `The key column "${column}" of ${model} cannot be followed to "${relation}": ${reason}.`,
    span,
    help: `Make "${column}" from columns of "${relation}" alone, or choose another unique_key.`,
  })
}

/**
 * A staging model leaves out a column of its source's primary key.
 *
 * Without a `unique_key` of its own, a staging model's key is the source's primary key, followed through the query: each
 * column of it must come out, as it is or through a cast, under any name. Otherwise a deleted row could not be found.
 */
export function cdcSourceKeyNotOutput(column: string, relation: string, model: string, span: Span | null): Diagnostic {
  return error('cdc/source-key-not-output', {
    message: `No column of ${model} carries "${column}", which is in the primary key of "${relation}".`,
    span,
    help: `Add ${column} to the select list, or name the model's own key: unique_key.`,
  })
}

/**
 * The columns that order changes cannot be brought through a model's query.
 *
 * Rows must keep their `_op`, `_change_seq` and `_commit_ts` from the driving relation to the model, so that the newest
 * change can be found. A query that aggregates, removes duplicates, or combines sets has no single row to take them from.
 */
export function cdcColumnsNotCarried(
  names: readonly string[],
  relation: string,
  reason: string,
  model: string,
  span: Span | null,
): Diagnostic {
  return error('cdc/columns-not-carried', {
    message: `${list(names, 'and')} cannot be carried from "${relation}" through the query of ${model}: ${reason}.`,
    span,
    help: `Keep one row for each row of "${relation}" here, and aggregate in a model that reads this one; or use the strategy "recompute".`,
  })
}

function textHelp(column: string): string {
  return `Double quotes hold a name. If a text is meant, write '${column.replaceAll("'", "''")}'.`
}

function columnsHelp(known: readonly string[]): string | null {
  const names = [...new Set(known)]
  if (names.length === 0) return null
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12 ? `Its columns are ${shown} and ${names.length - 12} more.` : `The columns are ${shown}.`
}

function columns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`
}

function list(names: readonly string[], word: 'and' | 'or'): string {
  const quoted = [...new Set(names)].map((name) => `"${name}"`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${word} ${last}`
}

/**
 * A `group by` names a column of the select list by a position that the list does not have.
 *
 * Positions count from 1.
 */
export function noSuchPosition(position: number, columns: number, span: Span | null): Diagnostic {
  return error('column/no-such-position', {
    message: `There is no column ${position} to group by: the select list has ${columns}.`,
    span,
    help: columns === 1 ? 'Write 1, or the name of the column.' : `Write a position from 1 to ${columns}, or a name.`,
  })
}
