import type { Node } from './tree.ts'

/** The nodes directly inside a node, in the order of its fields, which is mostly that of the text. */
export function children(node: Node): readonly Node[] {
  const found: Node[] = []
  for (const value of Object.values(node)) {
    if (isNode(value)) found.push(value)
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) found.push(item)
  }
  return found
}

/**
 * Visits a node and all below it, parents first. A visitor that returns `'skip'` (any other result does not count) leaves out what is inside the node.
 * Needs no stack, so any tree can be walked.
 */
export function walk(root: Node, visit: (node: Node, ancestors: readonly Node[]) => unknown): void {
  const ancestors: Node[] = []
  const pending: { readonly node: Node; readonly depth: number }[] = [{ node: root, depth: 0 }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, depth } = next
    ancestors.length = depth
    if (visit(node, ancestors) === 'skip') continue
    ancestors.push(node)
    const inside = children(node)
    for (let index = inside.length - 1; index >= 0; index--) {
      const child = inside[index]
      if (child) pending.push({ node: child, depth: depth + 1 })
    }
  }
}

/** Makes a new node of one whose children are new already; `original` is the node as it was. */
export type Change = (node: Node, original: Node) => Node

/**
 * The tree with each node replaced by what `change` makes of it, children before parents; `change` gets the node with
 * its new children, and as it was. A node whose children stay the same stays the same object. `change` must return a node that can
 * stand where the old one stood: an expression for an expression, a relation for a relation.
 */
export function rewrite<T extends Node>(root: T, change: Change): T {
  return rewriteNode(root, change) as T
}

/** Chains grow to the left and may be thousands long, so the left side is followed in a loop. */
function rewriteNode(root: Node, change: Change): Node {
  const spine: Node[] = [root]
  for (let left = leftOf(root); left; left = leftOf(left)) spine.push(left)
  const bottom = spine.pop()
  const start = bottom ?? root
  let result = change(rewriteFields(start, change, null), start)
  for (let parent = spine.pop(); parent; parent = spine.pop()) {
    result = change(rewriteFields(parent, change, result), parent)
  }
  return result
}

/** The operand that a chain of its kind goes on in. */
function leftOf(node: Node): Node | null {
  return node.kind === 'binary' || node.kind === 'join' ? node.left : null
}

/** `left`, when given, is the new left operand. */
function rewriteFields(node: Node, change: Change, left: Node | null): Node {
  let copy: Record<string, unknown> | null = null
  for (const key of Object.keys(node)) {
    const value: unknown = node[key as keyof Node]
    let replaced: unknown = value
    if (left && key === 'left') replaced = left
    else if (isNode(value)) replaced = rewriteNode(value, change)
    else if (Array.isArray(value)) replaced = rewriteList(value, change)
    if (replaced === value) continue
    copy ??= { ...node }
    copy[key] = replaced
  }
  return isNode(copy) ? copy : node
}

function rewriteList(list: readonly unknown[], change: Change): readonly unknown[] {
  let changed = false
  const items = list.map((item) => {
    if (!isNode(item)) return item
    const replaced = rewriteNode(item, change)
    if (replaced !== item) changed = true
    return replaced
  })
  return changed ? items : list
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value
}
