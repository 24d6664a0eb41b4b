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
  return a.length === b.length && a.every((part, index) => part.toLowerCase() === b[index]?.toLowerCase())
}

/** Whether `qualifier` names what is called `name`: `t` and `s.t` name the table `s.t`. */
export function isQualifierOf(qualifier: readonly string[], name: readonly string[]): boolean {
  const missing = name.length - qualifier.length
  return qualifier.length > 0 && missing >= 0 && sameName(qualifier, missing === 0 ? name : name.slice(missing))
}
