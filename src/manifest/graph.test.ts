import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Graph } from './graph.ts'

/** `graph('a', 'b<a', 'c<a,b')`: b is built from a, c from both. */
function graph(...nodes: readonly string[]): Graph {
  return new Graph(
    nodes.map((node) => {
      const [id = '', parents = ''] = node.split('<')
      return { id, dependsOn: parents.split(',').filter((parent) => parent !== '') }
    }),
  )
}

describe('order', () => {
  test.each([
    [['a', 'b'], 'a b'],
    [['b', 'a'], 'a b'],
    [['a<b', 'b'], 'b a'],
    [['d<b,c', 'b<a', 'c<a', 'a'], 'a b c d'],
    [['a<unknown'], 'a'],
    [['a<b', 'b<a', 'c<a', 'd'], 'd'],
    [[], ''],
  ])('%j', (nodes, order) => {
    expect(graph(...nodes).order.join(' ')).toBe(order)
  })

  test('every node comes after all that it depends on', () => {
    const edges = fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(20)).filter(([a, b]) => a < b))
    fc.assert(
      fc.property(edges, fc.shuffledSubarray([...Array(21).keys()], { minLength: 21 }), (pairs, order) => {
        const nodes = order.map((id) => ({
          id: `n${id}`,
          dependsOn: pairs.filter(([, child]) => child === id).map(([parent]) => `n${parent}`),
        }))
        const found = new Graph(nodes).order
        expect(found.length).toBe(21)
        for (const { id, dependsOn } of nodes)
          for (const parent of dependsOn) expect(found.indexOf(parent)).toBeLessThan(found.indexOf(id))
      }),
    )
  })
})

describe('neighbours', () => {
  const diamond = graph('a', 'b<a', 'c<a', 'd<b,c', 'e<d')

  test.each([
    ['d', 'b c', 'e'],
    ['a', '', 'b c'],
    ['nobody', '', ''],
  ])('of %s', (id, parents, children) => {
    expect(diamond.parents(id).join(' ')).toBe(parents)
    expect(diamond.children(id).join(' ')).toBe(children)
  })

  test.each([
    ['d', 1, 'b c', 'e'],
    ['d', 2, 'a b c', 'e'],
    ['e', 2, 'b c d', ''],
    ['d', 0, '', ''],
    ['a', Number.POSITIVE_INFINITY, '', 'b c d e'],
  ])('around %s, %d hops away', (id, depth, above, below) => {
    expect([...diamond.ancestors(id, depth)].sort().join(' ')).toBe(above)
    expect([...diamond.descendants(id, depth)].sort().join(' ')).toBe(below)
  })

  test('a node on a circle is not above itself', () => {
    expect([...graph('a<b', 'b<a').ancestors('a')]).toEqual(['b'])
  })
})

describe('circles', () => {
  test.each([
    [['a', 'b<a'], []],
    [['a<b', 'b<a'], ['a b']],
    [['a<a'], ['a']],
    [['a<c', 'b<a', 'c<b', 'below<a'], ['a b c']],
    [
      ['a<b', 'b<a', 'x<y,b', 'y<x'],
      ['a b', 'x y'],
    ],
  ])('%j', (nodes, cycles) => {
    expect(
      graph(...nodes)
        .findCycles()
        .map((cycle) => cycle.join(' ')),
    ).toEqual(cycles)
  })

  test('there is one exactly when the order is not complete, and each is closed', () => {
    const edges = fc.uniqueArray(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 })
    fc.assert(
      fc.property(edges, (pairs) => {
        const nodes = [...Array(9).keys()].map((id) => ({
          id: `n${id}`,
          dependsOn: pairs.filter(([, child]) => child === id).map(([parent]) => `n${parent}`),
        }))
        const found = new Graph(nodes)
        const cycles = found.findCycles()
        expect(cycles.length === 0).toBe(found.order.length === nodes.length)
        for (const cycle of cycles)
          for (const [index, id] of cycle.entries()) expect(found.parents(id)).toContain(cycle.at(index - 1))
      }),
    )
  })
})
