/**
 * Tidemill as a library: what the command line does, for programs. All three read a project from disk; `compile` needs no
 * database and no credentials.
 */
export type { CompiledProject, CompileResult } from './compiler/compile.ts'
export {
  type Diagnostic,
  DiagnosticError,
  diagnosticToJson,
  type RelatedPlace,
  type Severity,
} from './diagnostics/diagnostic.ts'
export { formatDiagnostic, formatDiagnostics } from './diagnostics/format.ts'
export type { SourceFile, Span } from './diagnostics/source.ts'
export { type CompileOptions, compile, type PlanOptions, plan, type RunOptions, run } from './library.ts'
export type { Manifest } from './manifest/manifest.ts'
export type {
  EngineName,
  ExposureNode,
  ModelNode,
  Node,
  NodeId,
  SeedNode,
  SourceNode,
  TestNode,
  UnitTestNode,
} from './manifest/nodes.ts'
export type { Plan, Step, StepId, StepKind } from './planner/steps.ts'
export type { NodeResult, NodeStatus, RunEvent, RunListener, RunSummary } from './runner/events.ts'
export { TryAgainError } from './runner/try-again.ts'
