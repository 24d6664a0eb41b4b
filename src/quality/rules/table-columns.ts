import { quoteString } from '../../sql/quote.ts'
import {
  type Check,
  type KnownColumn,
  many,
  one,
  type Refusal,
  type Rule,
  type RuleCall,
  type RuleParameter,
} from '../rule.ts'

/** Tests of a relation's columns, which are answered when the project is compiled. */
function columnsRule(
  name: string,
  summary: string,
  parameters: readonly RuleParameter[],
  mistakes: (columns: readonly string[], call: RuleCall) => readonly string[] | Refusal,
): Rule {
  const [first] = parameters
  return {
    name,
    packages: ['dbt_expectations'],
    summary,
    scope: 'table',
    needsColumn: false,
    parameters,
    check(call) {
      const { name: relation, columns } = call.relation()
      if (!columns) return unknown(first?.name ?? '', relation)
      const found = mistakes(
        columns.map((column) => column.name),
        call,
      )
      return 'kind' in found ? found : answered(call, found)
    },
  }
}

const columnList: RuleParameter = { name: 'column_list', required: true, type: 'names' }
const transform: RuleParameter = { name: 'transform', type: 'option', options: ['upper', 'lower'] }
const value: RuleParameter = { name: 'value', required: true, type: 'number' }

const lacking = (of: readonly string[], all: readonly string[]) => of.filter((name) => !all.includes(name))

export const columnRules: readonly Rule[] = [
  columnsRule('expect_table_column_count_to_equal', 'The relation has so many columns.', [value], (columns, call) =>
    columns.length === Number(one(call, 'value')) ? [] : [`${columns.length} columns`],
  ),
  columnsRule(
    'expect_table_columns_to_contain_set',
    'The relation has the columns of a list, whatever others there are.',
    [columnList, transform],
    (columns, call) => lacking(many(call, 'column_list'), columns),
  ),
  columnsRule(
    'expect_table_columns_to_match_ordered_list',
    'The relation has the columns of a list in that order, and no others.',
    [columnList, transform],
    (columns, call) => {
      const wanted = many(call, 'column_list')
      return [
        ...columns.filter((name, at) => wanted[at] !== name),
        ...wanted.filter((name, at) => columns[at] !== name),
      ]
    },
  ),
  columnsRule(
    'expect_table_columns_to_match_set',
    'The relation has the columns of a list, and no others.',
    [columnList, transform],
    (columns, call) => {
      const wanted = many(call, 'column_list')
      return [...lacking(columns, wanted), ...lacking(wanted, columns)]
    },
  ),
  columnsRule(
    'expect_table_columns_to_not_contain_set',
    'The relation has none of the columns of a list.',
    [columnList, transform],
    (columns, call) => many(call, 'column_list').filter((name) => columns.includes(name)),
  ),
]

/** A column that is not there is a mistake wherever it is tested, so that only its place is left to ask for. */
export const columnExists: Rule = {
  name: 'expect_column_to_exist',
  packages: ['dbt_expectations'],
  summary: 'The relation has the column, at a place if one is said.',
  scope: 'table',
  needsColumn: true,
  parameters: [{ name: 'column_index', type: 'number' }, transform],
  check(call) {
    const { name: relation, columns } = call.relation()
    const index = one(call, 'column_index')
    if (index === undefined)
      return { kind: 'query', failingRows: `select ${call.column} from ${call.model} where 1 = 0` }
    if (!columns) return unknown('column_index', relation)
    const at = columns.findIndex((column: KnownColumn) => column.name === call.columnName) + 1
    return answered(call, at === Number(index) ? [] : [call.columnName ?? ''])
  },
}

function unknown(argument: string, relation: string): Refusal {
  return { kind: 'refused', argument, expected: `left out, since the columns of "${relation}" are not known` }
}

/** A query with one row for each of the names. */
export function answered(call: RuleCall, names: readonly string[]): Check {
  const rows = names.map((name) => `select ${quoteString(call.engine, name)} as column_name`)
  const failingRows = rows.length > 0 ? rows.join(' union all ') : `select '' as column_name where 1 = 0`
  return { kind: 'query', failingRows }
}
