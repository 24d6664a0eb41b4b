import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A model calls a function whose meaning on DuckDB is not known to be the same as on its own engine.
 *
 * On the embedded engine the call is passed on as it is written, so DuckDB may answer something else. On
 * Glue and Redshift nothing changes. docs/dialects.md lists the functions that are verified; use one of those, or run
 * the model on a real engine before you trust its local result.
 */
export function functionNotVerified(name: string, engine: string, span: Span | null): Diagnostic {
  return warning('dialect/not-verified', {
    message: `The function "${name}" is not verified on DuckDB: its result may differ from that of ${engine}.`,
    span,
    help: 'Use a function that docs/dialects.md lists, or check the result on a real engine.',
  })
}

/**
 * A model uses something that DuckDB cannot say.
 *
 * It is correct on its own engine, but the embedded engine has no counterpart, so the model cannot run locally as it is
 * written. The help says which form can.
 */
export function notTranslatable(construct: string, help: string, span: Span | null): Diagnostic {
  return error('dialect/not-translatable', {
    message: `This form of "${construct}" cannot be said in DuckDB, so the model does not run on the embedded engine.`,
    span,
    help,
  })
}

/**
 * A model is written in a way that its own engine refuses.
 *
 * The statement can be read, but Spark or Redshift would stop with an error: a function with a wrong number of
 * arguments, or a clause that the dialect lacks. It is reported on every engine, so that it is found before deployment.
 */
export function notAccepted(message: string, help: string, span: Span | null): Diagnostic {
  return error('dialect/not-accepted', { message, span, help })
}
