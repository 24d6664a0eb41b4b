import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { standardHelpers } from './helpers/registry.ts'
import type { Macro, Macros } from './macro.ts'
import type { MacroFile } from './read-macro-file.ts'
import { findUnknownCalls } from './unknown-calls.ts'

export interface Definitions {
  readonly macros: Macros
  readonly tests: Macros
  /** Those of every file, names that are taken twice, and calls of what does not exist. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Puts the definitions of all files together. `helperNames` are the project's helpers, which no macro may hide. */
export function mergeDefinitions(files: readonly MacroFile[], helperNames: Iterable<string>): Definitions {
  const diagnostics = files.flatMap((file) => file.diagnostics)
  const reserved = new Set([...helperNames, ...standardHelpers.keys(), 'this', 'else', 'macro', 'test', 'docs'])
  const merge = (definitions: readonly Macro[]): Macros => {
    const merged = new Map<string, Macro>()
    for (const definition of definitions) {
      const { kind, name, span } = definition
      const first = merged.get(name)
      if (kind === 'macro' && reserved.has(name)) diagnostics.push(problems.hidesHelper(name, span))
      else if (first) diagnostics.push(problems.duplicateDefinition(kind, name, span, first.span))
      else merged.set(name, definition)
    }
    return merged
  }
  const macros = merge(files.flatMap((file) => file.macros))
  const tests = merge(files.flatMap((file) => file.tests))
  const known = new Set([...reserved, ...macros.keys()])
  for (const { body, parameters } of [...macros.values(), ...tests.values()]) {
    const bound = parameters.map(({ name }) => name)
    diagnostics.push(...findUnknownCalls(body, bound, known))
  }
  return { macros, tests, diagnostics }
}
