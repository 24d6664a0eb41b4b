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

function someOf(keys: readonly string[], shown = 5): string {
  const rest = keys.length - shown
  return keys.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
