import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A command, or a script of changes, names a source table that the project does not have.
 *
 * It is the source's name and the table's, as in YAML: `shop.orders`.
 */
export function sourceTableUnknown(table: string, known: readonly string[], span: Span | null = null): Diagnostic {
  return error('cdc/unknown-table', {
    message: `The project has no source table "${table}".`,
    span,
    help: didYouMean(table, known) ?? `The tables are ${known.join(', ') || 'none'}.`,
  })
}

/**
 * A command names a file that does not lie in the table's folder.
 *
 * Files are named relative to the source's `location`, as messages have them.
 */
export function tableFileUnknown(table: string, file: string, known: readonly string[]): Diagnostic {
  return error('cdc/unknown-file', {
    message: `There is no file "${file}" among those of ${table}.`,
    help: didYouMean(file, known) ?? 'Write it as the message about it does: relative to the location of the source.',
  })
}

/**
 * A file cannot be set aside, because its rows are in the tables already.
 *
 * What was applied is not taken back. A later file, or a change file of the same name with other content, can correct it.
 */
export function fileApplied(table: string, file: string, batch: string): Diagnostic {
  return error('cdc/file-applied', {
    message: `"${file}" of ${table} was taken in with batch ${batch}, and cannot be set aside any more.`,
    help: 'Correct its rows in a later file. `tidemill batch show` tells who has taken the batch in.',
  })
}
