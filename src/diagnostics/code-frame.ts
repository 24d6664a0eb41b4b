import { lineStarts, positionAt, type Span } from './source.ts'

/** How a frame marks its parts; the command line passes colours, artifacts and tests pass nothing. */
export interface FrameStyle {
  gutter(text: string): string
  marker(text: string): string
}

const plain: FrameStyle = { gutter: (text) => text, marker: (text) => text }
const tabWidth = 4

/** Lines longer than this are shown in part: the part with the span. */
const mostShown = 160
const shownBefore = 60

/** The lines around a span with their numbers, and carets under exactly the span. Of a long span the first lines are shown. */
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
    const isMarked = line >= first.line && line <= shownLast
    const markStart = line === first.line ? span.start - start : text.length - text.trimStart().length
    const markEnd = line === last.line ? span.end - start : text.length
    const part = partOf(text, isMarked ? markStart : 0)
    out.push(`${style.gutter(`${String(line).padStart(width)} |`)} ${visible(part.text)}`.trimEnd())
    if (!isMarked) continue
    const before = columns(part.text.slice(0, markStart - part.cut))
    const marked = part.text.slice(markStart - part.cut, Math.max(markEnd, markStart) - part.cut)
    const carets = style.marker('^'.repeat(Math.max(1, columns(marked))))
    out.push(`${style.gutter(`${' '.repeat(width)} |`)} ${' '.repeat(before)}${carets}`)
  }
  return out.join('\n')
}

/** A line, or the part of a long one around an offset; `cut` leads offsets of the line to those of the part. */
function partOf(text: string, around: number): { readonly text: string; readonly cut: number } {
  if (text.length <= mostShown) return { text, cut: 0 }
  const start = around + shownBefore <= mostShown ? 0 : around - shownBefore
  const shown = text.slice(start, start + mostShown)
  const after = start + mostShown < text.length ? '…' : ''
  return start === 0 ? { text: `${shown}${after}`, cut: 0 } : { text: `…${shown}${after}`, cut: start - 1 }
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
