import { unknownVariable } from '../diagnostics/catalog/compile.ts'
import { dataframeReadsEphemeral } from '../diagnostics/catalog/dataframe.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { DataFrameFile } from '../python/read-dataframe.ts'
import { OriginText } from '../template/origin-text.ts'
import type { DeclaredModel } from './declare.ts'
import { newRecording } from './project-helpers.ts'
import { findModel, unknownModel, unknownSourceOrTable } from './render-model.ts'
import type { RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/** What a DataFrame model reads, in the shape of a template that was rendered: its text is the file as written. */
export function renderDataFrame(
  declared: DeclaredModel,
  python: DataFrameFile,
  { declarations, context }: Workspace,
): RenderedModel {
  const recording = newRecording()
  const diagnostics: Diagnostic[] = []
  for (const { name, changes, span } of python.refs) {
    const found = findModel(declarations, name.value)
    if (!found) diagnostics.push(unknownModel(declarations, name.value, name.span))
    else if (found.config.materialized === 'ephemeral')
      diagnostics.push(dataframeReadsEphemeral(declared.name, found.name, span))
    else recording.refs.push({ id: found.id, span, changes, isInChangedKeys: false })
  }
  for (const { source, table, span } of python.sources) {
    const found = declarations.sources.get(source.value)?.get(table.value)
    if (found) recording.sources.push({ id: found.id, span })
    else if (declarations.isComplete) {
      const place = declarations.sources.has(source.value) ? table.span : source.span
      diagnostics.push(unknownSourceOrTable(declarations, source.value, table.value, place))
    }
  }
  const { vars } = context.environment
  for (const { name, otherwise } of python.vars) {
    if (otherwise || vars.has(name.value) || !context.isProjectSound) continue
    diagnostics.push(unknownVariable(name.value, vars.keys(), name.span))
  }
  const isSound = python.definition !== null && !hasErrors([...python.diagnostics, ...diagnostics])
  const full = {
    text: OriginText.ofFile(declared.from.file),
    recording,
    diagnostics,
    isSound,
    isWhole: isSound,
  }
  const idsOf = (found: readonly { readonly id: string }[]) => [...new Set(found.map(({ id }) => id))]
  return {
    declared,
    full,
    incremental: full,
    predicates: [],
    refs: idsOf(recording.refs).filter((id) => id !== declared.id),
    sources: idsOf(recording.sources),
    lacksColumns: false,
    diagnostics,
  }
}
