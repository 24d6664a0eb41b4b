import type { Span } from '../diagnostics/source.ts'
import type { OriginText } from './origin-text.ts'

/** Blocks within blocks, or calls within calls, beyond this are a mistake, and would exhaust the renderer's stack. */
export const deepestNesting = 100

/** A parsed template: plain data, read by the renderer as often as it is needed. */
export interface Template {
  readonly source: OriginText
  readonly body: readonly TemplateNode[]
}

export type TemplateNode = TextNode | OutputNode | BlockNode

/** Text that is printed as it is written; `~`, `\{{` and raw blocks are settled when it is made. */
export interface TextNode {
  readonly kind: 'text'
  readonly text: OriginText
}

/** `{{ref "orders"}}`: what the expression gives is printed. */
export interface OutputNode {
  readonly kind: 'output'
  readonly expression: PathExpression | CallExpression
  readonly span: Span
}

/** `{{#each (list 1 2) as |n|}}…{{else}}…{{/each}}`; an `{{else if x}}` is a block within `otherwise`. */
export interface BlockNode {
  readonly kind: 'block'
  readonly call: CallExpression
  readonly parameters: readonly BlockParameter[]
  readonly body: readonly TemplateNode[]
  readonly otherwise: readonly TemplateNode[] | null
  /** The opening tag. */
  readonly span: Span
}

/** A name between the bars of `as |item index|`. */
export interface BlockParameter {
  readonly name: string
  readonly span: Span
}

export type Expression = LiteralExpression | PathExpression | CallExpression

export type LiteralExpression =
  | { readonly kind: 'text'; readonly text: OriginText; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly text: OriginText; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'null' | 'undefined'; readonly span: Span }

/** A name without arguments: `column`, `target.name`, `this`, `@index`. */
export interface PathExpression {
  readonly kind: 'path'
  /** `parts` is empty for `this` alone. */
  readonly root: 'name' | 'this' | 'data'
  readonly parts: readonly string[]
  /** As written. */
  readonly name: string
  readonly span: Span
}

/** A name with arguments, or in parentheses. */
export interface CallExpression {
  readonly kind: 'call'
  readonly path: PathExpression
  readonly positional: readonly Expression[]
  readonly named: readonly NamedArgument[]
  /** The whole tag or the parentheses. */
  readonly span: Span
}

export interface NamedArgument {
  readonly key: string
  readonly keySpan: Span
  readonly value: Expression
}
