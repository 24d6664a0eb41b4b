import type { SourceFile, Span } from '../diagnostics/source.ts'
import { invariant } from '../util/invariant.ts'
import { OriginText } from './origin-text.ts'

/** A file as template text. A byte order mark is not part of it. */
export function templateSource(source: SourceFile | OriginText): OriginText {
  if (source instanceof OriginText) return source
  const start = source.text.charCodeAt(0) === 0xfeff ? 1 : 0
  return OriginText.verbatim(source, start, source.text.length)
}

/** The place in the file of a stretch of a template's text. */
export function spanOf(source: OriginText, start: number, end: number): Span {
  const origin = source.originOf(start, end)
  invariant(origin !== null, 'a tag lies in text that is not empty')
  return origin.span
}
