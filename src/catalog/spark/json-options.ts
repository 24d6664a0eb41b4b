import type { Expression } from '../../sql/tree.ts'
import type { RewriteContext } from '../entry.ts'
import { nameOf, values } from '../write.ts'

/** Options that say how moments and dates are written; any other is refused. */
export function formatsOf(
  options: Expression | undefined,
  context: RewriteContext,
): Readonly<Record<string, Expression>> | null {
  if (!options) return {}
  const pairs = options.kind === 'call' && nameOf(options) === 'map' ? values(options) : []
  const [keys, items] = pairs
  const found: Record<string, Expression> = {}
  if (keys?.kind === 'array' && items?.kind === 'array') {
    for (const [index, key] of keys.items.entries()) {
      const item = items.items[index]
      const name = key.kind === 'string' ? key.value.toLowerCase() : ''
      if (!item || !/^(timestampformat|dateformat)$/.test(name)) {
        return context.refuse(key.span, 'The options that DuckDB can follow are timestampFormat and dateFormat.')
      }
      found[name] = item
    }
    return found
  }
  return context.refuse(options.span, 'Write the options as map(…) of literals.')
}
