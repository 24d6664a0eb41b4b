import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns, fateColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import type { Action } from '../steps.ts'
import { columnsBut, execute } from './actions.ts'
import { deltaIn } from './apply.ts'
import type { keyMatch } from './key-match.ts'

/** A load that a table is to become: the rows of the batch are all there are, whatever the table knows of before. */
export interface Replacement {
  /** The load's time, in UTC: what the load does not have was gone by then. */
  readonly loadedAt: string
}

/** Keys that are not as they were: with other values, new, or gone. */
export function differingIn(scratch: Scratch): Relation {
  return scratch.table('differing')
}

/** Keys of the target that the load does not have join the delta, as deleted at the load's time. */
export function goneActions(
  scratch: Scratch,
  target: Relation,
  { loadedAt }: Replacement,
  { names, same }: ReturnType<typeof keyMatch>,
): readonly Action[] {
  const { dialect } = scratch
  const delta = dialect.relation(deltaIn(scratch))
  const keys = names.map((name) => `t.${name}`).join(', ')
  return [
    execute(
      `insert into ${delta} (${names.join(', ')}, _op, _change_seq, _commit_ts) select ${keys}, 'D', null, timestamp '${loadedAt}' from ${dialect.relation(target)} as t where not exists (select 1 from ${delta} as d where ${same('d', 't')})`,
    ),
  ]
}

/**
 * Lays out which keys a load changes, so that whoever follows the table need not compute the rest anew.
 *
 * @param rows the rows that the target is about to get, where `are` holds
 * @param gone where the keys lie whose rows change otherwise
 */
export function differingActions(
  scratch: Scratch,
  target: Relation,
  { names }: Pick<ReturnType<typeof keyMatch>, 'names'>,
  { rows, are, gone }: { readonly rows: Relation; readonly are: string | null; readonly gone: readonly string[] },
): readonly Action[] {
  const { dialect } = scratch
  const differing = differingIn(scratch)
  const leavesOut = [...carriedColumns, ...fateColumns]
  const given = columnsBut(dialect, rows, leavesOut, are === null ? '' : ` where ${are}`)
  const keys = names.join(', ')
  return [
    {
      kind: 'create',
      as: 'scratch',
      into: differing,
      rows: given.kind === 'columns' ? { ...given, except: target } : given,
    },
    ...gone.map((from) => execute(`insert into ${dialect.relation(differing)} (${keys}) ${from}`)),
  ]
}
