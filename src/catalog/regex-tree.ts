/** A regular expression of Perl's kind as a tree; every node keeps the text that it was read from. */
export type RegexNode =
  | { readonly kind: 'alternation'; readonly text: string; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'sequence'; readonly text: string; readonly items: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly text: string; readonly capturing: boolean; readonly body: RegexNode }
  | Look
  | {
      readonly kind: 'repeat'
      readonly text: string
      readonly item: RegexNode
      readonly least: number
      readonly most: number
      /** As it is written: `{2,}?`. */
      readonly sign: string
    }
  /** One character: a literal, a class, a dot. */
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'anchor'; readonly text: string }

export interface Look {
  readonly kind: 'look'
  readonly text: string
  readonly behind: boolean
  readonly negated: boolean
  readonly body: RegexNode
}

/** How many characters a node can match. */
export interface Width {
  readonly least: number
  readonly most: number
}

class Unread extends Error {}

/** Null for what this does not read: back references, atomic groups, names, flags within the pattern. */
export function readRegex(pattern: string): RegexNode | null {
  let at = 0
  const rest = (expression: RegExp) => expression.exec(pattern.slice(at))?.[0] ?? null

  function alternation(): RegexNode {
    const start = at
    const branches = [sequence()]
    while (pattern[at] === '|') {
      at++
      branches.push(sequence())
    }
    const [only] = branches
    return branches.length === 1 && only ? only : { kind: 'alternation', text: pattern.slice(start, at), branches }
  }

  function sequence(): RegexNode {
    const start = at
    const items: RegexNode[] = []
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') items.push(repeated())
    return { kind: 'sequence', text: pattern.slice(start, at), items }
  }

  function repeated(): RegexNode {
    const start = at
    const item = atom()
    const sign = rest(/^(?:[*+?]|\{\d+(?:,\d*)?\})\??/)
    if (sign === null) return item
    at += sign.length
    if (item.kind === 'anchor' || item.kind === 'look' || /[*+?{]/.test(pattern[at] ?? '')) throw new Unread()
    return { kind: 'repeat', text: pattern.slice(start, at), item, ...countsOf(sign), sign }
  }

  function atom(): RegexNode {
    if (pattern[at] === '(') return group()
    const text = rest(atomForm)
    if (text === null) throw new Unread()
    at += text.length
    return { kind: /^(?:\^|\$|\\[bBAzZ])$/.test(text) ? 'anchor' : 'set', text }
  }

  function group(): RegexNode {
    const start = at
    const opening = rest(/^\((?:\?(?::|=|!|<=|<!))?/) ?? ''
    at += opening.length
    if (opening === '(' && pattern[at] === '?') throw new Unread()
    const body = alternation()
    if (pattern[at] !== ')') throw new Unread()
    at++
    const text = pattern.slice(start, at)
    if (opening === '(' || opening === '(?:') return { kind: 'group', text, capturing: opening === '(', body }
    return { kind: 'look', text, behind: opening.includes('<'), negated: opening.endsWith('!'), body }
  }

  try {
    const tree = alternation()
    return at === pattern.length ? tree : null
  } catch (failure) {
    if (failure instanceof Unread) return null
    throw failure
  }
}

const atomForm =
  /^(?:\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\\(?:[dDwWsSbBAzZntrf]|x[0-9a-fA-F]{2}|[pP]\{\w+\}|[^\w\s])|[\^$.]|[^\\[\](){}*+?|])/u

function countsOf(sign: string): Width {
  if (sign.startsWith('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
  if (sign.startsWith('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
  if (sign.startsWith('?')) return { least: 0, most: 1 }
  const [, low = '', comma, high = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(sign) ?? []
  const least = Number(low)
  if (!comma) return { least, most: least }
  return { least, most: high === '' ? Number.POSITIVE_INFINITY : Number(high) }
}

export function widthOf(node: RegexNode): Width {
  switch (node.kind) {
    case 'anchor':
    case 'look':
      return { least: 0, most: 0 }
    case 'set':
      return { least: 1, most: 1 }
    case 'group':
      return widthOf(node.body)
    case 'repeat': {
      const { least, most } = widthOf(node.item)
      return { least: least * node.least, most: most === 0 ? 0 : most * node.most }
    }
    case 'sequence':
      return node.items.map(widthOf).reduce((a, b) => ({ least: a.least + b.least, most: a.most + b.most }), none)
    case 'alternation': {
      const widths = node.branches.map(widthOf)
      return {
        least: Math.min(...widths.map(({ least }) => least)),
        most: Math.max(...widths.map(({ most }) => most)),
      }
    }
  }
}

const none: Width = { least: 0, most: 0 }

/** The node and all within it. */
export function nodesOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'alternation':
      return [node, ...node.branches.flatMap(nodesOf)]
    case 'sequence':
      return [node, ...node.items.flatMap(nodesOf)]
    case 'group':
    case 'look':
      return [node, ...nodesOf(node.body)]
    case 'repeat':
      return [node, ...nodesOf(node.item)]
    default:
      return [node]
  }
}
