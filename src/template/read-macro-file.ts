import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import type { Macro, MacroParameter } from './macro.ts'
import { parseTemplate } from './parse.ts'
import { spanOf } from './template-source.ts'
import type { BlockNode, TemplateNode, TextNode } from './tree.ts'

export interface MacroFile {
  readonly macros: readonly Macro[]
  readonly tests: readonly Macro[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the definitions of one file of macros. Names that are defined twice are found by `mergeDefinitions`. */
export function readMacroFile(file: SourceFile): MacroFile {
  const { template, diagnostics: syntax } = parseTemplate(file)
  const diagnostics = [...syntax]
  const definitions: Macro[] = []
  for (const node of template?.body ?? []) {
    const name = node.kind === 'block' ? node.call.path.name : ''
    if (node.kind === 'block' && (name === 'macro' || name === 'test')) {
      const definition = readDefinition(name, node, diagnostics)
      if (definition) definitions.push(definition)
    } else if (node.kind !== 'text') diagnostics.push(problems.outsideDefinition(node.span))
    else if (node.text.text.trim() !== '') diagnostics.push(strayText(node))
  }
  return {
    macros: definitions.filter(({ kind }) => kind === 'macro'),
    tests: definitions.filter(({ kind }) => kind === 'test'),
    diagnostics,
  }
}

function strayText({ text }: TextNode): Diagnostic {
  const start = text.text.length - text.text.trimStart().length
  return problems.outsideDefinition(spanOf(text, start, text.text.trimEnd().length))
}

function readDefinition(kind: Macro['kind'], node: BlockNode, diagnostics: Diagnostic[]): Macro | null {
  const [name, surplus] = node.call.positional
  if (name?.kind !== 'text' || !/^[A-Za-z_]\w*$/.test(name.text.text)) {
    diagnostics.push(problems.definitionName(kind, name?.span ?? node.span))
    return null
  }
  if (surplus) diagnostics.push(problems.surplusInDefinition(kind, surplus.span))
  if (node.otherwise) diagnostics.push(problems.elseInDefinition(kind, node.span))
  const names = node.parameters.map((parameter) => parameter.name)
  for (const { key, keySpan } of node.call.named) {
    if (!names.includes(key)) diagnostics.push(problems.unknownDefault(key, keySpan, names))
  }
  const parameters = node.parameters.map((parameter): MacroParameter => {
    const given = node.call.named.find(({ key }) => key === parameter.name)
    return { ...parameter, defaultValue: given?.value ?? null }
  })
  return { kind, name: name.text.text, parameters, body: withoutOuterLineBreaks(node.body), span: name.span }
}

/** The line breaks after the opening and before the closing tag belong to the definition, not to what it prints. */
function withoutOuterLineBreaks(body: readonly TemplateNode[]): readonly TemplateNode[] {
  const nodes = [...body]
  const first = nodes[0]
  const opening = first?.kind === 'text' ? /^\r?\n/.exec(first.text.text) : null
  if (first?.kind === 'text' && opening) nodes[0] = { kind: 'text', text: first.text.slice(opening[0].length) }
  const last = nodes.at(-1)
  const closing = last?.kind === 'text' ? /\r?\n$/.exec(last.text.text) : null
  if (last?.kind === 'text' && closing)
    nodes[nodes.length - 1] = { kind: 'text', text: last.text.slice(0, closing.index) }
  return nodes
}
