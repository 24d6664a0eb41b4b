import { type Look, nodesOf, type RegexNode, readRegex, widthOf } from './regex-tree.ts'

/**
 * A pattern that looks around, as conditions on a place and a pattern without them that is matched there. RE2, which DuckDB
 * has, cannot look around; tried place by place it need not.
 */
export interface PlacedPattern {
  readonly branches: readonly PlacedBranch[]
  /** A match is empty always, or never: what follows an empty one differs from engine to engine. */
  readonly empty: boolean
  /** What stands before the place may matter. */
  readonly looksBack: boolean
  /** How many groups there are, if they are numbered as those of the one branch's own pattern are; else null. */
  readonly groups: number | null
}

/** A choice of the outermost `|`; the first that matches at a place is the match. */
export interface PlacedBranch {
  /** Only the first place will do. */
  readonly first: boolean
  readonly conditions: readonly PlaceCondition[]
  /** What is matched at the place, and, in `tail`, what must follow it. */
  readonly main: string
  readonly tail: string
  /** It has word borders, which need the character before the place. */
  readonly borders: boolean
}

/** What is seen from so many characters behind the place on, or before it. */
export interface PlaceCondition {
  readonly behind: boolean
  readonly negated: boolean
  readonly offset: number
  /** How many characters before the place can matter. */
  readonly reach: number
  readonly pattern: string
  readonly borders: boolean
}

const mostOffset = 900

/** Null for a pattern that cannot be taken apart without a doubt. */
export function placedPattern(pattern: string): PlacedPattern | null {
  const tree = readRegex(pattern)
  if (!tree || someNode(tree, repeatsNothing)) return null
  const choices = tree.kind === 'alternation' ? tree.branches : [tree]
  const branches: PlacedBranch[] = []
  for (const choice of choices) {
    const branch = branchOf(choice)
    if (!branch) return null
    branches.push(branch)
  }
  const { least, most } = widthOf(tree)
  if (least === 0 && most > 0) return null
  return {
    branches,
    empty: most === 0,
    looksBack: branches.some(
      ({ first, borders, conditions }) =>
        first || borders || conditions.some((condition) => condition.behind || condition.borders),
    ),
    groups: groupsOf(tree, branches),
  }
}

/** What a repetition of nothing matches differs from engine to engine. */
function repeatsNothing(node: RegexNode): boolean {
  return node.kind === 'repeat' && widthOf(node.item).least === 0
}

/** Groups of what is looked at count as well, so they must stand behind the others; those themselves are not to be had. */
function groupsOf(tree: RegexNode, branches: readonly PlacedBranch[]): number | null {
  if (branches.length > 1) return null
  const groups = (node: RegexNode) => nodesOf(node).filter((inner) => inner.kind === 'group' && inner.capturing).length
  const items = tree.kind === 'sequence' ? tree.items : [tree]
  const own = items.filter(({ kind }) => kind !== 'look')
  const looked = items.findIndex((item) => item.kind === 'look' && groups(item) > 0)
  const behind = looked === -1 ? [] : items.slice(looked).filter(({ kind }) => kind !== 'look')
  return behind.some((item) => groups(item) > 0) ? null : own.reduce((sum, item) => sum + groups(item), 0)
}

function someNode(node: RegexNode, test: (node: RegexNode) => boolean): boolean {
  return nodesOf(node).some(test)
}

function branchOf(choice: RegexNode): PlacedBranch | null {
  const items = choice.kind === 'sequence' ? [...choice.items] : [choice]
  const tail = tailOf(items)
  if (tail === null) return null
  const conditions: PlaceCondition[] = []
  let first = false
  let main = ''
  let borders = false
  // How far behind the place a look stands is known as long as all before it has one width.
  let offset = 0
  for (const item of items) {
    if (item.kind === 'look') {
      const condition = conditionOf(item, offset)
      if (!condition) return null
      conditions.push(condition)
    } else if (item.kind === 'anchor' && isStart(item)) {
      if (offset !== 0) return null
      first = true
    } else if (someNode(item, (node) => node.kind === 'look' || isStart(node) || isEnd(node))) {
      return null
    } else {
      main += item.text
      borders ||= hasBorder(item)
      const { least, most } = widthOf(item)
      offset = least === most ? offset + least : Number.NaN
    }
  }
  if (tail.node && hasBorder(tail.node)) borders = true
  return { first, conditions, main, tail: tail.pattern, borders }
}

/** Takes a look-ahead, or the end of the text, off the end of a sequence whose width before it is not known. */
function tailOf(items: RegexNode[]): { readonly pattern: string; readonly node: RegexNode | null } | null {
  const last = items.at(-1)
  if (!last) return { pattern: '', node: null }
  if (isEnd(last)) {
    items.pop()
    return { pattern: endPattern(last), node: null }
  }
  const before = items.slice(0, -1).map(widthOf)
  const isFixed = before.every(({ least, most }) => least === most)
  if (last.kind !== 'look' || last.behind || isFixed) return { pattern: '', node: null }
  items.pop()
  const pattern = last.negated ? notFollowedBy(last.body) : seenPattern(last.body)
  return pattern === null ? null : { pattern, node: last.body }
}

