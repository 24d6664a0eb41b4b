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

function someOf(keys: readonly string[], shown = 5): string {
  const rest = keys.length - shown
  return keys.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
