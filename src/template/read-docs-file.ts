import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../diagnostics/source.ts'
import { jinjaStatementToHandlebars } from './jinja.ts'
import type { OriginText } from './origin-text.ts'
import { spanOf, templateSource } from './template-source.ts'

/** `{{#docs "orders"}}…{{/docs}}` in a Markdown file: text that descriptions quote by `{{doc "orders"}}`. */
export interface DocsBlock {
  readonly name: string
  /** Exactly as written, but for the line breaks after the opening and before the closing tag. */
  readonly text: OriginText
  /** The name in the definition. */
  readonly span: Span
}

export interface DocsFile {
  readonly blocks: readonly DocsBlock[]
  readonly diagnostics: readonly Diagnostic[]
}

const opening = /\{\{\s*#docs\b\s*(?:"([^"\r\n]*)"|'([^'\r\n]*)')?[^}\r\n]*\}\}|\{%[-+]?\s*(?:end)?docs\b[^%\r\n]*%\}/g
const closing = /(?:\r?\n)?\{\{\s*\/docs\s*\}\}/g

/** Finds the docs blocks of a Markdown file. Their bodies and the text around them are prose: braces there mean nothing. */
export function readDocsFile(file: SourceFile): DocsFile {
  const source = templateSource(file)
  const { text } = source
  const blocks: DocsBlock[] = []
  const diagnostics: Diagnostic[] = []
  opening.lastIndex = 0
  for (let open = opening.exec(text); open !== null; open = opening.exec(text)) {
    const [tag, double, single] = open
    const bodyStart = opening.lastIndex
    const span = spanOf(source, open.index, bodyStart)
    if (tag.startsWith('{%')) {
      diagnostics.push(problems.jinja(span, jinjaStatementToHandlebars(tag)))
      continue
    }
    const name = double ?? single ?? ''
    const nameStart = open.index + tag.indexOf(name, tag.indexOf('#docs') + '#docs'.length)
    const isName = /^\w+$/.test(name)
    if (!isName) diagnostics.push(problems.definitionName('docs', span))
    closing.lastIndex = bodyStart
    const close = closing.exec(text)
    if (close === null) {
      diagnostics.push(problems.unclosedBlock('docs', span))
      break
    }
    const lineBreak = /^\r?\n/.exec(text.slice(bodyStart, bodyStart + 2))?.[0].length ?? 0
    const body = source.slice(Math.min(bodyStart + lineBreak, close.index), close.index)
    if (isName) blocks.push({ name, text: body, span: spanOf(source, nameStart, nameStart + name.length) })
    opening.lastIndex = closing.lastIndex
  }
  return { blocks, diagnostics }
}

/** The blocks of all files by name, and the names that are defined twice. */
export function mergeDocs(files: readonly DocsFile[]): {
  readonly docs: ReadonlyMap<string, DocsBlock>
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics = files.flatMap((file) => file.diagnostics)
  const docs = new Map<string, DocsBlock>()
  for (const block of files.flatMap((file) => file.blocks)) {
    const first = docs.get(block.name)
    if (first) diagnostics.push(problems.duplicateDefinition('docs block', block.name, block.span, first.span))
    else docs.set(block.name, block)
  }
  return { docs, diagnostics }
}
