import { formOf } from './node-forms.ts'
import type { Node } from './tree.ts'

/**
 * The nodes directly inside a node, in the order of its fields, which is mostly that of the text. Names are left out:
 * what they mean is for the node around them to say.
 */
export function children(node: Node): readonly Node[] {
  const form = formOf(node)
  if (!form) return none
  const found: Node[] = []
  for (const field of form.fields) {
    const value = inner(node, field)
    if (Array.isArray(value)) for (const item of value) found.push(item)
    else if (value) found.push(value)
  }
  return found
}

const none: readonly Node[] = []

/** What a field of `NodeForm` holds. */
function inner(node: Node, field: string): Node | Node[] | null {
  return node[field as keyof Node] as unknown as Node | Node[] | null
}

/**
 * Visits a node and all below it but names, parents first. A visitor that returns `'skip'` (any other result does not
 * count) leaves out what is inside the node. Needs no stack, so any tree can be walked.
 */
export function walk(root: Node, visit: (node: Node, ancestors: readonly Node[]) => unknown): void {
  const ancestors: Node[] = []
  // The depth of each node that waits stands in a list beside.
  const pending: Node[] = [root]
  const depths: number[] = [0]
  for (let node = pending.pop(); node; node = pending.pop()) {
    const depth = depths.pop() ?? 0
    while (ancestors.length > depth) ancestors.pop()
    if (visit(node, ancestors) === 'skip') continue
    const inside = children(node)
    if (inside.length === 0) continue
    ancestors.push(node)
    for (let index = inside.length - 1; index >= 0; index--) {
      const child = inside[index]
      if (!child) continue
      pending.push(child)
      depths.push(depth + 1)
    }
  }
}

/** Makes a new node of one whose children are new already; `original` is the node as it was. */
export type Change = (node: Node, original: Node) => Node

/**
 * The tree with each node replaced by what `change` makes of it, children before parents; `change` gets the node with
 * its new children, and as it was. A node whose children stay the same stays the same object. `change` must return a
 * node that can stand where the old one stood: an expression for an expression, a relation for a relation. Names are
 * left as they are.
 */
export function rewrite<T extends Node>(root: T, change: Change): T {
  return rewriteNode(root, change) as T
}

/** Chains grow to the left and may be thousands long, so the left side is followed in a loop. */
function rewriteNode(root: Node, change: Change): Node {
  if (!leftOf(root)) return change(rewriteFields(root, change, null), root)
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
  const form = formOf(node)
  if (!form) return node
  let copy: Record<string, unknown> | null = null
  for (const field of form.fields) {
    const value = inner(node, field)
    if (!value) continue
    let replaced: unknown = value
    if (left && field === 'left') replaced = left
    else if (Array.isArray(value)) replaced = rewriteList(value, change)
    else replaced = rewriteNode(value, change)
    if (replaced === value) continue
    copy ??= form.copy(node) as unknown as Record<string, unknown>
    copy[field] = replaced
  }
  return copy ? (copy as unknown as Node) : node
}

function rewriteList(list: readonly Node[], change: Change): readonly Node[] {
  let changed: Node[] | null = null
  for (let index = 0; index < list.length; index++) {
    const item = list[index]
    if (!item) continue
    const replaced = rewriteNode(item, change)
    if (replaced === item) continue
    changed ??= [...list]
    changed[index] = replaced
  }
  return changed ?? list
}
