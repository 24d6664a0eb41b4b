import type { Span } from '../diagnostics/source.ts'
import type { Expression, TemplateNode } from './tree.ts'

/** `{{#macro "cents" scale=2 as |column scale|}}…{{/macro}}`, or a custom data test, `{{#test …}}`. */
export interface Macro {
  readonly kind: 'macro' | 'test'
  readonly name: string
  readonly parameters: readonly MacroParameter[]
  readonly body: readonly TemplateNode[]
  /** The name in the definition. */
  readonly span: Span
}

export interface MacroParameter {
  readonly name: string
  readonly span: Span
  /** Evaluated at each call; null where the argument must be given. */
  readonly defaultValue: Expression | null
}

/** The macros of a project by name: what `mergeDefinitions` gives. */
export type Macros = ReadonlyMap<string, Macro>
