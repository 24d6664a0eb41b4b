import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@lezer/python'
import type { ConfigEntry } from '../config/config-entry.ts'
import type { ConfigValue, Located } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/dataframe.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type SourceFile, type Span, span } from '../diagnostics/source.ts'
import { readLiteral } from './literal.ts'

/** A DataFrame model as its file says it. */
export interface DataFrameFile {
  /** `def model(tm, spark)`, or `def test(tm, df)`; null where there is none. */
  readonly definition: Span | null
  readonly refs: readonly { readonly name: Located<string>; readonly changes: boolean; readonly span: Span }[]
  readonly sources: readonly {
    readonly source: Located<string>
    readonly table: Located<string>
    readonly span: Span
  }[]
  readonly vars: readonly { readonly name: Located<string>; readonly otherwise: ConfigValue | null }[]
  readonly config: readonly ConfigEntry[]
  /** Its result can differ though what it reads by `tm` did not. */
  readonly volatile: boolean
  readonly diagnostics: readonly Diagnostic[]
}

const calls = {
  ref: { form: 'tm.ref("model")', positional: [1, 1], named: ['changes'] },
  source: { form: 'tm.source("source", "table")', positional: [2, 2], named: [] },
  var: { form: 'tm.var("name") or tm.var("name", default)', positional: [1, 2], named: ['default'] },
  config: { form: 'tm.config(key=value, …)', positional: [0, 0], named: null },
} as const

type CallName = keyof typeof calls

const brackets: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** Functions that ask for the time or for chance. */
const askers =
  /^(?:current_date|current_timestamp|current_timezone|localtimestamp|now|utcnow|today|time|time_ns|unix_timestamp|curdate|rand|randn|random|randint|uniform|shuffle|sample|uuid|uuid1|uuid4)$/
/** Ways of `spark` to read what the project does not know of. */
const readers = /^(?:sql|table|read|readStream|catalog)$/

/** `called`: the function that the file has to define. */
export function readDataFrame(
  file: SourceFile,
  called: problems.CalledFunction = problems.modelFunction,
): DataFrameFile {
  return new Reading(file, called).result()
}

interface Argument {
  readonly name: Located<string> | null
  readonly node: SyntaxNode
}

class Reading {
  readonly #file: SourceFile
  readonly #called: problems.CalledFunction
  readonly #tree: Tree
  readonly #diagnostics: Diagnostic[] = []
  readonly #refs: DataFrameFile['refs'][number][] = []
  readonly #sources: DataFrameFile['sources'][number][] = []
  readonly #vars: DataFrameFile['vars'][number][] = []
  readonly #config: ConfigEntry[] = []
  #volatile = false

  constructor(file: SourceFile, called: problems.CalledFunction) {
    this.#file = file
    this.#called = called
    // A mark of the byte order is no part of the language; nor is it an indentation.
    this.#tree = parser.parse(file.text.replace(/^\ufeff/, '\n'))
  }

  result(): DataFrameFile {
    const wrong = this.#firstError()
    if (wrong) this.#diagnostics.push(wrong)
    // What follows a mistake of syntax is guessed at.
    const definition = this.#definition(wrong !== null)
    this.#readCalls(wrong !== null)
    return {
      definition,
      refs: this.#refs,
      sources: this.#sources,
      vars: this.#vars,
      config: this.#config,
      volatile: this.#volatile,
      diagnostics: wrong ? [wrong] : this.#diagnostics,
    }
  }

