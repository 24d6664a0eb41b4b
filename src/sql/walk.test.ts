import { describe, expect, test } from 'vitest'
import { call, string } from './build.ts'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './printer.ts'
import type { Node, Query } from './tree.ts'
import { children, rewrite, walk } from './walk.ts'

function query(sql: string): Query {
  const result = parseQuery(sql, 'spark')
  if (!result.query) throw new Error(result.problem.message)
  return result.query
}

test('children are the nodes directly inside', () => {
  const { body } = query('select a + 1 from t')
  expect(children(body).map((node) => node.kind)).toEqual(['select-item', 'table'])
})

describe('walk', () => {
  test('visits parents first, in the order of the text', () => {
    const names: string[] = []
    walk(query('select a, f(b) from c where d'), (node) => {
      if (node.kind === 'column') names.push(...node.parts.map(({ name }) => name))
      if (node.kind === 'call' || node.kind === 'table') names.push(...node.name.map(({ name }) => name))
    })
    expect(names).toEqual(['a', 'f', 'b', 'c', 'd'])
  })

  test('skips what is inside', () => {
    const kinds: string[] = []
    walk(query('select (select 1), a'), (node) => {
      kinds.push(node.kind)
      return node.kind === 'subquery' ? 'skip' : undefined
    })
    expect(kinds).toEqual(['query', 'select', 'select-item', 'subquery', 'select-item', 'column'])
  })

  test('knows the ancestors', () => {
    let above: readonly string[] = []
    walk(query('select a = 1'), (node, ancestors) => {
      if (node.kind === 'number') above = ancestors.map((ancestor) => ancestor.kind)
    })
    expect(above).toEqual(['query', 'select', 'select-item', 'binary'])
  })
})

describe('rewrite', () => {
  const shout = (node: Node): Node => (node.kind === 'column' ? call('up', [node], node.span) : node)

  test('replaces nodes, children before parents', () => {
    const changed = rewrite(query('select a + b from t where f(a) is null'), shout)
    expect(printQuery(changed, 'spark').text).toBe('select up(a) + up(b)\nfrom t\nwhere f(up(a)) is null')
  })

  test('keeps what does not change', () => {
    const before = query('select a from t where b')
    const after = rewrite(before, (node) =>
      node.kind === 'column' && node.parts[0]?.name === 'b' ? string('x', node.span) : node,
    )
    expect(after).not.toBe(before)
    expect(after.body.kind === 'select' && before.body.kind === 'select' && after.body.items).toBe(
      before.body.kind === 'select' && before.body.items,
    )
    expect(rewrite(before, (node) => node)).toBe(before)
  })
})
