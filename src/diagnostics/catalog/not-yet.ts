import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * Helpers are written in JavaScript.
 *
 * This version of Tidemill reads macros from .hbs files only: see docs/not-yet.md.
 */
export function javascriptHelpers(path: string, span: Span): Diagnostic {
  return error('template/javascript-helpers', {
    message: `${path} holds helpers in JavaScript, and this version of Tidemill reads macros in .hbs files only.`,
    span,
    help: 'Write them as {{#macro "name" as |…|}}…{{/macro}}, or move the file out of the macro paths.',
  })
}

/**
 * Something in the project has no effect yet.
 *
 * It is part of the project format, and this version of Tidemill reads over it: see docs/not-yet.md. The rest of the
 * project is built as it says.
 */
export function withoutEffect(what: string, span: Span): Diagnostic {
  return warning('config/no-effect-yet', {
    message: `${what}: this version of Tidemill reads over it.`,
    span,
    help: 'Do not rely on it until a later version.',
  })
}
