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

/**
 * A query in Redshift SQL reads a source, whose files its database cannot read.
 *
 * Change files are read by Spark, and by DuckDB where it serves the engine.
 */
export function sourceOnlyOnSpark(source: string): Diagnostic {
  return error('show/source-engine', {
    message: `The files of ${source} cannot be read by the database that serves the engine redshift.`,
    help: 'Ask on the other engine, `--engine spark`, or read the staging model over it.',
  })
}
