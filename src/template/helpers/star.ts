import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall } from '../helper.ts'
import type { Value } from '../value.ts'
import { columnsOf, sameName } from './columns.ts'
import { compose, plain, printableItems } from './compose.ts'
import { quoteIdentifier } from './identifier.ts'

/** Columns by name, so that a query shows which it has while it follows those of its input. */
export const star: Helper = {
  name: 'star',
  description: 'The columns of a relation, by name, without those left out.',
  example: 'select {{star (ref "orders") except=(list "loaded_at")}} from {{ref "orders"}}',
  parameters: [
    { name: 'from', kind: 'relation', description: 'The relation.' },
    { name: 'except', kind: 'list', optional: true, description: 'Columns to leave out.' },
    {
      name: 'alias',
      kind: 'text',
      optional: true,
      description: 'The alias of the relation in the query, put in front of each column.',
    },
    { name: 'prefix', kind: 'text', optional: true, description: 'Put in front of each output name.' },
    { name: 'suffix', kind: 'text', optional: true, description: 'Put behind each output name.' },
  ],
  run: writeStar,
}

function writeStar(call: HelperCall): Value | null {
  const given = call.arguments
  const relation = given.relation('from')
  const columns = columnsOf(call, relation, given.at('from').span)
  if (columns === null) return null
  const exceptSpan = given.find('except')?.span ?? call.span
  const except = printableItems(call, given.listOr('except', []), 'except', exceptSpan)?.map(plain)
  if (except === undefined) return null
  const names = columns.map((column) => column.name)
  for (const name of except) {
    if (!names.some((known) => sameName(known, name))) {
      call.report(problems.unknownColumn(name, relation.text.text, exceptSpan, names))
    }
  }
  const kept = names.filter((name) => !except.some((excluded) => sameName(excluded, name)))
  if (kept.length === 0) {
    call.report(problems.invalidArgument(`"star" leaves no column of ${relation.text.text}.`, call.span))
    return null
  }
  const alias = given.stringOr('alias', '')
  const prefix = given.stringOr('prefix', '')
  const suffix = given.stringOr('suffix', '')
  const { dialect } = call.host
  const items = kept.map((name) => {
    const column = `${alias === '' ? '' : `${alias}.`}${quoteIdentifier(name, dialect)}`
    const output = `${prefix}${name}${suffix}`
    return output === name ? column : `${column} as ${quoteIdentifier(output, dialect)}`
  })
  return compose(call, [items.join(', ')])
}
