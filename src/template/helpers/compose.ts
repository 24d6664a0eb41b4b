import * as problems from '../../diagnostics/catalog/template.ts'
import type { Span } from '../../diagnostics/source.ts'
import type { HelperCall } from '../helper.ts'
import { OriginText } from '../origin-text.ts'
import { describeKind, printableText, type TextValue, textValue, type Value } from '../value.ts'

/** Puts texts together. Plain strings come from the call; texts with origins keep theirs. */
export function compose(call: HelperCall, parts: readonly (OriginText | string)[]): TextValue {
  return textValue(
    OriginText.concat(
      parts.map((part) => (typeof part === 'string' ? OriginText.computed(part, call.span, call.via) : part)),
    ),
  )
}

/** `parts` with `separator` between them. */
export function separated<T>(parts: readonly T[], separator: T): T[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))
}

/** The texts of a list's items; null, with a diagnostic, when one of them has none. */
export function printableItems(
  call: HelperCall,
  items: readonly Value[],
  parameter: string,
  span: Span,
): (OriginText | string)[] | null {
  const texts: (OriginText | string)[] = []
  for (const item of items) {
    const text = printableText(item)
    if (text === null) {
      const expected = 'a list of texts or numbers'
      call.report(
        problems.wrongKind(call.name, parameter, expected, `a list with ${describeKind(item.kind)} in it`, span),
      )
      return null
    }
    texts.push(text)
  }
  return texts
}

export function plain(text: OriginText | string): string {
  return typeof text === 'string' ? text : text.text
}

/** The items of a list argument, or of the further arguments where the list is written out: both `(list "a" "b")` and `"a" "b"`. */
export function itemsOf(call: HelperCall): readonly Value[] {
  return call.arguments.rest.flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]))
}
