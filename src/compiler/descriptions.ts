import type { Located } from '../config/value.ts'
import { unknownDocsBlock } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type Span, span } from '../diagnostics/source.ts'
import type { RenderContext } from './render-model.ts'

/** A description with its `{{doc "x"}}` filled in. Other braces in it are text. */
export function describeNode(
  written: Located<string> | null,
  context: RenderContext,
  report: (diagnostic: Diagnostic) => void,
): { readonly description: string } {
  if (!written) return { description: '' }
  const description = written.value.replace(
    /\{\{\s*doc\s*\(?\s*(?:"([^"]*)"|'([^']*)')\s*\)?\s*\}\}/g,
    (tag: string, double?: string, single?: string) => {
      const name = double ?? single ?? ''
      const found = context.docs.get(name)
      if (!found && !context.brokenNames.has(name))
        report(unknownDocsBlock(name, context.docs.keys(), placeWithin(written.span, tag)))
      return found?.text ?? ''
    },
  )
  return { description: description.trim() }
}

/** The tag itself, where it stands as it is in the file; in folded or escaped text the whole of it. */
function placeWithin({ file, start, end }: Span, tag: string): Span {
  const at = file.text.slice(start, end).indexOf(tag)
  return at < 0 ? span(file, start, end) : span(file, start + at, start + at + tag.length)
}
