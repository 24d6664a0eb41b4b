import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A file has other content than what the tables have taken in, so that a rebuild would not be made of the same rows.
 *
 * The next build takes the new content in.
 */
export function rebuiltFileReplaced(source: string, keys: readonly string[], span: Span | null): Diagnostic {
  const [first = '', ...others] = keys
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  return error('verify/file-replaced', {
    message: `"${first}"${more} of ${source} has been replaced since it was taken in.`,
    span,
    help: 'Build first, then verify.',
  })
}
