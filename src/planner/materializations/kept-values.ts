import type { KeptColumn } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import { knownColumn } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action, ColumnRows } from '../steps.ts'
import { execute } from './actions.ts'

/** Columns that keep their values where a change does not tell them. */
export interface KeptInput {
  readonly columns: readonly KeptColumn[]
  /** The staged rows, which say whether the batch tells. */
  readonly staged: Relation
}

/** Has rows say of each kept column whether the batch tells its value. `change`: the staged change that they come of. */
export function withKnown(
  scratch: Scratch,
  rows: ColumnRows,
  { columns, staged }: KeptInput,
  change: string,
): ColumnRows {
  if (columns.length === 0) return rows
  const { identifier, relation } = scratch.dialect
  const names = knownNames(columns)
  return {
    ...rows,
    leavesOut: [...rows.leavesOut, ...names],
    adds: [...rows.adds, ...names.map((name) => ({ name, expression: `coalesce(u.${identifier(name)}, true)` }))],
    from: `${rows.from} left join ${relation(staged)} as u on u._change_id = ${change}`,
  }
}

/** Takes the values from the target that the rows, newer than those, do not tell. */
export function keepActions(
  scratch: Scratch,
  rows: Relation,
  target: Relation,
  same: (one: string, other: string) => string,
  { columns }: KeptInput,
): readonly Action[] {
  const { identifier, relation } = scratch.dialect
  const own = identifier(rows.name)
  return columns.map(({ column, of }) =>
    execute(
      `update ${relation(rows)} set ${identifier(column)} = t.${identifier(column)} from ${relation(target)} as t where ${same(own, 't')} and not ${own}.${identifier(knownColumn(of))}`,
    ),
  )
}

export function knownNames(columns: readonly KeptColumn[]): readonly string[] {
  return [...new Set(columns.map(({ of }) => knownColumn(of)))]
}
