/** What a text in YAML refers to: `ref('orders')`, `source('shop', 'orders')`, `this`. */
export type Reference =
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'source'; readonly source: string; readonly table: string }
  | { readonly kind: 'this' }

const name = `(?:'([^']*)'|"([^"]*)")`
const refCall = new RegExp(`^ref\\s*\\(\\s*${name}\\s*\\)$`)
const refHelper = new RegExp(`^ref\\s+${name}$`)
const sourceCall = new RegExp(`^source\\s*\\(\\s*${name}\\s*,\\s*${name}\\s*\\)$`)
const sourceHelper = new RegExp(`^source\\s+${name}\\s+${name}$`)

/**
 * Reads a reference: a call, `this`, or its Handlebars form in braces. Null for any other text, which may still be
 * the SQL of an expression.
 */
export function readReference(text: string): Reference | null {
  const trimmed = text.trim()
  const inner = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(trimmed)?.[1] ?? trimmed
  if (inner === 'this') return { kind: 'this' }
  const ref = refCall.exec(inner) ?? refHelper.exec(inner)
  if (ref) return { kind: 'ref', name: ref[1] ?? ref[2] ?? '' }
  const source = sourceCall.exec(inner) ?? sourceHelper.exec(inner)
  if (!source) return null
  return { kind: 'source', source: source[1] ?? source[2] ?? '', table: source[3] ?? source[4] ?? '' }
}