function conditionOf(look: Look, offset: number): PlaceCondition | null {
  if (Number.isNaN(offset) || offset > mostOffset) return null
  const { behind, negated, body } = look
  const borders = hasBorder(body)
  if (!behind) {
    const pattern = seenPattern(body)
    return pattern === null ? null : { behind, negated, offset, reach: 0, pattern, borders }
  }
  // A border at the end of what lies before would need what comes after.
  if (borders || someNode(body, (node) => node.kind === 'look' || isEnd(node))) return null
  const parts = body.kind === 'alternation' ? body.branches : [body]
  const isFixed = parts.map(widthOf).every(({ least, most }) => least === most)
  const reach = someNode(body, isStart) ? Number.POSITIVE_INFINITY : widthOf(body).most
  return isFixed ? { behind, negated, offset, reach, pattern: body.text, borders } : null
}

/** A condition's own pattern; another look is possible only where it stands last. Null when it cannot be said. */
function seenPattern(node: RegexNode): string | null {
  if (node.kind === 'alternation') {
    const branches = node.branches.map(seenPattern)
    return branches.includes(null) ? null : branches.join('|')
  }
  const items = node.kind === 'sequence' ? node.items : [node]
  let pattern = ''
  for (const [at, item] of items.entries()) {
    if (item.kind === 'look') {
      if (item.behind || at < items.length - 1) return null
      const seen = item.negated ? notFollowedBy(item.body) : seenPattern(item.body)
      if (seen === null) return null
      pattern += `(?:${seen})`
    } else if (isEnd(item)) {
      if (at < items.length - 1) return null
      pattern += `(?:${endPattern(item)})`
    } else if (item.kind === 'group') {
      const body = seenPattern(item.body)
      const isLast = at === items.length - 1
      if (body === null || (!isLast && someNode(item.body, (node) => node.kind === 'look' || isEnd(node)))) return null
      pattern += `(${item.capturing ? '' : '?:'}${body})`
    } else if (someNode(item, (inner) => inner.kind === 'look' || isEnd(inner) || isStart(inner))) {
      return null
    } else {
      pattern += item.text
    }
  }
  return pattern
}

/** `(?!abc)` as what may stand there instead. Null where it is not a plain row of characters, or one of several. */
function notFollowedBy(body: RegexNode): string | null {
  if (body.kind === 'alternation') {
    const contents = body.branches.map((branch) => {
      const [only, ...more] = setsOf(branch) ?? []
      return only === undefined || more.length > 0 ? null : contentOf(only)
    })
    return contents.includes(null) ? null : `[^${contents.join('')}]|\\z`
  }
  const [only, ...more] = body.kind === 'sequence' ? body.items : [body]
  if (more.length === 0 && only?.kind === 'group') return notFollowedBy(only.body)
  if (more.length === 0 && isEnd(only)) return only?.text === '\\z' ? '(?s:.)' : '[^\\n]|\\n(?s:.)'
  const sets = setsOf(body)
  if (!sets || sets.length === 0 || sets.length > 50) return null
  const choices: string[] = []
  for (const [at, set] of sets.entries()) {
    const other = complementOf(set)
    if (other === null) return null
    choices.push(`${sets.slice(0, at).join('')}(?:${other}|\\z)`)
  }
  return choices.join('|')
}

/** A row of single characters. */
function setsOf(node: RegexNode): readonly string[] | null {
  if (node.kind === 'set') return [node.text]
  if (node.kind === 'group') return setsOf(node.body)
  if (node.kind === 'repeat') {
    const item = setsOf(node.item)
    if (!item || node.least !== node.most || item.length * node.least > mostOffset) return null
    return Array.from({ length: node.least }, () => item).flat()
  }
  if (node.kind !== 'sequence') return null
  const parts = node.items.map(setsOf)
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? [])
}

function complementOf(set: string): string | null {
  if (set === '.') return '\\n'
  const negated = /^\\[dDwWsSpP]/.test(set)
  if (negated) {
    const letter = set.charAt(1)
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
    return `\\${other}${set.slice(2)}`
  }
  if (set.startsWith('[^')) return `[${set.slice(2)}`
  if (set.startsWith('[')) return `[^${set.slice(1)}`
  return `[^${contentOf(set)}]`
}

/** What a set is between brackets; null for the complement of a class. */
function contentOf(set: string): string | null {
  if (set === '.' || set.startsWith('[^')) return null
  if (set.startsWith('[')) return set.slice(1, -1)
  return /^[\]^[-]$/.test(set) ? `\\${set}` : set
}

function isStart(node: RegexNode): boolean {
  return node.kind === 'anchor' && (node.text === '^' || node.text === '\\A')
}

function isEnd(node: RegexNode | undefined): boolean {
  return node?.kind === 'anchor' && ['$', '\\Z', '\\z'].includes(node.text)
}

/** Perl's `$` is also before a line's end that closes the text. */
function endPattern({ text }: RegexNode): string {
  return text === '\\z' ? '\\z' : '\\n?\\z'
}

function hasBorder(node: RegexNode): boolean {
  return someNode(node, (inner) => inner.kind === 'anchor' && /^\\[bB]$/.test(inner.text))
}
