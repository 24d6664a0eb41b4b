import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Arguments } from './arguments.ts'
import type { CallSite, OriginText } from './origin-text.ts'
import type { NumberValue, RelationValue, TextValue, Value } from './value.ts'

export type TemplateDialect = 'spark' | 'redshift'

/** What a parameter accepts. `printable` is everything but lists and dicts; `date` an ISO date. */
export type ParameterKind = 'any' | 'printable' | 'text' | 'number' | 'boolean' | 'list' | 'dict' | 'relation' | 'date'

export interface HelperParameter {
  readonly name: string
  readonly kind: ParameterKind
  readonly description: string
  readonly optional?: boolean
  /** Taken only to say why it is refused, so nobody is told to write it. */
  readonly refused?: boolean
  /** Takes all further arguments; the last parameter only. */
  readonly rest?: boolean
}

/**
 * A function that templates call: `{{name …}}`, `(name …)` or, with a body, `{{#name …}}…{{/name}}`. The table of
 * parameters is checked before `run` is called, and is what the documentation is made of.
 */
export interface Helper {
  readonly name: string
  readonly description: string
  readonly example: string
  readonly parameters: readonly HelperParameter[]
  /** Named arguments beyond the parameters are accepted (`config`, `dict`), and found in `call.named`. */
  readonly openNames?: boolean
  /** Wraps a body; `names` is how many values it can give to the names in `as |…|`. */
  readonly block?: { readonly names: number }
  /** The value, or null when there is none because a diagnostic was reported. */
  run(call: HelperCall): Value | null
}

export interface Argument {
  readonly value: Value
  readonly span: Span
}

export interface NamedArgumentValue extends Argument {
  readonly key: string
  readonly keySpan: Span
}

/** One call of a helper. */
export interface HelperCall {
  readonly name: string
  /** The whole tag, or the parentheses. */
  readonly span: Span
  /** The macro calls around it. */
  readonly via: CallSite | null
  readonly arguments: Arguments
  /** Named arguments that are no parameters, where the helper accepts them. */
  readonly named: readonly NamedArgumentValue[]
  /** Present exactly for helpers with `block`. */
  readonly body: HelperBody
  readonly host: TemplateHost
  report(diagnostic: Diagnostic): void
  /** Computed text that as a whole comes from this call. */
  text(text: string): TextValue
  number(value: number): NumberValue
}

/** What stands between `{{#name}}` and `{{/name}}`. Rendered as often as it is asked for. */
export interface HelperBody {
  render(bindings?: BodyBindings): OriginText
  /** The part after `{{else}}`; empty text where there is none. */
  renderElse(): OriginText
}

export interface BodyBindings {
  /** For the names of `as |…|`, in order. */
  readonly values?: readonly Value[]
  /** Names that the body sees besides those. */
  readonly names?: ReadonlyMap<string, Value>
  /** What `this` is within the body. */
  readonly self?: Value
  /** A dict whose keys the body sees as names. */
  readonly context?: Value
  /** `@index` and the like. */
  readonly data?: ReadonlyMap<string, Value>
}

export interface RelationColumn {
  readonly name: string
  /** In the model's dialect; null when it is not known. */
  readonly type: string | null
}

/** What the template layer asks of whoever renders. */
export interface TemplateHost {
  readonly dialect: TemplateDialect
  /** A relation's columns in order, or null when they are not known. */
  columnsOf(relation: RelationValue): readonly RelationColumn[] | null
}
