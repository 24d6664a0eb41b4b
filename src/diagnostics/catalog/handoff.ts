import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A column has a type that the engine which reads the relation does not know.
 *
 * What passes between engines is handed over as Parquet. Intervals and columns without a type (`select null as x`) have no
 * form that both sides read alike. Where one database serves both engines nothing has to pass, and it is a warning: with
 * another profile the project would not build.
 */
export function cannotCross(
  node: string,
  column: string,
  type: string,
  from: string,
  to: string,
  span: Span | null,
): Diagnostic {
  return error('handoff/type', {
    message: `The column "${column}" of "${node}" has the type ${type}, which cannot pass from ${from} to ${to}.`,
    span,
    help: 'Cast it in the model to a type that both have, such as string.',
  })
}

/** The same of a column that the profile at hand lets stay where it is. */
export function wouldNotCross(
  node: string,
  column: string,
  type: string,
  from: string,
  to: string,
  span: Span | null,
): Diagnostic {
  return warning('handoff/type', {
    message: `The column "${column}" of "${node}" has the type ${type}, which could not pass from ${from} to ${to} if these were two databases.`,
    span,
    help: 'Cast it in the model to a type that both have, such as string.',
  })
}

/**
 * The table that a hand-off filled has another number of rows than were written for it.
 *
 * Nothing of it was published. Somebody may have changed the files, or the table, while they were loaded.
 */
export function rowsLost(node: string, written: number, loaded: number, span: Span | null): Diagnostic {
  return error('handoff/row-count', {
    message: `The hand-off of "${node}" wrote ${written} rows and loaded ${loaded}.`,
    span,
    help: 'Build again; nothing of it was published.',
  })
}
