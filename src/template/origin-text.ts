import type { SourceFile, Span } from '../diagnostics/source.ts'

/** A call that put text where it is: the `{{cents "amount"}}` around a macro's body, and what called that. */
export interface CallSite {
  readonly span: Span
  /** The macro's or helper's name. */
  readonly name: string
  readonly caller: CallSite | null
}

/**
 * A stretch of text and where it was written. `verbatim` text stands in the file letter by letter from `start` on;
 * other text (a relation's name, an escaped string) as a whole comes from `start`…`end`.
 */
export interface Segment {
  readonly text: string
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  readonly verbatim: boolean
  readonly via: CallSite | null
}

/** Where a piece of rendered text was written, and through which calls it came. */
export interface Origin {
  readonly span: Span
  readonly via: CallSite | null
}

/** Text whose every character leads back to the file that it was written in. Immutable. */
export class OriginText {
  readonly segments: readonly Segment[]
  #text: string | null = null
  #starts: readonly number[] | null = null

  constructor(segments: readonly Segment[]) {
    this.segments = segments.filter((segment) => segment.text !== '')
  }

  static readonly empty = new OriginText([])

  /** The whole of a file, as written. */
  static ofFile(file: SourceFile): OriginText {
    return OriginText.verbatim(file, 0, file.text.length)
  }

  static verbatim(file: SourceFile, start: number, end: number, via: CallSite | null = null): OriginText {
    return new OriginText([{ text: file.text.slice(start, end), file, start, end, verbatim: true, via }])
  }

  /** Computed text that as a whole comes from one place. */
  static computed(text: string, span: Span, via: CallSite | null = null): OriginText {
    return new OriginText([{ text, file: span.file, start: span.start, end: span.end, verbatim: false, via }])
  }

  static concat(parts: readonly OriginText[]): OriginText {
    if (parts.length === 1) return parts[0] as OriginText
    return new OriginText(parts.flatMap((part) => part.segments))
  }

  get text(): string {
    this.#text ??= this.segments.map((segment) => segment.text).join('')
    return this.#text
  }

  get length(): number {
    return this.text.length
  }

  slice(start: number, end: number = this.length): OriginText {
    const out: Segment[] = []
    let offset = 0
    for (const segment of this.segments) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, segment.text.length)
      if (from < to) {
        if (from === 0 && to === segment.text.length) out.push(segment)
        else if (segment.verbatim) {
          out.push({
            ...segment,
            text: segment.text.slice(from, to),
            start: segment.start + from,
            end: segment.start + to,
          })
        } else out.push({ ...segment, text: segment.text.slice(from, to) })
      }
      offset += segment.text.length
      if (offset >= end) break
    }
    return new OriginText(out)
  }

  /** The same text, for segments without a call site of their own led through `via`. */
  calledFrom(via: CallSite): OriginText {
    return new OriginText(this.segments.map((segment) => (segment.via === null ? { ...segment, via } : segment)))
  }

  /** Where the characters from `start` to `end` of the text were written; null for empty text. */
  originOf(start: number, end: number = start): Origin | null {
    if (this.segments.length === 0) return null
    const first = this.#at(Math.min(start, Math.max(0, this.length - 1)))
    const { segment, offset } = first
    const last = this.#at(Math.max(start, Math.min(end, this.length) - 1))
    const from = segment.verbatim
      ? segment.start + (start >= this.length ? segment.text.length : start - offset)
      : segment.start
    let to = segment.verbatim ? segment.start + segment.text.length : segment.end
    if (last.segment === segment && segment.verbatim) to = segment.start + Math.max(end - offset, start - offset)
    else if (last.segment.file === segment.file && last.segment.via === segment.via) {
      to = last.segment.verbatim ? last.segment.start + (end - last.offset) : last.segment.end
    }
    return { span: { file: segment.file, start: from, end: Math.max(from, to) }, via: segment.via }
  }

  #at(position: number): { segment: Segment; offset: number } {
    if (!this.#starts) {
      const starts: number[] = []
      let offset = 0
      for (const segment of this.segments) {
        starts.push(offset)
        offset += segment.text.length
      }
      this.#starts = starts
    }
    const starts = this.#starts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= position) low = middle
      else high = middle - 1
    }
    return { segment: this.segments[low] as Segment, offset: starts[low] as number }
  }
}
