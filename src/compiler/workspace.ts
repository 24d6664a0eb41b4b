import type { KnownColumns } from '../analysis/known-columns.ts'
import type { ProfileConfig, ResolvedProfile } from '../config/profile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import type { NodeLineage } from '../manifest/lineage.ts'
import type { Node, NodeId } from '../manifest/nodes.ts'
import type { DataFrameTestFile } from './dataframe-test.ts'
import type { Declarations } from './declare.ts'
import type { LoadedProject } from './load.ts'
import type { RenderContext } from './render-model.ts'
import type { RenderedModel } from './render-models.ts'

/** What the parts of one compile share, and what they have found so far. */
export interface Workspace {
  readonly loaded: LoadedProject
  readonly profile: ProfileConfig | null
  readonly settings: ResolvedProfile
  readonly context: RenderContext
  readonly declarations: Declarations
  /** Tests in Python, by their names. */
  readonly dataframeTests: ReadonlyMap<string, DataFrameTestFile>
  readonly rendered: Map<NodeId, RenderedModel>
  readonly nodes: Map<NodeId, Node>
  readonly columns: KnownColumns
  readonly lineage: Map<NodeId, NodeLineage>
  /** Nodes with a mistake that has been reported. What only follows from it is not reported again. */
  readonly broken: Set<NodeId>
  report(diagnostic: Diagnostic): void
  /** Whether there were errors when a file was read. */
  hasErrorsIn(file: SourceFile): boolean
}
