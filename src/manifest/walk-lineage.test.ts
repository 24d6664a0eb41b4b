import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LineageEdge, mergeLineages, type NodeLineage, type ProjectLineage } from './lineage.ts'
import { compose, type KindSet, kindSet, kindsOf, type LineageKind, lineageKinds } from './lineage-kinds.ts'
import { lineageWalker, type WalkOptions } from './walk-lineage.ts'

/** `a.x<b.y:filter` is an edge into the column `x` of `a`, `a.*<b.y:filter` one into its rows. */
function lineageOf(...edges: readonly string[]): ProjectLineage {
  const nodes = new Map<string, { columns: Map<string, LineageEdge[]>; rows: LineageEdge[] }>()
  const nodeOf = (name: string) => {
    const node = nodes.get(name) ?? { columns: new Map<string, LineageEdge[]>(), rows: [] as LineageEdge[] }
    nodes.set(name, node)
    return node
  }
  for (const edge of edges) {
    const [, to = '', column = '', node = '', from = '', kind = ''] =
      /^(\w+)\.(\w|\*)<(\w+)\.(\w)(?::(\w+))?$/.exec(edge) ?? []
    const found = { node, column: from, kinds: kindSet((kind || 'identity') as LineageKind) }
    const { columns, rows } = nodeOf(to)
    if (column === '*') rows.push(found)
    else columns.set(column, [...(columns.get(column) ?? []), found])
    if (!nodeOf(node).columns.has(from)) nodeOf(node).columns.set(from, [])
  }
  return new Map([...nodes].map(([name, node]): [string, NodeLineage] => [name, { ...node, unresolved: [] }]))
}

function reached(lineage: ProjectLineage, start: string, options: WalkOptions): string[] {
  const [node = '', column = ''] = start.split('.')
  return lineageWalker(
    lineage,
    options,
  )({ node, column }).map((one) => `${one.node}.${one.column} ${kindsOf(one.kinds).join(' ')} ${one.hops}`)
}

const project = lineageOf(
  'stg.a<src.a',
  'stg.b<src.b:transformation',
  'core.a<stg.a',
  'core.b<stg.b',
  'core.*<stg.a:filter',
  'fact.a<core.a',
  'fact.s<core.b:aggregation',
  'fact.s<core.a:window',
  'fact.*<core.a:group_by',
  'fact.*<dim.k:join',
)

describe('walking', () => {
  test.each<readonly [string, WalkOptions, readonly string[]]>([
    [
      'fact.s',
      { direction: 'up', throughRows: false },
      [
        'core.b aggregation 1',
        'core.a window 1',
        'stg.b aggregation 2',
        'stg.a window 2',
        'src.b aggregation 3',
        'src.a window 3',
      ],
    ],
    [
      'fact.s',
      { direction: 'up', throughRows: true },
      [
        'core.b aggregation 1',
        'core.a group_by window 1',
        'dim.k join 1',
        'stg.b aggregation 2',
        'stg.a group_by filter window 2',
        'src.b aggregation 3',
        'src.a group_by filter window 3',
      ],
    ],
    [
      'src.a',
      { direction: 'down', throughRows: false },
      ['stg.a identity 1', 'core.a identity 2', 'fact.a identity 3', 'fact.s window 3'],
    ],
    ['dim.k', { direction: 'down', throughRows: true }, ['fact.a join 1', 'fact.s join 1']],
    ['src.b', { direction: 'up', throughRows: true }, []],
    ['nowhere.x', { direction: 'down', throughRows: true }, []],
  ])('from %s, %j', (start, options, expected) => {
    expect(reached(project, start, options)).toEqual(expected)
  })

  test('a circle ends', () => {
    const circle = lineageOf('a.x<b.x', 'b.x<a.x:aggregation', 'a.*<a.x:filter')
    expect(reached(circle, 'a.x', { direction: 'up', throughRows: true })).toEqual([
      'b.x identity aggregation filter 1',
    ])
  })

  test('a chain of 20,000 models is followed', () => {
    const edges = Array.from({ length: 20_000 }, (_, index) => `n${index + 1}.x<n${index}.x`)
    const found = reached(lineageOf(...edges), 'n20000.x', { direction: 'up', throughRows: false })
    expect(found).toHaveLength(20_000)
    expect(found.at(-1)).toBe('n0.x identity 20000')
  })

  test('what is above a column has it below, in the same ways', () => {
    const name = fc.tuple(fc.nat(5), fc.constantFrom('x', 'y')).map(([node, column]) => `n${node}.${column}`)
    const edge = fc.tuple(name, name, fc.constantFrom(...lineageKinds), fc.boolean()).map(([to, from, kind, isRow]) => {
      const target =
        isRow && !['identity', 'transformation', 'aggregation'].includes(kind) ? to.replace(/\w$/, '*') : to
      return `${target}<${from}:${kind}`
    })
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 15 }), name, fc.boolean(), (edges, start, throughRows) => {
        const lineage = lineageOf(...edges)
        const [node = '', column = ''] = start.split('.')
        fc.pre(lineage.get(node)?.columns.has(column) ?? false)
        const up = lineageWalker(lineage, { direction: 'up', throughRows })
        const down = lineageWalker(lineage, { direction: 'down', throughRows })
        for (const above of up({ node, column })) {
          const back = down(above).find((one) => one.node === node && one.column === column)
          expect(back && { kinds: kindsOf(back.kinds), hops: back.hops }).toEqual({
            kinds: kindsOf(above.kinds),
            hops: above.hops,
          })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('kinds', () => {
  const set = fc.integer({ min: 0, max: (1 << lineageKinds.length) - 1 })

  test('compose in any grouping, and an identity changes nothing', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        const identity: KindSet = kindSet('identity')
        expect(compose(compose(a, b), c)).toBe(compose(a, compose(b, c)))
        expect([compose(identity, a), compose(a, identity)]).toEqual([a, a])
      }),
    )
  })

  test('have words that lead back to them', () => {
    fc.assert(
      fc.property(set, (kinds) => {
        expect(kindSet(...kindsOf(kinds))).toBe(kinds)
      }),
    )
  })
})

test('the readings of a node are put together', () => {
  const [first, second] = [lineageOf('a.x<b.x', 'a.*<b.y:filter'), lineageOf('a.x<b.x:aggregation', 'a.z<b.x')]
  const versions = [first, second].map((lineage) => lineage.get('a')).filter((lineage) => lineage !== undefined)
  const merged = new Map([['a', mergeLineages(versions)]])
  expect([...(merged.get('a')?.columns ?? [])].map(([name, edges]) => `${name} ${edges.length}`)).toEqual([
    'x 1',
    'z 1',
  ])
  expect(reached(merged, 'a.x', { direction: 'up', throughRows: true })).toEqual([
    'b.x identity aggregation 1',
    'b.y filter 1',
  ])
})
