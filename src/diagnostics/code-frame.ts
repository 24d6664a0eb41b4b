import { lineStarts, positionAt, type Span } from './source.ts'

/** How a frame marks its parts; the command line passes colours, artifacts and tests pass nothing. */
export interface FrameStyle {
  gutter(text: string): string
  marker(text: string): string
}

const plain: FrameStyle = { gutter: (text) => text, marker: (text) => text }
const tabWidth = 4

/** The lines around a span with their numbers, and carets under exactly the span. */
export function codeFrame(span: Span, style: FrameStyle = plain, context = 1): string {
  const { file } = span
  const starts = lineStarts(file)
  const first = positionAt(file, span.start)
  const last = positionAt(file, Math.max(span.start, span.end - (span.end > span.start ? 1 : 0)))
  const from = Math.max(1, first.line - context)
  const shownLast = Math.min(last.line, first.line + 3)
  const to = Math.min(starts.length, shownLast + context)
  const width = String(to).length
  const out: string[] = []
  for (let line = from; line <= to; line++) {
    const start = starts[line - 1] as number
    const end = line < starts.length ? (starts[line] as number) : file.text.length
    const text = file.text.slice(start, end).replace(/[\r\n]+$/, '')
    if (line === to && line > shownLast && text.trim() === '') continue
    out.push(`${style.gutter(`${String(line).padStart(width)} |`)} ${visible(text)}`.trimEnd())
    if (line < first.line || line > shownLast) continue
    const markStart = line === first.line ? span.start - start : text.length - text.trimStart().length
    const markEnd =
      line === last.line ? Math.max(span.end - start, markStart + 1) : Math.max(text.length, markStart + 1)
    const before = columns(text.slice(0, markStart))
    const length = Math.max(1, columns(text.slice(markStart, Math.min(markEnd, text.length))))
    out.push(`${style.gutter(`${' '.repeat(width)} |`)} ${' '.repeat(before)}${style.marker('^'.repeat(length))}`)
  }
  return out.join('\n')
}

function visible(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\t', ' '.repeat(tabWidth))
}

/** Screen columns, near enough: wide letters count as two, tabs as four. */
function columns(text: string): number {
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (code === 0xfeff) continue
    if (code === 9) width += tabWidth
    else if ((code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xffdc) || code >= 0x1f300) width += 2
    else width += 1
  }
  return width
}
