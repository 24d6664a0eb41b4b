import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Graph } from '../manifest/graph.ts'
import type { NodeId, TestNode } from '../manifest/nodes.ts'
import { relation } from '../manifest/relation.ts'
import { OriginText } from '../template/origin-text.ts'
import { placeTests } from './place-tests.ts'

function testNode(id: string, attachedTo: NodeId | null, dependsOn: readonly NodeId[]): TestNode {
  return {
    kind: 'test',
    id,
    name: id,
    fqn: [],
    path: '',
    span: { file: { path: '', text: '' }, start: 0, end: 0 },
    description: '',
    tags: [],
    meta: {},
    dependsOn,
    testKind: 'generic',
    testName: 'relationships',
    engine: 'redshift',
    attachedTo,
    column: null,
    arguments: {},
    scope: 'table',
    config: {
      severity: 'error',
      onFailure: 'block',
      where: null,
      warnIf: '!= 0',
      errorIf: '!= 0',
      failCalc: 'count(*)',
      limit: null,
      storeFailures: null,
    },
    compiled: { text: OriginText.empty, query: null },
    audit: relation('dbt_test__audit', 't'),
    measured: null,
    dataframe: null,
    failingIds: null,
    blocksBecause: null,
    judgesFiles: false,
    macros: [],
  }
}

/** orders → revenue, customers → revenue, other. */
const graph = new Graph([
  { id: 'orders', dependsOn: [] },
  { id: 'customers', dependsOn: [] },
  { id: 'revenue', dependsOn: ['orders', 'customers'] },
  { id: 'other', dependsOn: [] },
])
const all = new Set(['orders', 'customers', 'revenue', 'other'])

function placed(tests: readonly TestNode[], built: ReadonlySet<NodeId> = all): string {
  const { inside, alone, order } = placeTests(tests, graph, built)
  const parts = [...inside].map(([host, found]) => `${host}: ${found.map(({ id }) => id).join(',')}`)
  return [
    ...parts,
    ...alone.map(({ id }) => `alone: ${id}`),
    ...order.map((edge) => `${edge.before} < ${edge.after}`),
  ].join('; ')
}

describe('a test', () => {
  test.each([
    ['of one node runs inside it', 'orders', ['orders'], 'orders: t'],
    ['of a node further up runs inside', 'revenue', ['revenue', 'orders'], 'revenue: t'],
    ['of a node beside it asks for an order', 'orders', ['orders', 'customers'], 'orders: t; customers < orders'],
    ['of a node further down runs by itself', 'orders', ['orders', 'revenue'], 'alone: t'],
    ['of nothing runs by itself', null, [], 'alone: t'],
    ['of a source beside a node asks for nothing', 'orders', ['orders', 'source'], 'orders: t'],
  ])('%s', (_, attachedTo, dependsOn, expected) => {
    expect(placed([testNode('t', attachedTo, dependsOn)])).toBe(expected)
  })

  test('of a node that is not built runs by itself', () => {
    expect(placed([testNode('t', 'orders', ['orders'])], new Set(['revenue']))).toBe('alone: t')
  })
})

test('two tests that look at one another do not close a circle', () => {
  const tests = [testNode('a', 'orders', ['orders', 'customers']), testNode('b', 'customers', ['customers', 'orders'])]
  expect(placed(tests)).toBe('orders: a; alone: b; customers < orders')
})

test('the order that tests ask for never closes a circle', () => {
  const ids = [...Array(7).keys()].map((id) => `n${id}`)
  const edge = fc.tuple(fc.nat(6), fc.nat(6))
  fc.assert(
    fc.property(fc.array(edge.filter(([a, b]) => a < b)), fc.array(edge), (edges, wanted) => {
      const nodes = ids.map((id, index) => ({
        id,
        dependsOn: edges.filter(([, child]) => child === index).map(([parent]) => `n${parent}`),
      }))
      const tests = wanted.map(([host, other], index) => testNode(`t${index}`, `n${host}`, [`n${host}`, `n${other}`]))
      const { inside, alone, order } = placeTests(tests, new Graph(nodes), new Set(ids))
      const added = new Graph(
        nodes.map(({ id, dependsOn }) => ({
          id,
          dependsOn: [...dependsOn, ...order.filter(({ after }) => after === id).map(({ before }) => before)],
        })),
      )
      expect(added.order).toHaveLength(ids.length)
      expect([...inside.values()].flat().length + alone.length).toBe(tests.length)
    }),
  )
})
