import type { Span } from '../diagnostics/source.ts'
import type { SqlText } from '../planner/steps.ts'

/** Leads a place in SQL that was sent back to the template that it came out of; null where none had a part in it. */
export function placeIn(text: SqlText | null, position: number | null): Span | null {
  if (!text || position === null) return null
  const piece = text.pieces.find((candidate) => position >= candidate.start && position < candidate.end)
  const input = piece?.map.toInput(position - piece.start)
  return (input && piece?.text.originOf(input.start, input.end)?.span) ?? null
}
