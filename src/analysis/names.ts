import type { Identifier } from '../sql/tree.ts'

/** A name as it compares: without case, in both dialects. */
export function fold(identifier: Identifier): string {
  return identifier.name.toLowerCase()
}

export function foldAll(identifiers: readonly Identifier[]): string[] {
  return identifiers.map(fold)
}

/** Whether two names of relations, given by their parts, are the same. */
export function sameName(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) {
    const [part, other] = [a[index], b[index]]
    if (part !== other && part?.toLowerCase() !== other?.toLowerCase()) return false
  }
  return true
}

/** Whether `qualifier` names what is called `name`: `t` and `s.t` name the table `s.t`. */
export function isQualifierOf(qualifier: readonly string[], name: readonly string[]): boolean {
  const missing = name.length - qualifier.length
  return qualifier.length > 0 && missing >= 0 && sameName(qualifier, missing === 0 ? name : name.slice(missing))
}