  #firstError(): Diagnostic | null {
    let found: Diagnostic | null = null
    this.#tree.iterate({
      enter: (node) => {
        if (found || !node.type.isError) return found === null
        const open = this.#unclosed(node.node)
        if (open) {
          found = problems.pythonUnclosed(this.#text(open), this.#place(open))
          return false
        }
        const end = node.to > node.from ? node.to : this.#wordAfter(node.from)
        const start = node.to > node.from ? node.from : this.#skipSpace(node.from, end)
        found = problems.pythonSyntax(this.#file.text.slice(start, end), span(this.#file, start, end))
        return false
      },
    })
    return found
  }

  /** The bracket around a mistake, when none closes it. */
  #unclosed(mistake: SyntaxNode): SyntaxNode | null {
    for (let node = mistake.parent; node; node = node.parent) {
      const first = node.firstChild
      const closing = first ? brackets[first.name] : undefined
      if (closing !== undefined && !node.getChild(closing)) return first
    }
    return null
  }

  #skipSpace(from: number, end: number): number {
    const start = from + (/^[^\S\r\n]*/.exec(this.#file.text.slice(from))?.[0].length ?? 0)
    return Math.min(start, end)
  }

  /** What stands where something else was expected. */
  #wordAfter(from: number): number {
    return from + (/^[^\S\r\n]*(?:\w+|[^\s\w])?/.exec(this.#file.text.slice(from))?.[0].length ?? 0)
  }

  #definition(isBroken: boolean): Span | null {
    const functions: { readonly node: SyntaxNode; readonly name: SyntaxNode }[] = []
    for (let node = this.#tree.topNode.firstChild; node; node = node.nextSibling) {
      const inner = node.name === 'DecoratedStatement' ? node.getChild('FunctionDefinition') : node
      const name = inner?.name === 'FunctionDefinition' ? inner.getChild('VariableName') : null
      if (inner && name) functions.push({ node: inner, name })
    }
    const [first, second] = functions.filter(({ name }) => this.#text(name) === this.#called.name)
    if (!first) {
      const names = functions.map(({ name }) => this.#text(name))
      this.#diagnostics.push(problems.noModelFunction(this.#file.path, this.#called, names, this.#firstLine()))
      return null
    }
    if (second)
      this.#diagnostics.push(problems.modelTwice(this.#called, this.#place(second.name), this.#place(first.name)))
    if (!isBroken) this.#checkParameters(first.node)
    const parameters = first.node.getChild('ParamList')
    return span(this.#file, first.node.from, parameters?.to ?? first.name.to)
  }

  #checkParameters(definition: SyntaxNode): void {
    const list = definition.getChild('ParamList')
    if (!list) return
    const names = list.getChildren('VariableName')
    const isPlain = !['*', '**', '/', 'AssignOp'].some((kind) => list.getChild(kind))
    const isAsked = names.map((name) => this.#text(name)).join() === this.#called.parameters.join()
    if (isPlain && isAsked) {
      const asynchronous = definition.getChild('async')
      if (asynchronous)
        this.#diagnostics.push(problems.modelParameters(this.#called, 'no `async`', this.#place(asynchronous)))
      return
    }
    const found = this.#text(list).slice(1, -1).trim()
    this.#diagnostics.push(
      problems.modelParameters(this.#called, found === '' ? 'nothing' : `(${found})`, this.#place(list)),
    )
  }

  #readCalls(isBroken: boolean): void {
    this.#tree.iterate({
      enter: ({ node }) => {
        if (node.name === 'CallExpression') this.#noteVolatile(node)
        if (node.name !== 'MemberExpression') return
        const object = node.firstChild
        const member = node.getChild('PropertyName')
        if (object?.name !== 'VariableName' || !member) return
        if (this.#text(object) === 'spark' && readers.test(this.#text(member))) this.#volatile = true
        if (this.#text(object) === 'tm' && !isBroken) this.#readMember(node, member)
        else if (this.#text(object) === 'tm' && this.#text(member) === 'config') this.#readMember(node, member)
      },
    })
  }

  #noteVolatile(call: SyntaxNode): void {
    const called = call.firstChild
    const name = called?.name === 'MemberExpression' ? called.getChild('PropertyName') : called
    if (name && askers.test(this.#text(name))) this.#volatile = true
  }

  #readMember(node: SyntaxNode, member: SyntaxNode): void {
    const name = this.#text(member)
    const call = node.parent?.name === 'CallExpression' && node.parent.from === node.from ? node.parent : null
    const list = call?.getChild('ArgList')
    const known = this.#called.calls.find((one) => one === name)
    if (!known || !call || !list) {
      this.#diagnostics.push(problems.unknownTmMember(name, this.#called.calls, this.#place(member)))
      return
    }
    const given = this.#arguments(known, list)
    if (given) this.#take(known, given, this.#place(call))
  }

  /** Null when they are not those that the call takes, which is reported. */
  #arguments(call: CallName, list: SyntaxNode): readonly Argument[] | null {
    const { form, positional, named } = calls[call]
    const wrong = (what: string, place: Span) => {
      this.#diagnostics.push(problems.wrongTmArguments(call, form, what, place))
      return null
    }
    const found: Argument[] = []
    let name: Located<string> | null = null
    for (let node = list.firstChild; node; node = node.nextSibling) {
      if (node.name === '*' || node.name === '**') {
        const spread = span(this.#file, node.from, node.nextSibling?.to ?? node.to)
        this.#diagnostics.push(problems.notLiteral(call, this.#slice(spread), spread))
        return null
      }
      if (['(', ')', ',', 'AssignOp', 'Comment'].includes(node.name)) continue
      if (node.name === 'VariableName' && node.nextSibling?.name === 'AssignOp') {
        name = { value: this.#text(node), span: this.#place(node) }
        continue
      }
      found.push({ name, node })
      name = null
    }
    const count = found.filter((argument) => argument.name === null).length
    const [least, most] = positional
    const stray = found.find((one) => one.name && named && !(named as readonly string[]).includes(one.name.value))
    if (stray?.name) return wrong(`has no argument "${stray.name.value}"`, stray.name.span)
    if (count > most) {
      const extra = found.filter((argument) => argument.name === null)[most]
      const what =
        most === 0 ? 'takes its settings by name' : `takes ${most} ${most === 1 ? 'value' : 'values'} at most`
      return wrong(what, this.#place(extra?.node ?? list))
    }
    if (count < least) return wrong(`needs ${least} ${least === 1 ? 'name' : 'names'}`, this.#place(list))
    return found
  }

  #take(call: CallName, given: readonly Argument[], place: Span): void {
    const values: (ConfigValue | null)[] = given.map(({ node }) => {
      const literal = readLiteral(node, this.#file)
      if ('value' in literal) return literal.value
      const { notLiteral } = literal
      this.#diagnostics.push(problems.notLiteral(call, this.#slice(notLiteral), notLiteral))
      return null
    })
    if (call === 'config') {
      given.forEach(({ name }, at) => {
        const value = values[at]
        if (name && value) this.#config.push({ key: name, value, origin: 'file' })
      })
      return
    }
    const valueAt = (at: number, name: string) =>
      values[given.findIndex((one, index) => one.name?.value === name || (one.name === null && index === at))] ?? null
    const names = given.slice(0, calls[call].positional[0]).map((_, at) => this.#name(call, values[at] ?? null))
    const [first, second] = names
    if (!first || names.includes(null)) return
    if (call === 'ref') {
      const changes = valueAt(-1, 'changes')
      const isChanges = changes?.kind === 'scalar' && changes.value === true
      this.#refs.push({ name: first, changes: isChanges, span: place })
    } else if (call === 'source' && second) this.#sources.push({ source: first, table: second, span: place })
    else if (call === 'var') this.#vars.push({ name: first, otherwise: valueAt(1, 'default') })
  }

  #name(call: CallName, value: ConfigValue | null): Located<string> | null {
    if (value === null) return null
    if (value.kind === 'scalar' && typeof value.value === 'string') return { value: value.value, span: value.span }
    const { form } = calls[call]
    this.#diagnostics.push(problems.wrongTmArguments(call, form, 'takes names, which are texts', value.span))
    return null
  }

  #text(node: SyntaxNode | undefined): string {
    return node ? this.#file.text.slice(node.from, node.to) : ''
  }

  #slice({ start, end }: Span): string {
    return this.#file.text.slice(start, end)
  }

  #place(node: SyntaxNode): Span {
    return span(this.#file, node.from, node.to)
  }

  #firstLine(): Span {
    const start = this.#file.text.startsWith('\ufeff') ? 1 : 0
    const end = /[\r\n]/.exec(this.#file.text)?.index ?? this.#file.text.length
    return span(this.#file, Math.min(start, end), end)
  }
}
