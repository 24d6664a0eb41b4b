import { describe, expect, test } from 'vitest'
import { mistakes, text } from '../../../tests/support/templates.ts'
import { booleanValue, nullValue } from '../value.ts'
import { helperThemes, standardHelpers } from './registry.ts'

const all = helperThemes.flatMap(({ helpers }) => helpers)

test('no name is taken twice', () => {
  expect(standardHelpers.size).toBe(all.length)
})

describe('what the documentation shows works', () => {
  const host = `{{#macro "var" default=null as |name default|}}2024{{/macro}}`
  const column = { name: 'order_id', type: 'bigint' }
  const columns = {
    orders: [column, { name: 'loaded_at', type: 'timestamp' }],
    events: [column],
    orders_eu: [column],
    orders_us: [column],
  }
  const context = { entity: text('orders'), status: text('new'), year: nullValue, recent: booleanValue(true) }
  test.each(all.map((helper) => [helper.name, helper.example]))('%s: %s', (name, example) => {
    const found = mistakes(example, { macros: host, columns, context })
    expect(found).toHaveLength(name === 'warn' ? 1 : 0)
  })

  test.each(all.map((helper) => [helper.name, helper]))('%s is described in sentences', (_, helper) => {
    for (const { description } of [helper, ...helper.parameters]) expect(description).toMatch(/^[A-Z"`].*\.$/s)
  })

  test.each(all.map((helper) => [helper.name, helper]))('%s: only the last parameter takes the rest', (_, helper) => {
    expect(helper.parameters.slice(0, -1).some((parameter) => parameter.rest)).toBe(false)
  })
})
