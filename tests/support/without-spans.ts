/** A tree as plain data, without its places and without whether a name was quoted. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !['span', 'operatorSpan', 'quoted'].includes(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutSpans(inner)]))
}
