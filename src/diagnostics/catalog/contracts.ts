import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A column that the contract promises is not among those that the model gives.
 *
 * With `contract: {enforced: true}` the YAML's columns and those of the query are the same.
 */
export function contractColumnMissing(
  model: string,
  column: string,
  outputs: readonly string[],
  span: Span | null,
): Diagnostic {
  return error('contract/column-missing', {
    message: `The contract of "${model}" promises a column "${column}", and the query gives none of that name.`,
    span,
    help: didYouMean(column, outputs) ?? `The query gives: ${outputs.join(', ')}.`,
  })
}

/**
 * The model gives columns that its contract does not name.
 *
 * With `contract: {enforced: true}` every column is declared, so that nobody comes to rely on one that was never
 * promised. Declare it with its `data_type`, or take it out of the select list.
 */
export function contractUndeclared(model: string, columns: readonly string[], span: Span | null): Diagnostic {
  const many = columns.length > 1
  return error('contract/undeclared-column', {
    message: `The contract of "${model}" does not name the column${many ? 's' : ''} ${columns.map((column) => `"${column}"`).join(', ')}.`,
    span,
    help: `Declare ${many ? 'them' : 'it'} under \`columns\` with ${many ? 'their' : 'its'} data_type, or take ${many ? 'them' : 'it'} out of the query.`,
  })
}

/**
 * A column of an enforced contract is declared without a type.
 *
 * As in dbt, a contract says the type of every column.
 */
export function contractWithoutType(model: string, column: string, span: Span): Diagnostic {
  return error('contract/no-type', {
    message: `The contract of "${model}" says no type for "${column}".`,
    span,
    help: 'Add data_type.',
  })
}

/**
 * A column has another type than its contract promises.
 *
 * The type is that of the model's own engine. Cast the value in the query, or change the contract.
 */
export function contractTypeDiffers(
  model: string,
  column: string,
  wanted: string,
  actual: string,
  span: Span | null,
): Diagnostic {
  return error('contract/type-differs', {
    message: `The contract of "${model}" promises "${column}" as ${wanted}, and the query gives ${actual}.`,
    span,
    help: `Write cast(… as ${wanted}) in the query, or change data_type to ${actual}.`,
  })
}
