import { readSqlType } from '../../catalog/types/read-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { type Check, many, type Refusal, type Rule, type RuleCall } from '../rule.ts'
import { answered } from './table-columns.ts'

const shape = { packages: ['dbt_expectations'], scope: 'table', needsColumn: true } as const

/** Answered when the project is compiled. Without a length the type is that of any: `varchar`. */
export const valuesOfType: Rule = {
  ...shape,
  name: 'expect_column_values_to_be_of_type',
  summary: 'The column is of a type.',
  parameters: [{ name: 'column_type', required: true, type: 'names' }],
  check: (call) => ofType(call, 'column_type'),
}

export const valuesOfTypes: Rule = {
  ...shape,
  name: 'expect_column_values_to_be_in_type_list',
  summary: 'The column is of one of some types.',
  parameters: [{ name: 'column_type_list', required: true, type: 'names' }],
  check: (call) => ofType(call, 'column_type_list'),
}

function ofType(call: RuleCall, argument: string): Check | Refusal {
  const { engine, columnName } = call
  const given = many(call, argument)
  const wanted = given.map((written) => readSqlType(written, engine))
  if (wanted.includes(null)) return { kind: 'refused', argument, expected: 'the name of a type' }
  const { name, columns } = call.relation()
  const found = columns?.find((column) => column.name === columnName)?.type
  if (!found) return { kind: 'refused', argument, expected: `left out, since the type in "${name}" is not known` }
  const isSame = wanted.some((type, at) => {
    const spelled = typeName(type, engine)
    return spelled === found || (!given[at]?.includes('(') && withoutDetail(spelled) === withoutDetail(found))
  })
  return answered(call, isSame ? [] : [columnName ?? ''])
}

function withoutDetail(type: string): string {
  return type.replace(/\(.*\)$/, '')
}
