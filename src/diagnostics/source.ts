/** A file that diagnostics can point into. `path` is relative to the project, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** A stretch of a source file: UTF-16 offsets, the end exclusive. */
export interface Span {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
}

/** One-based; columns count code points. */
export interface Position {
  readonly line: number
  readonly column: number
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>()

/** Offsets at which lines begin. LF, CRLF and a lone CR end a line. */
export function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsOf.get(file)
  if (known) return known
  const starts = [0]
  const { text } = file
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10) starts.push(i + 1)
    else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1)
  }
  lineStartsOf.set(file, starts)
  return starts
}

/** A line, counted from 1, without the space around it. */
export function lineSpan(file: SourceFile, line: number): Span {
  const start = lineStarts(file)[line - 1] ?? file.text.length
  const text = /^[^\r\n]*/.exec(file.text.slice(start))?.[0] ?? ''
  const indent = text.length - text.trimStart().length
  return span(file, start + indent, start + text.trimEnd().length)
}

/** Where an offset lies; offsets beyond the end are taken to the end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file)
  const wanted = Math.max(0, Math.min(offset, file.text.length))
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= wanted) low = middle
    else high = middle - 1
  }
  const start = starts[low] as number
  let column = 1
  for (const _ of file.text.slice(start, wanted)) column++
  // A byte order mark takes no column: editors do not show it.
  if (start === 0 && column > 1 && file.text.charCodeAt(0) === 0xfeff) column--
  return { line: low + 1, column }
}

export function span(file: SourceFile, start: number, end: number = start): Span {
  return { file, start, end: Math.max(start, end) }
}
