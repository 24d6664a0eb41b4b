import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CallExpression, Expression, TemplateNode } from './tree.ts'

/**
 * The calls of a template that nothing answers to, also in branches that a rendering does not take and in macros
 * that nobody calls. Bare names are not looked at: what they mean within `{{#each}}` and `{{#with}}` depends on values.
 */
export function findUnknownCalls(
  nodes: readonly TemplateNode[],
  bound: Iterable<string>,
  known: ReadonlySet<string>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = []

  function visitNodes(list: readonly TemplateNode[], names: ReadonlySet<string>): void {
    for (const node of list) {
      if (node.kind === 'output') visitExpression(node.expression, names)
      else if (node.kind === 'block') {
        visitCall(node.call, names, true)
        const inner = new Set([...names, ...node.parameters.map(({ name }) => name)])
        if (node.call.path.name === 'let') for (const { key } of node.call.named) inner.add(key)
        visitNodes(node.body, inner)
        if (node.otherwise) visitNodes(node.otherwise, names)
      }
    }
  }

  function visitExpression(expression: Expression, names: ReadonlySet<string>): void {
    if (expression.kind === 'call') visitCall(expression, names, false)
  }

  function visitCall(call: CallExpression, names: ReadonlySet<string>, isBlock: boolean): void {
    const { path, positional, named } = call
    for (const argument of positional) visitExpression(argument, names)
    for (const { value } of named) visitExpression(value, names)
    const isCall = isBlock || positional.length > 0 || named.length > 0
    const [name = ''] = path.parts
    const answered = path.root !== 'name' || names.has(name) || known.has(name) || definitions.has(name)
    if (isCall && !answered) diagnostics.push(problems.unknownName(path.name, path.span, known, 'call'))
  }

  visitNodes(nodes, new Set(bound))
  return diagnostics
}

/** Blocks with a diagnostic of their own where they do not belong. */
const definitions = new Set(['macro', 'test', 'docs'])

/** Leaves out what was reported at the same place already. */
export function withoutRepeats(diagnostics: readonly Diagnostic[], reported: readonly Diagnostic[]): Diagnostic[] {
  if (diagnostics.length === 0) return []
  const places = new Set<Span | null>(reported.map(({ span }) => span))
  return diagnostics.filter(({ span }) => !places.has(span))
}
