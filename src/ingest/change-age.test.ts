import { describe, expect, test } from 'vitest'
import { changeAge, type OrderBy } from './change-age.ts'

const age = (...orderBy: OrderBy) =>
  changeAge(orderBy, (name) => `t.${name}`, {
    sequenceOrder: (expression) => `order(${expression})`,
    binaryText: (expression) => expression,
  })

const load = 'case when t._change_seq is null then 0 else 1 end'
const sequence = 'order(t._change_seq)'
const time = "coalesce(t._commit_ts, timestamp '0001-01-01 00:00:00')"

describe('the age of a change', () => {
  test('goes by what order_by says, after rows of the load', () => {
    expect(age('change_seq', 'commit_ts')).toEqual([load, sequence, time])
    expect(age('commit_ts', 'change_seq')).toEqual([load, time, sequence])
    expect(age('change_seq')).toEqual([load, sequence])
  })

  test('without the sequence lets a made one decide, and no other', () => {
    expect(age('commit_ts')).toEqual([load, time, "case when t._change_seq like '-%' then t._change_seq else '' end"])
  })
})
