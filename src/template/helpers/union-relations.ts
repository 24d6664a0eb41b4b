import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall, RelationColumn } from '../helper.ts'
import { describeKind, type RelationValue, type Value } from '../value.ts'
import { columnsOf, sameName } from './columns.ts'
import { compose, plain, printableItems } from './compose.ts'
import { quoteIdentifier, quoteString } from './identifier.ts'

/** All rows of several relations under the columns of all of them. */
export const unionRelations: Helper = {
  name: 'union_relations',
  description: 'All rows of several relations; a column that one of them lacks is NULL there.',
  example: 'select * from ({{union_relations (list (ref "orders_eu") (ref "orders_us"))}}) as orders',
  parameters: [
    { name: 'relations', kind: 'list', description: 'The relations, at least one.' },
    { name: 'except', kind: 'list', optional: true, description: 'Columns to leave out.' },
    {
      name: 'source_column',
      kind: 'text',
      optional: true,
      description: 'A further column that holds the name of the relation.',
    },
  ],
  run: writeUnion,
}

interface Branch {
  readonly relation: RelationValue
  readonly columns: readonly RelationColumn[]
}

function writeUnion(call: HelperCall): Value | null {
  const given = call.arguments
  const { span } = given.at('relations')
  const branches: Branch[] = []
  for (const item of given.list('relations')) {
    if (item.kind !== 'relation') {
      const found = `a list with ${describeKind(item.kind)} in it`
      call.report(problems.wrongKind(call.name, 'relations', 'a list of relations', found, span))
      return null
    }
    const columns = columnsOf(call, item, span)
    if (columns === null) return null
    branches.push({ relation: item, columns })
  }
  if (branches.length === 0) {
    call.report(problems.invalidArgument('"relations" of "union_relations" is an empty list.', span))
    return null
  }
  const except = printableItems(call, given.listOr('except', []), 'except', span)?.map(plain)
  if (except === undefined) return null
  const all = allColumns(branches).filter(({ name }) => !except.some((excluded) => sameName(excluded, name)))
  const sourceColumn = given.stringOr('source_column', null)
  const parts = branches.flatMap((branch, index) => [
    index === 0 ? '' : ' union all ',
    `select ${branchItems(call, branch, all, sourceColumn).join(', ')} from `,
    branch.relation.text,
  ])
  return compose(call, parts)
}

function branchItems(
  call: HelperCall,
  branch: Branch,
  all: readonly RelationColumn[],
  sourceColumn: string | null,
): string[] {
  const { dialect } = call.host
  const items = all.map(({ name, type }) => {
    const quoted = quoteIdentifier(name, dialect)
    if (branch.columns.some((column) => sameName(column.name, name))) return quoted
    return `${type === null ? 'null' : `cast(null as ${type})`} as ${quoted}`
  })
  if (sourceColumn === null) return items
  const name = quoteString(branch.relation.text.text, dialect)
  return [`${name} as ${quoteIdentifier(sourceColumn, dialect)}`, ...items]
}

/** The columns of all branches in the order of their first appearance, with the first type that is known. */
function allColumns(branches: readonly Branch[]): RelationColumn[] {
  const columns = new Map<string, RelationColumn>()
  for (const column of branches.flatMap((branch) => branch.columns)) {
    const key = column.name.toLowerCase()
    const known = columns.get(key)
    if (known === undefined) columns.set(key, column)
    else if (known.type === null) columns.set(key, { ...known, type: column.type })
  }
  return [...columns.values()]
}
