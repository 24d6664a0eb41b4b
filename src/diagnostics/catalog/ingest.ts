import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * Files lie in a source table's folder whose names are not those of change files.
 *
 * DMS names a full load `LOAD00000001.parquet` and a change file `20260102-030405123.parquet`, in the table's folder or
 * in date folders below it. Other files are left alone. Names that begin with a dot or an underscore are not mentioned.
 */
export function unknownFiles(source: string, keys: readonly string[], span: Span | null): Diagnostic {
  const [subject, verb] = keys.length === 1 ? ['1 file', 'is'] : [`${keys.length} files`, 'are']
  return warning('source/unknown-files', {
    message: `${subject} in the folder of ${source} ${verb} not read, because of the name: ${someOf(keys)}.`,
    span,
    help: 'Rename them as DMS does, or move them elsewhere.',
  })
}

/**
 * Change files are in another format than the one that their table declares.
 *
 * Leaving them out would lose changes, so the models over the table stop until the two agree. It happens when the DMS
 * endpoint's `DataFormat` was changed.
 */
export function otherFormat(
  source: string,
  keys: readonly string[],
  declared: 'parquet' | 'csv',
  span: Span | null,
): Diagnostic {
  const found = declared === 'csv' ? 'Parquet' : 'CSV'
  const subject = keys.length === 1 ? '1 change file' : `${keys.length} change files`
  return error('source/other-format', {
    message: `${source} declares the format "${declared}", but ${subject} of it ${keys.length === 1 ? 'is' : 'are'} in ${found}: ${someOf(keys)}.`,
    span,
    help: `Write \`format: ${declared === 'csv' ? 'parquet' : 'csv'}\`, or move the files elsewhere.`,
  })
}

/**
 * A file of an open batch has other content than when the batch was opened.
 *
 * No model had applied the batch, so it takes the file as it is.
 */
export function fileReplaced(source: string, key: string, batchId: string, span: Span | null): Diagnostic {
  return warning('source/file-replaced', {
    message: `The file ${key} of ${source} was replaced after batch ${batchId} was opened; the batch takes the new one.`,
    span,
  })
}

/**
 * The full load of a table was written again.
 *
 * A LOAD file changed, or another came after changes had been applied: DMS has reloaded the table. Its tables become what
 * the load says, with the changes that happened since; rows that the load does not have are deleted.
 */
export function tableReloaded(source: string, key: string, span: Span | null): Diagnostic {
  return warning('source/reloaded', {
    message: `${source} was loaded again: ${key} is not the file that was applied. Its tables become what the new load says.`,
    span,
  })
}

/**
 * A table is being loaded again, and more load files may still come.
 *
 * A reload is taken in when it is whole: once no load file is younger than the table's `load_settle`. Until then nothing
 * of the table is taken in, since a half of a load would delete the rows of the other half.
 */
export function reloadSettling(source: string, key: string, span: Span | null): Diagnostic {
  return warning('source/reload-settling', {
    message: `${source} is being loaded again (${key} has changed), and waits until its load files have lain still.`,
    span,
    help: 'Build again later, or make `load_settle` of the table shorter.',
  })
}

/**
 * A file has a column that its table does not know, and the table says `new_column: fail`.
 *
 * Nothing of the table is taken in, everything else goes on. Known are the declared columns, or where none are declared
 * those of the load, or without a load those of the oldest file.
 */
export function columnNotExpected(
  source: string,
  column: string,
  keys: readonly string[],
  isDeclared: boolean,
  span: Span | null,
): Diagnostic {
  const why = isDeclared ? 'which is not declared' : 'which its first files do not have'
  return error('source/new-column', {
    message: `${source} has a new column "${column}", ${why}, in ${filesWith(keys)}.`,
    span,
    help: `Declare it, or write \`drift: {new_column: append}\` or \`ignore\`. ${withoutFile(source, keys)}`,
  })
}

/**
 * A column of a file has a type that the declared one does not hold, and its table says `changed_type: fail`; or one that
 * no type holds together with that of other files, such as a boolean beside numbers.
 *
 * Nothing of the table is taken in, everything else goes on.
 */
export function columnRetyped(
  source: string,
  column: string,
  {
    before,
    isDeclared,
    seen,
    widens,
  }: { readonly before: string; readonly isDeclared: boolean; readonly seen: string; readonly widens: boolean },
  keys: readonly string[],
  span: Span | null,
): Diagnostic {
  const was = isDeclared ? `is declared ${before}` : `is ${before} in the first files`
  return error('source/changed-type', {
    message: `The column "${column}" of ${source} ${was}, and ${seen} in ${filesWith(keys)}.`,
    span,
    help: `${widens ? 'Declare a type that holds both, or write `drift: {changed_type: widen}`.' : 'No type holds both: replace the file.'} ${withoutFile(source, keys)}`,
  })
}

/**
 * A file lacks a column that its table declares, and the table says `missing_column: fail`.
 *
 * Nothing of the table is taken in, everything else goes on. The operation, the change sequence, the commit time and
 * columns that are masked away need not be in every file.
 */
export function columnMissing(source: string, column: string, keys: readonly string[], span: Span | null): Diagnostic {
  return error('source/missing-column', {
    message: `${source} declares the column "${column}", which is not in ${filesWith(keys)}.`,
    span,
    help: `Take it out of \`columns:\`, or write \`drift: {missing_column: fill_null}\`. ${withoutFile(source, keys)}`,
  })
}

function filesWith(keys: readonly string[]): string {
  const [first] = keys
  const more = keys.length - 1
  return more > 0 ? `${first} and ${more} more ${more === 1 ? 'file' : 'files'}` : `${first}`
}

function withoutFile(source: string, [first]: readonly string[]): string {
  return `To go on without the file: tidemill cdc skip-file ${source} ${first}`
}

function someOf(keys: readonly string[], shown = 5): string {
  const rest = keys.length - shown
  return keys.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
