import type { NodeId } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { together } from './actions.ts'
import { candidateIn } from './table.ts'

export interface SeedInput {
  readonly scratch: Scratch
  readonly seed: NodeId
  readonly target: Relation
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly tests: readonly Action[]
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

/** Loads a CSV file beside its target, checks it and publishes it. */
export function seedActions(input: SeedInput): readonly Action[] {
  const candidate = candidateIn(input.scratch)
  return [
    ...together(input.scratch.dialect, [
      { kind: 'load-seed', seed: input.seed, into: candidate, columns: input.columns },
      ...input.tests,
      { kind: 'publish', candidate, target: input.target, counts: true, views: input.views },
      { kind: 'record', statements: input.record },
    ]),
    { kind: 'fault-point', name: 'seeded' },
  ]
}
