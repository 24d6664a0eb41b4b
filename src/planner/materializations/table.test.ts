import { expect, test } from 'vitest'
import { relation } from '../../manifest/relation.ts'
import { duckdbPlanner } from '../dialects/duckdb.ts'
import { sparkPlanner } from '../dialects/spark.ts'
import { type PlannerDialect, scratchOf } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action } from '../steps.ts'
import { type TableInput, tableActions } from './table.ts'

const aTest: Action = {
  kind: 'test',
  test: 'test.t',
  prepares: [],
  sql: plainSql('select 0'),
  stores: null,
  ledger: 'tidemill',
  fingerprint: '',
}

function kinds(dialect: PlannerDialect, more: Partial<TableInput> = {}): string {
  const actions = tableActions({
    ...{ scratch: scratchOf(dialect, 1), target: relation('marts', 't'), existing: null, rows: plainSql('select 1') },
    ...{ prepare: [], before: [], after: [], tests: [], views: [], record: [], contract: null, judged: null, ...more },
  })
  const inside = actions.flatMap((action) => (action.kind === 'transaction' ? action.actions : [action]))
  return inside
    .filter((action) => action.kind !== 'fault-point')
    .map((action) => (action.kind === 'create' ? `create ${action.as}` : action.kind))
    .join(', ')
}

test('without transactions a first table that nothing can refuse is made at once', () => {
  expect(kinds(sparkPlanner)).toBe('create table, record')
})

test('a table that stands is replaced by rows that are there already', () => {
  expect(kinds(sparkPlanner, { existing: 'table' })).toBe('create scratch, publish, record')
})

test('what tests can refuse is looked at before it is published', () => {
  expect(kinds(sparkPlanner, { tests: [aTest] })).toBe('create scratch, test, publish, record')
})

test('in a transaction the table is built beside its target', () => {
  expect(kinds(duckdbPlanner)).toBe('create scratch, publish, record')
})
