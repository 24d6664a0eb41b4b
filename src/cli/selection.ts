import { nothingSelected } from '../diagnostics/catalog/cli.ts'
import { DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import { formatDiagnostic, formatDiagnostics } from '../diagnostics/format.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { type Node, type NodeId, resourceTypeOf } from '../manifest/nodes.ts'
import { selectNodes } from '../planner/select.ts'
import type { Invocation } from './invocation.ts'

/**
 * What `--select`, `--exclude` and `--resource-type` leave, in topological order. A selection that matches nothing is a
 * warning, as in dbt; one that cannot be read is a DiagnosticError.
 */
export function selectedNodes(
  invocation: Invocation,
  manifest: Manifest,
  resourceTypes: readonly string[] = [],
): readonly NodeId[] {
  const { selection, console } = invocation
  const { ids, diagnostics } = selectNodes(manifest, selection)
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  if (diagnostics.length > 0) console.note(formatDiagnostics(diagnostics, console.style))
  const found = ids.filter((id) => {
    const node = manifest.nodes.get(id)
    return node !== undefined && ofType(node, resourceTypes)
  })
  if (found.length === 0 && (selection.select.length > 0 || selection.exclude.length > 0 || resourceTypes.length > 0)) {
    console.note(formatDiagnostic(nothingSelected(), console.style))
  }
  return found
}

/** Whether a selection was asked for at all. */
export function hasSelection({ selection }: Invocation): boolean {
  return selection.select.length > 0 || selection.exclude.length > 0
}

function ofType(node: Node, types: readonly string[]): boolean {
  if (types.length === 0 || types.includes('all')) return true
  return types.includes(resourceTypeOf(node)) || (node.kind === 'test' && types.includes('data_test'))
}
