import { type Check, many, one, type Rule, type RuleCall } from '../rule.ts'
import { allOf } from '../sql.ts'
import { ignoredRows, ignoreRowIf } from './ignore-row-if.ts'
import { rowCondition } from './row-condition.ts'

/** NULL is a value like others: two rows with the same values and NULLs are a duplicate. */
export const uniqueCombination: Rule = {
  name: 'unique_combination_of_columns',
  packages: ['dbt_utils'],
  summary: 'No two rows have the same values in all of some columns.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'combination_of_columns', required: true, type: 'columns' },
    { name: 'quote_columns', type: 'boolean' },
  ],
  check: (call) => duplicates(many(call, 'combination_of_columns'), null),
}

export const compoundColumnsUnique: Rule = {
  name: 'expect_compound_columns_to_be_unique',
  packages: ['dbt_expectations'],
  summary: 'No two rows have the same values in all of some columns; rows where all of them are NULL are left out.',
  scope: 'table',
  needsColumn: false,
  parameters: [
    { name: 'column_list', required: true, type: 'columns' },
    { name: 'quote_columns', type: 'boolean' },
    ignoreRowIf,
    rowCondition,
  ],
  check(call: RuleCall) {
    const columns = many(call, 'column_list')
    return duplicates(columns, allOf([one(call, 'row_condition'), ignoredRows(call, columns)]))
  },
}

function duplicates(by: readonly string[], where: string | null): Check {
  return { kind: 'groups', by, where, shows: `${by.join(', ')}, count(*) as n_records`, fails: 'count(*) > 1' }
}
