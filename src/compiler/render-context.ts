import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import { mergeDefinitions } from '../template/merge-definitions.ts'
import { mergeDocs, readDocsFile } from '../template/read-docs-file.ts'
import { readMacroFile } from '../template/read-macro-file.ts'
import type { LoadedProject } from './load.ts'
import { type Environment, projectHelperNames } from './project-helpers.ts'
import type { RenderContext } from './render-model.ts'

/** Reads the project's macros, tests and docs blocks, which every template may call. */
export function renderContext(
  loaded: LoadedProject,
  environment: Environment,
  schema: string,
  report: (diagnostic: Diagnostic) => void,
): RenderContext {
  const { macros, tests, diagnostics } = mergeDefinitions(loaded.macros.map(readMacroFile), projectHelperNames())
  const { docs, diagnostics: inDocs } = mergeDocs(loaded.docs.map(readDocsFile))
  const found = [...diagnostics, ...inDocs]
  for (const problem of found) report(problem)
  const known = new Set([...macros.keys(), ...tests.keys(), ...docs.keys()])
  return {
    macros,
    tests,
    docs: new Map([...docs].map(([name, block]) => [name, block.text])),
    brokenNames: brokenNames([...loaded.macros, ...loaded.docs], found, known),
    isProjectSound: loaded.isProjectSound,
    environment,
    target: loaded.profile?.target ?? loaded.project.target.value,
    schema,
  }
}

/** Names that files with mistakes in them seem to define, and that are missing because of these. */
function brokenNames(
  files: readonly SourceFile[],
  diagnostics: readonly Diagnostic[],
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = files
    .filter((file) => hasErrors(diagnostics.filter((problem) => problem.span?.file === file)))
    .flatMap((file) =>
      [...file.text.matchAll(/#\s*(?:macro|test|docs)\b\s*["']?(\w+)/g)].map((match) => match[1] ?? ''),
    )
  return new Set(names.filter((name) => !known.has(name)))
}
