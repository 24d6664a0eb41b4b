import { isDigit, isWordCharacter } from '../dialects/words.ts'
import { quoteIdentifier, quoteString } from '../quote.ts'
import type { DataType, Expression, Identifier, OrderItem, Query, Relation, TextSpan } from '../tree.ts'
import { type MapSegment, type PrintedSql, SourceMap } from './source-map.ts'
import type { PrintStyle } from './style.ts'

/** The families of nodes that contain one another; the printer's files call each other through this. */
export interface Printers {
  query(writer: SqlWriter, query: Query): void
  relation(writer: SqlWriter, relation: Relation): void
  /** Puts parentheses around an expression that binds less closely than `minimum`. */
  expression(writer: SqlWriter, expression: Expression, minimum: number): void
  type(writer: SqlWriter, type: DataType): string
}

/** Collects text, and for every piece the span of the node that it is written for. */
export class SqlWriter {
  readonly style: PrintStyle
  readonly #printers: Printers
  readonly #segments: MapSegment[] = []
  readonly #names = new Map<string, boolean>()
  #text = ''
  #span: TextSpan
  /** That of the last segment. */
  #written: TextSpan | null = null
  #indent = ''

  constructor(style: PrintStyle, printers: Printers, span: TextSpan) {
    this.style = style
    this.#printers = printers
    this.#span = span
  }

  finish(): PrintedSql {
    return { text: this.#text, map: new SourceMap(this.#segments) }
  }

  text(text: string): void {
    if (text === '') return
    if (this.#written !== this.#span) {
      this.#segments.push({ offset: this.#text.length, span: this.#span })
      this.#written = this.#span
    }
    this.#text += text
  }

  /** What `write` writes, outside of nodes further in, is for the node at `span`. */
  at(span: TextSpan, write: () => void): void {
    const outer = this.#span
    this.#span = span
    write()
    this.#span = outer
  }

  line(text = ''): void {
    this.text(`\n${this.#indent}${text}`)
  }

  indented(write: () => void): void {
    const outer = this.#indent
    this.#indent += '  '
    write()
    this.#indent = outer
  }

  list<T>(items: readonly T[], write: (item: T) => void, separator = ', '): void {
    let isFirst = true
    for (const item of items) {
      if (!isFirst) this.text(separator)
      isFirst = false
      write(item)
    }
  }

  parentheses(write: () => void): void {
    this.text('(')
    write()
    this.text(')')
  }

  // ---- Nodes

  query(query: Query): void {
    this.at(query.span, () => this.#printers.query(this, query))
  }

  /** A query in parentheses, on lines of its own. */
  subquery(query: Query): void {
    this.parentheses(() => {
      this.indented(() => {
        this.line()
        this.query(query)
      })
      this.line()
    })
  }

  relation(relation: Relation): void {
    this.at(relation.span, () => this.#printers.relation(this, relation))
  }

  expression(expression: Expression, minimum = 0): void {
    // As `at` does, without a function for each expression.
    const outer = this.#span
    this.#span = expression.span
    this.#printers.expression(this, expression, minimum)
    this.#span = outer
  }

  expressions(expressions: readonly Expression[]): void {
    this.list(expressions, (expression) => this.expression(expression))
  }

  type(type: DataType): void {
    this.at(type.span, () => this.text(this.typeText(type)))
  }

  typeText(type: DataType): string {
    return this.#printers.type(this, type)
  }

  orderItems(items: readonly OrderItem[]): void {
    this.list(items, (item) =>
      this.at(item.span, () => {
        this.expression(item.expression)
        if (item.descending) this.text(' desc')
        if (item.nulls) this.text(` nulls ${item.nulls}`)
      }),
    )
  }

  name(name: Identifier): void {
    // As in `expression`.
    const outer = this.#span
    this.#span = name.span
    this.text(this.nameText(name))
    this.#span = outer
  }

  /** `a.b.c`. */
  path(parts: readonly Identifier[]): void {
    this.list(parts, (part) => this.name(part), '.')
  }

  names(names: readonly Identifier[]): void {
    this.parentheses(() => this.list(names, (name) => this.name(name)))
  }

  /** In quotes when the author wrote it so, or when this dialect could not read it without. */
  nameText({ name, quoted }: Identifier): string {
    return !quoted && this.#isPlain(name) ? name : quoteIdentifier(this.style.dialect, name)
  }

  /** Whether a name needs no quotes. A query writes most of its names several times. */
  #isPlain(name: string): boolean {
    const before = this.#names.get(name)
    if (before !== undefined) return before
    const plain = isWord(name) && !this.style.reserved.has(name.toLowerCase())
    this.#names.set(name, plain)
    return plain
  }

  stringText(value: string): string {
    return quoteString(this.style.dialect, value)
  }
}

/** Whether a name is one of ASCII's letters, digits and `_`, no digit first, as every dialect reads without quotes. */
export function isWord(name: string): boolean {
  if (name === '' || isDigit(name.charCodeAt(0))) return false
  for (let at = 0; at < name.length; at++) if (!isWordCharacter(name.charCodeAt(at))) return false
  return true
}
