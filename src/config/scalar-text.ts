import { OriginText, type Segment } from '../template/origin-text.ts'
import type { ScalarValue } from './value.ts'

/**
 * The text of a scalar with the place of every character: the text itself where it stands in the file letter by letter,
 * across the lines of a block or a folded string too; what is written differently (an escape, a folded line break) has
 * the place of its escape or its gap.
 */
export function scalarText(scalar: ScalarValue): OriginText {
  if (scalar.origin) return scalar.origin
  if (typeof scalar.value !== 'string') return OriginText.computed(scalar.raw, scalar.span)
  const text = scalar.value
  switch (scalar.style) {
    case 'computed':
    case 'rendered':
      return OriginText.computed(text, scalar.span)
    case 'plain':
    case 'single-quoted':
    case 'double-quoted':
      return flowText(scalar, text) ?? OriginText.computed(text, scalar.span)
    case 'block':
      return blockText(scalar, text) ?? OriginText.computed(text, scalar.span)
  }
}

/** Walks over source and value side by side; null when they part ways. */
function flowText(scalar: ScalarValue, text: string): OriginText | null {
  const { file } = scalar.span
  const quoted = scalar.style !== 'plain'
  const end = scalar.span.end - (quoted ? 1 : 0)
  const builder = new SegmentBuilder(scalar)
  let at = scalar.span.start + (quoted ? 1 : 0)
  let done = 0
  while (at < end) {
    const gap = lineBreakGap(file.text, at, end)
    if (gap > at) {
      const folded = /^[ \n]*/.exec(text.slice(done))?.[0] ?? ''
      // Blanks after the break belong to the indentation, so all white space of the value here comes from the gap.
      builder.computed(folded, at, gap)
      done += folded.length
      at = gap
      continue
    }
    const char = file.text[at] as string
    if (char === '\\' && scalar.style === 'double-quoted') {
      const escaped = escapeAt(file.text, at)
      if (escaped === null || !text.startsWith(escaped.value, done)) return null
      builder.computed(escaped.value, at, at + escaped.length)
      done += escaped.value.length
      at += escaped.length
    } else if (char === "'" && scalar.style === 'single-quoted') {
      builder.computed("'", at, at + 2)
      done += 1
      at += 2
    } else {
      if (char !== text[done]) return null
      builder.verbatim(at)
      done += 1
      at += 1
    }
  }
  return builder.finish(text)
}

/** The end of a line break with the blanks around it, or `at` when there is none. */
function lineBreakGap(source: string, at: number, end: number): number {
  const match = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(source.slice(at, Math.min(end, at + 4096)))
  return match ? at + match[0].length : at
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}

function escapeAt(source: string, at: number): { value: string; length: number } | null {
  const letter = source[at + 1] ?? ''
  const simple = simpleEscapes[letter]
  if (simple !== undefined) return { value: simple, length: 2 }
  const digits = { x: 2, u: 4, U: 8 }[letter]
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16)
    if (Number.isNaN(code) || code > 0x10ffff) return null
    return { value: String.fromCodePoint(code), length: 2 + digits }
  }
  const continued = /^\\\r?\n[ \t]*/.exec(source.slice(at))
  return continued ? { value: '', length: continued[0].length } : null
}

/** A `|` or `>` block: its lines without their indentation, joined by what the block makes of the breaks. */
function blockText(scalar: ScalarValue, text: string): OriginText | null {
  const { file, start, end } = scalar.span
  const source = file.text
  const builder = new SegmentBuilder(scalar)
  let at = source.indexOf('\n', start) + 1
  if (at === 0) return text === '' ? OriginText.empty : null
  const indent = /[|>][-+]?[1-9]/.test(source.slice(start, at)) ? null : firstIndent(source.slice(at, end))
  if (indent === null) return null
  let done = 0
  while (done < text.length && at < end) {
    const lineEnd = endOfLine(source, at, end)
    const contentEnd = source[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd
    const contentStart = Math.min(at + indent, contentEnd)
    const content = source.slice(contentStart, contentEnd)
    if (content !== '') {
      if (!text.startsWith(content, done)) return null
      for (let i = contentStart; i < contentEnd; i++) builder.verbatim(i)
      done += content.length
    }
    // A line break of the file is at most one character of the value; where several fold into one, the others are none.
    const joined = /^[ \n]/.exec(text.slice(done, done + 1))?.[0] ?? ''
    if (joined === '\n' && source[lineEnd] === '\n') builder.verbatim(lineEnd)
    else builder.computed(joined, contentEnd, Math.min(lineEnd + 1, end))
    done += joined.length
    at = lineEnd + 1
  }
  return builder.finish(text)
}

function firstIndent(body: string): number | null {
  return /^(?:[ \t]*\r?\n)*( *)[^\s]/.exec(body)?.[1]?.length ?? null
}

function endOfLine(source: string, at: number, end: number): number {
  const found = source.indexOf('\n', at)
  return found < 0 || found > end ? end : found
}

/** Collects neighbouring verbatim characters into one segment. */
class SegmentBuilder {
  readonly #segments: Segment[] = []
  readonly #scalar: ScalarValue
  #from = -1
  #to = -1

  constructor(scalar: ScalarValue) {
    this.#scalar = scalar
  }

  verbatim(at: number): void {
    if (at !== this.#to) {
      this.#flush()
      this.#from = at
    }
    this.#to = at + 1
  }

  computed(text: string, start: number, end: number): void {
    this.#flush()
    this.#segments.push({ text, file: this.#scalar.span.file, start, end, verbatim: false, via: null })
  }

  /** Null when the pieces are not the text: then the walk met something that it does not know. */
  finish(text: string): OriginText | null {
    this.#flush()
    const result = new OriginText(this.#segments)
    return result.text === text ? result : null
  }

  #flush(): void {
    if (this.#from >= 0) {
      const { file } = this.#scalar.span
      const text = file.text.slice(this.#from, this.#to)
      this.#segments.push({ text, file, start: this.#from, end: this.#to, verbatim: true, via: null })
    }
    this.#from = -1
    this.#to = -1
  }
}
