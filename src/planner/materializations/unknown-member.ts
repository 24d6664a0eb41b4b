import type { Relation } from '../../manifest/relation.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action } from '../steps.ts'
import { execute } from './actions.ts'

/** Of a row that no source has: its columns, with their values as SQL says them. */
export type UnknownMember = ReadonlyMap<string, string>

const versionId = "'unknown'"

/** Rows of the source must not have its key. */
export function unknownMemberCheck(
  { dialect }: Scratch,
  rows: Relation,
  keyColumns: readonly string[],
  member: UnknownMember | null,
): readonly Action[] {
  if (!member) return []
  const names = keyColumns.map(dialect.identifier)
  const isIt = keyColumns.map((name, at) => `${names[at]} = ${member.get(name) ?? 'null'}`).join(' and ')
  return [
    {
      kind: 'expect-none',
      sql: plainSql(`select ${names.join(', ')} from ${dialect.relation(rows)} where ${isIt} limit 1`),
      problem: 'versions/unknown-member-taken',
    },
  ]
}

/** Puts the row there as the project says it now. */
export function unknownMemberActions(
  { dialect }: Scratch,
  target: Relation,
  {
    unknownMember,
    keyColumns,
    initialValidFrom,
  }: {
    readonly unknownMember: UnknownMember | null
    readonly keyColumns: readonly string[]
    readonly initialValidFrom: string | null
  },
): readonly Action[] {
  if (!unknownMember) return []
  const table = dialect.relation(target)
  const isIt = keyColumns.map((name) => `${dialect.identifier(name)} = ${unknownMember.get(name) ?? 'null'}`)
  const columns = new Map([
    ...unknownMember,
    ['valid_from', `timestamp '${initialValidFrom ?? '0001-01-01 00:00:00'}'`],
    ['is_current', 'true'],
    ['is_deleted', 'false'],
    ['version_id', versionId],
  ])
  return [
    execute(`delete from ${table} where ${isIt.join(' and ')}`),
    execute(
      `insert into ${table} (${[...columns.keys()].map(dialect.identifier).join(', ')}) values (${[...columns.values()].join(', ')})`,
    ),
  ]
}
