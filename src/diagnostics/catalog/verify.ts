import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A file has other content than what the tables have taken in, so that a rebuild would not be made of the same rows.
 *
 * For `verify` the next build takes the new content in. Nothing can make tables again as they were before DMS replaced the
 * files of a load: a rollback goes no further back than that.
 */
export function recordedFileReplaced(
  source: string,
  keys: readonly string[],
  of: 'verify' | 'rollback',
  span: Span | null,
): Diagnostic {
  const [first = '', ...others] = keys
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  return error('verify/file-replaced', {
    message: `"${first}"${more} of ${source} has been replaced since it was taken in.`,
    span,
    help:
      of === 'verify'
        ? 'Build first, then verify.'
        : 'Choose a later batch, or put the file back as it was and leave it there until the rollback is done.',
  })
}

/**
 * A table that may not be made anew cannot be rolled back either.
 *
 * `full_refresh: false` protects it. Leave it out of the selection, or take the setting out.
 */
export function rollbackProtected(model: string, span: Span | null): Diagnostic {
  return error('rollback/protected', {
    message: `"${model}" is protected by full_refresh: false, and rolling back would make it anew.`,
    span,
    help: `Leave it out with --exclude ${model}, or take the setting out.`,
  })
}
