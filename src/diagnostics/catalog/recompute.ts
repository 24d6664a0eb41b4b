import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * `{{changes "…"}}` stands outside `{{#changed_keys}}`.
 *
 * A change feed holds what changed since the model last read it. Only the query that names the keys to compute anew can
 * make use of that; the model's own query reads the tables as they are.
 */
export function changesOutside(name: string, span: Span): Diagnostic {
  return error('recompute/changes-outside', {
    message: `{{changes "${name}"}} has a meaning within {{#changed_keys}} only.`,
    span,
    help: `Read the table itself, {{ref "${name}"}}, or move the query into {{#changed_keys}}…{{/changed_keys}}.`,
  })
}

/**
 * `{{changes "…"}}` names something that has no change feed.
 *
 * Incremental models have one. Tables and views are made anew as a whole, and nobody notes what changed in them.
 */
export function noFeed(name: string, kind: string, span: Span): Diagnostic {
  return error('recompute/no-feed', {
    message: `"${name}" is a ${kind} and has no change feed.`,
    span,
    help: 'Name an incremental model. What a table or view changes cannot be followed.',
  })
}

/**
 * `{{#changed_keys}}` stands in a model that does not compute keys anew.
 */
export function changedKeysElsewhere(model: string, kind: string, span: Span): Diagnostic {
  return error('recompute/other-strategy', {
    message: `"${model}" is ${kind}, and {{#changed_keys}} is for the strategy "recompute".`,
    span,
    help: 'Take the block out, or write {{config materialized="incremental" strategy="recompute" unique_key="…"}}.',
  })
}

/**
 * A model has several `{{#changed_keys}}`.
 */
export function changedKeysTwice(span: Span, first: Span): Diagnostic {
  return error('recompute/changed-keys-twice', {
    message: '{{#changed_keys}} stands here a second time.',
    span,
    help: 'Unite the two queries: select … union select ….',
    related: [{ message: 'The first is here.', span: first }],
  })
}

/**
 * `{{#changed_keys}}` gives other columns than the model's `unique_key`.
 *
 * It gives one column for each of the key, under the same names, or in the same order.
 */
export function changedKeysColumns(found: readonly string[], keys: readonly string[], span: Span): Diagnostic {
  return error('recompute/key-columns', {
    message: `{{#changed_keys}} gives ${found.length === 0 ? 'no column' : found.join(', ')}, and the unique_key is ${keys.join(', ')}.`,
    span,
    help: `Select exactly ${keys.join(', ')}.`,
  })
}

/**
 * A `recompute` model reads something that changes, and nothing names the keys that the change concerns.
 *
 * Its rows would go stale without a word. Where no `{{#changed_keys}}` says it, the compiler derives the keys of an
 * incremental model that is read once, in the outermost FROM, with a column that the query equates with the unique_key.
 */
export function inputNotCovered(
  model: string,
  input: string,
  reason: string,
  query: string | null,
  span: Span,
): Diagnostic {
  const instead = `If its changes do not matter, say so: {{config static=(list "${input}")}}.`
  return error('recompute/input-not-covered', {
    message: `"${model}" does not follow the changes of "${input}": ${reason}.`,
    span,
    help: query ? `Name the keys that a change concerns: ${query}. ${instead}` : instead,
  })
}

/**
 * `{{#changed_keys}}` reads a staging model.
 *
 * A staging table has the rows as they are after the change only. A row that moves from one key to another would leave
 * the first one stale; the change feed of the model over it has both.
 */
export function beforeImageMissing(staging: string, currentState: string | null, span: Span): Diagnostic {
  return error('recompute/before-image-missing', {
    message: `"${staging}" does not tell what its rows were before they changed.`,
    span,
    help: currentState
      ? `Read the change feed of the model over it: {{changes "${currentState}"}}.`
      : 'Build a model over it with materialized="incremental" strategy="cdc", and read its change feed.',
  })
}

/**
 * A `recompute` model looks at rows of other keys than the one that it computes.
 *
 * Only the rows of changed keys are computed anew. What a window over other keys, or a limit, gives for the rest changes
 * too, and stays as it was.
 */
export function looksBeyondKey(model: string, what: string, keys: readonly string[], span: Span | null): Diagnostic {
  return warning('recompute/looks-beyond-key', {
    message: `"${model}" computes changed keys alone, and ${what} looks at rows of other keys, which then go stale.`,
    span,
    help: `Add ${keys.join(', ')} to its PARTITION BY, or use materialized="table".`,
  })
}

/**
 * A `recompute` model reads nothing whose changes could be followed.
 */
export function nothingToFollow(model: string, span: Span): Diagnostic {
  return error('recompute/nothing-to-follow', {
    message: `"${model}" computes keys anew when an incremental model changes, and reads none.`,
    span,
    help: 'Use materialized="table", which is made anew when what it reads has changed.',
  })
}
