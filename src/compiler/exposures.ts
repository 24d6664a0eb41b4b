import { readReference } from '../config/reference.ts'
import { badReference } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { ExposureNode, NodeId } from '../manifest/nodes.ts'
import type { Declarations } from './declare.ts'
import { describeNode } from './descriptions.ts'
import type { LoadedProject } from './load.ts'
import { findModel, type RenderContext, unknownModel, unknownSourceOrTable } from './render-model.ts'

type Report = (diagnostic: Diagnostic) => void

export function compileExposures(
  loaded: LoadedProject,
  declarations: Declarations,
  context: RenderContext,
  report: Report,
): ExposureNode[] {
  return loaded.properties
    .flatMap((file) => file.exposures)
    .filter((exposure) => exposure.enabled)
    .map((exposure) => ({
      kind: 'exposure',
      id: `exposure.${loaded.project.name}.${exposure.name.value}`,
      name: exposure.name.value,
      fqn: [loaded.project.name, exposure.name.value],
      path: exposure.span.file.path,
      span: exposure.name.span,
      ...describeNode(exposure.description, context, report),
      tags: exposure.tags,
      meta: exposure.meta,
      dependsOn: exposure.dependsOn
        .map((written) => resolveReference(written.value, written.span, declarations, report))
        .filter((id) => id !== null),
      label: exposure.label,
      type: exposure.type,
      maturity: exposure.maturity,
      url: exposure.url,
      owner: exposure.owner,
    }))
}

/** The node that a text of YAML refers to, as `ref('x')`; null when there is none, which was reported. */
export function resolveReference(text: string, span: Span, declarations: Declarations, report: Report): NodeId | null {
  const reference = readReference(text)
  switch (reference?.kind) {
    case 'ref': {
      const model = findModel(declarations, reference.name)
      if (!model) report(unknownModel(declarations, reference.name, span))
      return model?.id ?? null
    }
    case 'source': {
      const { source, table } = reference
      const found = declarations.sources.get(source)?.get(table)
      if (!found && declarations.isComplete) report(unknownSourceOrTable(declarations, source, table, span))
      return found?.id ?? null
    }
    default:
      report(badReference(text, findModel(declarations, text.trim())?.name ?? null, span))
      return null
  }
}
