import type { CallSite } from './origin-text.ts'
import type { Value } from './value.ts'

/** What names mean at one place of a template. */
export interface Scope {
  readonly outer: Scope | null
  /** Block parameters, a macro's parameters, `{{#let}}`. */
  readonly names: ReadonlyMap<string, Value>
  /** The dict whose keys are names within `{{#with}}` and `{{#each}}`. */
  readonly context: Value | null
  readonly self: Value | null
  /** `@index` and the like. */
  readonly data: ReadonlyMap<string, Value>
  readonly via: CallSite | null
  /** Within a block whose arguments failed nothing is known of its names, so none of them is a mistake. */
  readonly unsure: boolean
}

const nothing: ReadonlyMap<string, Value> = new Map()

export function rootScope(
  self: Value | null,
  names: ReadonlyMap<string, Value> = nothing,
  via: CallSite | null = null,
): Scope {
  return { outer: null, names, context: null, self, data: nothing, via, unsure: false }
}

export function innerScope(
  outer: Scope,
  changes: Partial<Pick<Scope, 'names' | 'context' | 'self' | 'data' | 'unsure'>>,
): Scope {
  return { ...outer, outer, names: nothing, context: null, ...changes }
}

export function findBlockParameter(scope: Scope, name: string): Value | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const value = at.names.get(name)
    if (value !== undefined) return value
  }
  return null
}

export function findInContext(scope: Scope, name: string): Value | null {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const value = at.context?.kind === 'dict' ? at.context.entries.get(name) : undefined
    if (value !== undefined) return value
  }
  return null
}

/** Every name that a scope brings, for near misses. */
export function* namesInScope(scope: Scope): Iterable<string> {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    yield* at.names.keys()
    if (at.context?.kind === 'dict') yield* at.context.entries.keys()
  }
}
