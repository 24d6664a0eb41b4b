import { expect, test } from 'vitest'
import type { ColumnInfo } from '../manifest/nodes.ts'
import type { Action } from '../planner/steps.ts'
import { dataframeProblems } from './dataframe-problems.ts'

const place = { file: { path: 'models/a.py', text: 'def model(tm, spark):' }, start: 0, end: 20 }
const promise = (name: string, dataType: string): ColumnInfo => ({
  name,
  dataType,
  description: '',
  tags: [],
  meta: {},
})

function problems(
  expected: Partial<Pick<Extract<Action, { kind: 'dataframe' }>, 'needs' | 'contract'>>,
  columns: Record<string, string>,
): string[] {
  const action: Extract<Action, { kind: 'dataframe' }> = {
    kind: 'dataframe',
    model: 'model.p.a',
    code: '',
    path: 'models/a.py',
    calls: 'model',
    reads: [],
    vars: {},
    needs: { as: 'key', columns: [] },
    contract: null,
    into: { schema: '', name: 'a' },
    ...expected,
  }
  const given = Object.entries(columns).map(([name, type]) => ({ name, type }))
  return dataframeProblems(action, given, 'a', place).map(({ code, message }) => `${code} ${message}`)
}

test('a key column has to be there, in any case', () => {
  const needs = { as: 'key', columns: ['id', 'line'] } as const
  expect(problems({ needs }, { ID: 'bigint', Line: 'int' })).toEqual([])
  expect(problems({ needs }, { id: 'bigint' })).toEqual([expect.stringMatching(/^cdc\/key-lost .*line/)])
})

test('so has what tells changes apart', () => {
  const needs = { as: 'changes', columns: ['_op', '_change_seq', '_commit_ts', '_change_id'] } as const
  expect(problems({ needs }, { id: 'bigint', _op: 'string', _commit_ts: 'timestamp' })).toEqual([
    'dataframe/change-columns-lost "a" keeps every change, and its result lacks _change_seq and _change_id.',
  ])
})

test('a contract holds for names and types; text may be of any length', () => {
  const contract = [promise('id', 'bigint'), promise('name', 'varchar(20)'), promise('total', 'decimal(18, 2)')]
  expect(problems({ contract }, { id: 'bigint', NAME: 'string', total: 'decimal(18,2)', _op: 'string' })).toEqual([])
  expect(problems({ contract }, { id: 'int', name: 'bigint', totl: 'decimal(18,2)' })).toEqual([
    expect.stringMatching(/^contract\/type-differs .*id/),
    expect.stringMatching(/^contract\/type-differs .*name/),
    expect.stringMatching(/^contract\/column-missing .*total/),
    expect.stringMatching(/^contract\/undeclared-column .*totl/),
  ])
})
