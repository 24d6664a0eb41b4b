import { type Diagnostic, error } from '../diagnostic.ts'

/**
 * There are no rows to show.
 */
export function nothingToShow(name: string, why: string): Diagnostic {
  return error('show/nothing', {
    message: `There is nothing to show of "${name}": ${why}.`,
    help: 'Build it first: `tidemill build --select …`.',
  })
}
