import type { TextSpan } from '../tree.ts'

/** From `offset` of the printed text on, up to the next segment, text was written for the node at `span`. */
export interface MapSegment {
  readonly offset: number
  readonly span: TextSpan
}

/** Leads from a place in printed SQL to the text that it was printed from. */
export class SourceMap {
  /** Sorted by offset. */
  readonly segments: readonly MapSegment[]

  constructor(segments: readonly MapSegment[]) {
    this.segments = segments
  }

  /** The span of the innermost node that the character at `offset` was printed for; null for an empty map. */
  toInput(offset: number): TextSpan | null {
    let low = 0
    let high = this.segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.segments[middle]?.offset ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return this.segments[low]?.span ?? null
  }
}

/** SQL text for an engine, and where each part of it comes from. */
export interface PrintedSql {
  readonly text: string
  readonly map: SourceMap
}
