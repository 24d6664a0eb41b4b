import {
  selectorBadDepth,
  selectorEmpty,
  selectorUnknownMethod,
  selectorUnmatched,
} from '../diagnostics/catalog/select.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Graph } from '../manifest/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { fileName, type Node, type NodeId, resourceTypeOf } from '../manifest/nodes.ts'

/** What the command line asks for: each text is a `--select` or `--exclude` argument. */
export interface SelectionRequest {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
}

export interface Selection {
  /** In topological order. Tests come with the nodes they look at. */
  readonly ids: readonly NodeId[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * One term: `(@)?(N?+)?(method(.arg)*:)?value(+N?)?`, dbt's grammar
 * (https://docs.getdbt.com/reference/node-selection/syntax).
 */
interface Term {
  readonly text: string
  readonly method: string
  readonly argument: string | null
  readonly value: string
  readonly parents: number
  readonly children: number
  readonly childrensParents: boolean
}

/** Union of the arguments and of the space-separated terms in each; commas intersect; `exclude` subtracts at the end. */
export function selectNodes(manifest: Manifest, request: SelectionRequest): Selection {
  const diagnostics: Diagnostic[] = []
  const { graph } = manifest
  const chosen = request.select.length === 0 ? new Set(manifest.nodes.keys()) : union(request.select)
  const excluded = request.exclude.length === 0 ? new Set<NodeId>() : union(request.exclude)
  for (const id of excluded) chosen.delete(id)
  return { ids: graph.order.filter((id) => chosen.has(id)), diagnostics }

  function union(texts: readonly string[]): Set<NodeId> {
    const result = new Set<NodeId>()
    for (const text of texts) {
      for (const group of text.split(/\s+/).filter((part) => part !== '')) {
        for (const id of intersection(group)) result.add(id)
      }
    }
    addTests(manifest, result)
    return result
  }

  function intersection(group: string): Set<NodeId> {
    const found: ReadonlySet<NodeId>[] = []
    for (const text of group.split(',')) {
      const term = parseTerm(text, diagnostics)
      if (!term) return new Set()
      found.push(matchTerm(manifest, graph, term, diagnostics))
    }
    const [first = new Set<NodeId>(), ...others] = found
    return new Set([...first].filter((id) => others.every((other) => other.has(id))))
  }
}

const termPattern = /^(@)?(?:(\d*)\+)?(?:([a-z_]+)((?:\.[\w-]+)*):)?(.*?)(?:\+(\d*))?$/s

function parseTerm(text: string, diagnostics: Diagnostic[]): Term | null {
  const match = termPattern.exec(text)
  const value = match?.[5] ?? ''
  if (!match || value === '') {
    diagnostics.push(selectorEmpty(text))
    return null
  }
  const [, at, parents, named, argument, , children] = match
  if (at && children !== undefined) {
    diagnostics.push(selectorBadDepth(text))
    return null
  }
  const method = named ?? defaultMethod(value)
  if (!Object.hasOwn(methods, method)) {
    diagnostics.push(selectorUnknownMethod(method, Object.keys(methods)))
    return null
  }
  return {
    text,
    method,
    argument: argument ? argument.slice(1) : null,
    value,
    parents: depth(parents),
    children: depth(children),
    childrensParents: at !== undefined,
  }
}

function depth(written: string | undefined): number {
  if (written === undefined) return 0
  return written === '' ? Number.POSITIVE_INFINITY : Number(written)
}

function defaultMethod(value: string): string {
  if (value.includes('/')) return 'path'
  if (/\.(sql|py|csv)$/.test(value)) return 'file'
  return 'fqn'
}

function matchTerm(manifest: Manifest, graph: Graph, term: Term, diagnostics: Diagnostic[]): Set<NodeId> {
  const matches = (methods[term.method] as Method)(term)
  const found = new Set<NodeId>()
  for (const node of manifest.nodes.values()) if (matches(node)) found.add(node.id)
  if (found.size === 0) {
    diagnostics.push(
      selectorUnmatched(
        term.text,
        [...manifest.nodes.values()].map((node) => node.name),
      ),
    )
  }
  const result = new Set(found)
  for (const id of found) {
    for (const parent of graph.ancestors(id, term.parents)) result.add(parent)
    for (const child of graph.descendants(id, term.children)) result.add(child)
    if (!term.childrensParents) continue
    for (const child of [id, ...graph.descendants(id)]) {
      result.add(child)
      for (const parent of graph.ancestors(child)) result.add(parent)
    }
  }
  return result
}

/** dbt's default, `eager`: a test is chosen when any node that it looks at is. */
function addTests(manifest: Manifest, chosen: Set<NodeId>): void {
  for (const node of manifest.nodes.values()) {
    if (isTest(node) && node.dependsOn.some((parent) => chosen.has(parent))) chosen.add(node.id)
  }
}

function isTest({ kind }: Node): boolean {
  return kind === 'test' || kind === 'unit_test'
}

type Method = (term: Term) => (node: Node) => boolean

const methods: Readonly<Record<string, Method>> = {
  fqn: ({ value }) => {
    const matches = wildcard(value)
    // As in dbt, sources and exposures are named by methods of their own.
    return (node) =>
      (node.kind === 'model' || node.kind === 'seed' || isTest(node)) &&
      (matches(node.name) ||
        matches(node.fqn.join('.')) ||
        node.fqn.some((_, index) => index < node.fqn.length - 1 && matches(node.fqn.slice(0, index + 1).join('.'))) ||
        node.fqn.slice(1).some((_, index) => matches(node.fqn.slice(1, index + 2).join('.'))))
  },
  path: ({ value }) => {
    const wanted = value.replace(/^\.\//, '').replace(/\/+$/, '')
    const matches = wildcard(wanted)
    return (node) => node.path === wanted || node.path.startsWith(`${wanted}/`) || matches(node.path)
  },
  file: ({ value }) => {
    const matches = wildcard(value)
    return (node) => matches(fileName(node.path)) || matches(fileName(node.path).replace(/\.\w+$/, ''))
  },
  tag: ({ value }) => {
    const matches = wildcard(value)
    return (node) => node.tags.some(matches)
  },
  source: ({ value }) => {
    const parts = value.split('.')
    const [source, table] = parts.length > 2 ? parts.slice(-2) : parts
    const matchesSource = wildcard(source as string)
    const matchesTable = wildcard(table ?? '*')
    return (node) => node.kind === 'source' && matchesSource(node.sourceName) && matchesTable(node.name)
  },
  exposure: ({ value }) => {
    const matches = wildcard(value)
    return (node) => node.kind === 'exposure' && matches(node.name)
  },
  config: ({ argument, value }) => {
    const matches = wildcard(value)
    return (node) => {
      let found: unknown = configOf(node)
      for (const key of (argument ?? '').split('.')) {
        const fields = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
        found = fields[key] ?? fields[configField(key)]
      }
      const values = Array.isArray(found) ? found : [found]
      return values.some(
        (item) => item !== undefined && item !== null && typeof item !== 'object' && matches(String(item)),
      )
    }
  },
  resource_type: ({ value }) => {
    const matches = wildcard(value)
    return (node) => matches(resourceTypeOf(node))
  },
  engine: ({ value }) => {
    const matches = wildcard(value)
    return (node) => (node.kind === 'model' || node.kind === 'seed') && matches(node.engine)
  },
  package: ({ value }) => {
    const matches = wildcard(value)
    return (node) => matches(node.fqn[0] as string) || value === 'this'
  },
  test_name: ({ value }) => {
    const matches = wildcard(value)
    return (node) => {
      const name = node.kind === 'test' ? (node.testName ?? '') : ''
      return node.kind === 'test' && (matches(name) || matches(name.split('.').at(-1) ?? ''))
    }
  },
  test_type:
    ({ value }) =>
    (node) =>
      node.kind === 'unit_test'
        ? value === 'unit'
        : node.kind === 'test' && (value === node.testKind || value === 'data'),
  unit_test: ({ value }) => {
    const matches = wildcard(value)
    return (node) => node.kind === 'unit_test' && (matches(node.name) || matches(`${node.fqn[0]}.${node.name}`))
  },
}

function configOf(node: Node): unknown {
  // A seed has no materialization of its own; dbt says "seed".
  if (node.kind === 'seed') return { ...node.config, materialized: 'seed' }
  return 'config' in node ? node.config : undefined
}

/** A setting's name in the manifest's data: `incremental_strategy` is `strategy`, `unique_key` is `uniqueKey`. */
function configField(key: string): string {
  if (key === 'incremental_strategy') return 'strategy'
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** `*`, `?` and `[ ]` as the shell has them, over the whole name; without any of them, equality. */
function wildcard(pattern: string): (text: string) => boolean {
  if (!/[*?]|\[[^\]]+\]/.test(pattern)) return (text) => text === pattern
  const source = pattern.replace(/\[!?([^\]]+)\]|[*?]|[\s\S]/g, (part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return part.replace(/[.+^${}()|[\]\\]/, '\\$&')
  })
  const regex = new RegExp(`^${source}$`, 's')
  return (text) => regex.test(text)
}
