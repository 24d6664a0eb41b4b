import { expect, test } from 'vitest'
import { inRunningOrder } from './running-order.ts'

const order = (...tasks: readonly [id: string, ...after: string[]][]) =>
  inRunningOrder(tasks.map(([id, ...after]) => ({ id, after }))).map((task) => task.id)

test('leaves alone what is in order', () => {
  expect(order(['b'], ['a'], ['c', 'a'])).toEqual(['b', 'a', 'c'])
})

test('puts what is waited for first', () => {
  expect(order(['a', 'c'], ['b'], ['c', 'd'], ['d'])).toEqual(['d', 'c', 'a', 'b'])
})

test('takes what is not there for done', () => {
  expect(order(['a', 'x'])).toEqual(['a'])
})
