import { type Diagnostic, error } from '../diagnostic.ts'
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
