import type { TextSpan } from '../sql/tree.ts'

/** What keeps a translation from being sure, with offsets into the text that the query was parsed from. */
export type TranslationProblem =
  | {
      /** The catalogue does not know the function; the call is passed on as it is. */
      readonly code: 'dialect/not-verified'
      readonly start: number
      readonly end: number
      readonly name: string
      /** A schema stands in front: it is somebody's own function. */
      readonly isQualified: boolean
    }
  | {
      /** The target has no way to say this. */
      readonly code: 'dialect/not-translatable'
      readonly start: number
      readonly end: number
      /** As the author wrote or knows it: `crc32`, `date_format`. */
      readonly construct: string
      readonly help: string
    }
  | {
      /** The author's own dialect refuses this. */
      readonly code: 'dialect/not-accepted'
      readonly start: number
      readonly end: number
      readonly message: string
      readonly help: string
    }

export function place(span: TextSpan): { readonly start: number; readonly end: number } {
  return { start: span.start, end: span.end }
}
