import type { Expression, Node } from './tree.ts'

const table: Readonly<Record<Expression['kind'], true>> = {
  null: true,
  boolean: true,
  number: true,
  string: true,
  'binary-literal': true,
  'typed-literal': true,
  interval: true,
  column: true,
  star: true,
  keyword: true,
  unary: true,
  binary: true,
  is: true,
  'is-distinct': true,
  between: true,
  'in-list': true,
  'in-subquery': true,
  like: true,
  'like-quantified': true,
  quantified: true,
  exists: true,
  subquery: true,
  case: true,
  cast: true,
  'at-time-zone': true,
  call: true,
  extract: true,
  trim: true,
  position: true,
  lambda: true,
  subscript: true,
  field: true,
  row: true,
  array: true,
  struct: true,
  raw: true,
}

const kinds: ReadonlySet<string> = new Set(Object.keys(table))

/** Whether a node is an expression: what can stand where a value is wanted. */
export function isExpression(node: Node): node is Expression {
  return kinds.has(node.kind)
}
