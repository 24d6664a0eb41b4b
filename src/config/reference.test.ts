import { expect, test } from 'vitest'
import { readReference } from './reference.ts'

test.each([
  ["ref('x')", { kind: 'ref', name: 'x' }],
  [' ref( "x" ) ', { kind: 'ref', name: 'x' }],
  ["source('a', 'b')", { kind: 'source', source: 'a', table: 'b' }],
  ['this', { kind: 'this' }],
  ['{{ref "x"}}', { kind: 'ref', name: 'x' }],
  ["{{ source 'a' 'b' }}", { kind: 'source', source: 'a', table: 'b' }],
  ["{{ ref('x') }}", { kind: 'ref', name: 'x' }],
  ['{{this}}', { kind: 'this' }],
  ['x', null],
  ["ref('x') and more", null],
  ["source('a')", null],
])('%s', (text, expected) => {
  expect(readReference(text)).toEqual(expected)
})
