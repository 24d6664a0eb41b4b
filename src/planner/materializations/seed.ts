import type { NodeId } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Action, DependentView, SqlText } from '../steps.ts'
import { candidate } from './table.ts'

export interface SeedInput {
  readonly seed: NodeId
  readonly target: Relation
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly tests: readonly Action[]
  readonly views: readonly DependentView[]
  readonly record: readonly SqlText[]
}

/** Loads a CSV file beside its target, checks it and publishes it. */
export function seedActions(input: SeedInput): readonly Action[] {
  return [
    {
      kind: 'transaction',
      actions: [
        { kind: 'load-seed', seed: input.seed, into: candidate, columns: input.columns },
        ...input.tests,
        { kind: 'publish', candidate, target: input.target, views: input.views },
        ...input.record.map((text): Action => ({ kind: 'execute', sql: text })),
      ],
    },
    { kind: 'fault-point', name: 'seeded' },
  ]
}
