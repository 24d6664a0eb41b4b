import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, warning } from '../diagnostic.ts'

/**
 * A term of `--select` or `--exclude` names nothing.
 *
 * A term is a model's name, `tag:…`, `path:…`, `source:…`, `config.materialized:…` and so on, with `+` for what is
 * above or below it.
 */
export function selectorEmpty(term: string): Diagnostic {
  return error('select/empty-term', {
    message: `The selection term "${term}" names nothing.`,
    help: 'Write a name, such as `stg_orders`, `+fct_sales` or `tag:daily`.',
  })
}

/**
 * A selection term uses a method that Tidemill does not have.
 *
 * The part before the colon of `method:value` must be one of the methods listed in docs/selection.md.
 */
export function selectorUnknownMethod(method: string, known: readonly string[]): Diagnostic {
  return error('select/unknown-method', {
    message: `"${method}" is not a selection method.`,
    help: didYouMean(method, known) ?? `The methods are ${known.join(', ')}.`,
  })
}

/**
 * A selection term has `@` in front and `+` behind.
 *
 * `@model` already means the model, everything below it and all that those need.
 */
export function selectorBadDepth(term: string): Diagnostic {
  return error('select/at-with-plus', {
    message: `The selection term "${term}" has both "@" in front and "+" behind.`,
    help: `Write "${term.replace(/\+\d*$/, '')}": it already takes everything below it.`,
  })
}

/**
 * A selection term matches no node.
 *
 * The run goes on with what the other terms select; when nothing is left there is nothing to do.
 */
export function selectorUnmatched(term: string, names: readonly string[]): Diagnostic {
  const bare = term
    .replace(/^@?\d*\+?/, '')
    .replace(/\+\d*$/, '')
    .replace(/^[\w.]+:/, '')
  return warning('select/no-match', {
    message: `The selection term "${term}" matches nothing in this project.`,
    help: didYouMean(bare, names) ?? '`tidemill ls` prints every name that can be selected.',
  })
}
