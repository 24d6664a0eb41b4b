import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../diagnostics/source.ts'
import { invariant } from '../util/invariant.ts'
import { jinjaStatementToHandlebars } from './jinja.ts'
import type { OriginText } from './origin-text.ts'
import { readTag, type TagContent } from './read-tag.ts'
import { type BrokenToken, scan, type TagToken, type Token } from './scan.ts'
import { spanOf, templateSource } from './template-source.ts'
import { deepestNesting, type Template, type TemplateNode } from './tree.ts'

export interface ParsedTemplate {
  /** Null when the template cannot be read: then a diagnostic says why. */
  readonly template: Template | null
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a template: a file, or a text that stands in one (a YAML value). All that is wrong with its syntax is
 * reported at once.
 */
export function parseTemplate(source: SourceFile | OriginText): ParsedTemplate {
  const text = templateSource(source)
  if (!/\{[{%#]/.test(text.text)) {
    return { template: { source: text, body: text.length > 0 ? [{ kind: 'text', text }] : [] }, diagnostics: [] }
  }
  return new TemplateParser(text).parse()
}

/** An open block whose close has not been met. */
interface OpenBlock {
  readonly content: TagContent
  readonly name: string
  readonly span: Span
  readonly body: TemplateNode[]
  otherwise: TemplateNode[] | null
  /** Made by `{{else if x}}`: closed together with the block that it belongs to. */
  readonly chained: boolean
}

class TemplateParser {
  readonly #source: OriginText
  readonly #diagnostics: Diagnostic[] = []
  readonly #root: TemplateNode[] = []
  readonly #open: OpenBlock[] = []
  #broken = false

  constructor(source: OriginText) {
    this.#source = source
  }

  parse(): ParsedTemplate {
    const tokens = scan(this.#source.text)
    tokens.forEach((token, index) => {
      this.#token(token, tokens[index - 1], tokens[index + 1])
    })
    for (const block of this.#open) if (!block.chained) this.#fail(problems.unclosedBlock(block.name, block.span))
    return {
      template: this.#broken ? null : { source: this.#source, body: this.#root },
      diagnostics: this.#diagnostics,
    }
  }

  #token(token: Token, previous: Token | undefined, next: Token | undefined): void {
    switch (token.kind) {
      case 'text': {
        let text = this.#source.slice(token.start, token.end)
        if (!token.raw) {
          if (previous?.kind === 'tag' && previous.trimRight) text = text.slice(/^\s*/.exec(text.text)?.[0].length ?? 0)
          if (next?.kind === 'tag' && next.trimLeft) text = text.slice(0, text.text.trimEnd().length)
        }
        if (text.length > 0) this.#nodes().push({ kind: 'text', text })
        return
      }
      case 'jinja': {
        const written = this.#source.text.slice(token.start, token.end)
        this.#fail(problems.jinja(this.#span(token), jinjaStatementToHandlebars(written)))
        return
      }
      case 'broken':
        this.#fail(this.#brokenToken(token))
        return
      case 'tag':
        this.#tag(token)
    }
  }

  #brokenToken(token: BrokenToken): Diagnostic {
    const { start, problem } = token
    switch (problem) {
      case 'string':
        return problems.unclosedString(spanOf(this.#source, start, start + 1))
      case 'comment':
        return problems.unclosedComment(spanOf(this.#source, start, start + 3))
      case 'raw':
        return problems.unclosedRaw(this.#span(token))
      case 'triple':
        return problems.unclosedTriple(this.#span(token))
      case 'tag':
        return problems.unclosedTag(spanOf(this.#source, start, start + 2))
    }
  }

  #tag(token: TagToken): void {
    switch (token.form) {
      case 'comment':
        return
      case 'partial':
        this.#fail(problems.partial(this.#span(token)))
        return
      case 'partial-block':
        this.#refuseBlock(token, problems.partial(this.#span(token)))
        return
      case 'decorator':
        this.#fail(problems.decorator(this.#span(token)))
        return
      case 'decorator-block':
        this.#refuseBlock(token, problems.decorator(this.#span(token)))
        return
      case 'close':
        this.#close(token)
        return
      case 'else':
        this.#else(token)
        return
      case 'inverse':
        if (this.#inner(token) === '') this.#else(token)
        else this.#refuseBlock(token, problems.inverseSection(this.#span(token), this.#inner(token)))
        return
      case 'output':
        this.#output(token)
        return
      case 'open':
        this.#openBlock(token, false)
    }
  }

  #output(token: TagToken): void {
    const content = this.#read(token)
    if (content === null) return
    const { call } = content
    const bare = call.positional.length === 0 && call.named.length === 0 && call.path.root !== 'name'
    this.#nodes().push({ kind: 'output', expression: bare ? call.path : call, span: call.span })
  }

  #openBlock(token: TagToken, chained: boolean): void {
    const span = this.#span(token)
    if (this.#open.length === deepestNesting) this.#fail(problems.nestedTooDeeply(span, deepestNesting))
    const content = this.#read(token)
    this.#push(content ?? unreadable(span), content?.call.path.name ?? this.#firstWord(token), span, chained)
  }

  /** A block that is refused or cannot be read is still open, so that its close is not a second mistake. */
  #refuseBlock(token: TagToken, diagnostic: Diagnostic): void {
    this.#fail(diagnostic)
    const span = this.#span(token)
    this.#push(unreadable(span), this.#firstWord(token), span, false)
  }

  #push(content: TagContent, name: string, span: Span, chained: boolean): void {
    this.#open.push({ content, name, span, body: [], otherwise: null, chained })
  }

  #firstWord(token: TagToken): string {
    return /^\S*/.exec(this.#inner(token))?.[0] ?? ''
  }

  #else(token: TagToken): void {
    const block = this.#open.at(-1)
    if (block === undefined) {
      this.#fail(problems.elseOutsideBlock(this.#span(token)))
      return
    }
    if (block.otherwise !== null) {
      this.#fail(problems.secondElse(this.#span(token), block.name, block.span))
      return
    }
    block.otherwise = []
    if (this.#inner(token) !== '') this.#openBlock(token, true)
  }

  #close(token: TagToken): void {
    const name = this.#inner(token)
    const span = this.#span(token)
    const own = this.#open.findLast((block) => !block.chained)
    if (own === undefined) {
      this.#fail(problems.closeWithoutOpen(name, span))
      return
    }
    if (own.name !== name) {
      const outer = this.#open.findLast((block) => !block.chained && block.name === name)
      if (outer === undefined) this.#fail(problems.wrongClose(name, span, own.name, own.span))
      else this.#closeWithin(outer, span)
    }
    this.#closeOne()
  }

  /** The close tag of an outer block ends the blocks within it that lack their own. */
  #closeWithin(outer: OpenBlock, closeSpan: Span): void {
    while (this.#open.findLast((block) => !block.chained) !== outer) {
      const { name, span } = this.#closeOne()
      this.#fail(problems.unclosedBlock(name, span, closeSpan))
    }
  }

  /** Takes the innermost block off, with the `{{else if}}` blocks that end with it. */
  #closeOne(): OpenBlock {
    for (;;) {
      const block = this.#open.pop()
      invariant(block !== undefined, 'a block is open')
      const { content, span, body, otherwise } = block
      this.#nodes().push({ kind: 'block', ...content, body, otherwise, span })
      if (!block.chained) return block
    }
  }

  /** The list that the next node belongs to. */
  #nodes(): TemplateNode[] {
    const block = this.#open.at(-1)
    return block === undefined ? this.#root : (block.otherwise ?? block.body)
  }

  #read(token: TagToken): TagContent | null {
    const content = readTag(this.#source, token, (diagnostic) => this.#diagnostics.push(diagnostic))
    if (content === null) this.#broken = true
    return content
  }

  #inner(token: TagToken): string {
    return this.#source.text.slice(token.innerStart, token.innerEnd).trim()
  }

  #span(token: { readonly start: number; readonly end: number }): Span {
    return spanOf(this.#source, token.start, token.end)
  }

  #fail(diagnostic: Diagnostic): void {
    this.#broken = true
    this.#diagnostics.push(diagnostic)
  }
}

function unreadable(span: Span): TagContent {
  const path = { kind: 'path', root: 'name', parts: [], name: '', span } as const
  return { call: { kind: 'call', path, positional: [], named: [], span }, parameters: [] }
}
