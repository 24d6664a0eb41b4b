import type { Node } from '../../src/sql/tree.ts'

/**
 * An expression in one short line, with its structure in parentheses: `a + b * c` is `(+ a (* b c))`.
 * Kinds without a form of their own are written `kind[nodes inside]`, names among them.
 */
export function outline(node: Node): string {
  switch (node.kind) {
    case 'identifier':
      return node.name
    case 'column':
      return node.parts.map((part) => part.name).join('.')
    case 'number':
      return node.digits + (node.suffix ?? '')
    case 'string':
      return JSON.stringify(node.value)
    case 'boolean':
      return String(node.value)
    case 'null':
      return 'null'
    case 'keyword':
      return `:${node.word}`
    case 'binary':
      return `(${node.operator} ${outline(node.left)} ${outline(node.right)})`
    case 'unary':
      return `(${node.operator} ${outline(node.operand)})`
    case 'cast':
      return `(${node.safe ? 'try-cast' : 'cast'} ${outline(node.value)} ${outline(node.type)})`
    case 'simple-type':
      return node.name + (node.parameters.length > 0 ? `<${node.parameters.join(' ')}>` : '')
    case 'call':
      return `${node.name.map((part) => part.name).join('.')}(${node.args.map(outline).join(' ')})`
    default:
      return `${node.kind}[${nodesIn(node).map(outline).join(' ')}]`
  }
}

function nodesIn(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'kind' in value)
}
