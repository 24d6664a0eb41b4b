import type { Located } from '../config/value.ts'
import { unknownDocsBlock } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
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
    (_, double, single) => {
      const name: string = double ?? single ?? ''
      const found = context.docs.get(name)
      if (!found) report(unknownDocsBlock(name, context.docs.keys(), written.span))
      return found?.text ?? ''
    },
  )
  return { description: description.trim() }
}
