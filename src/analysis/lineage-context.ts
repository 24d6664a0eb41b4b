import type { Column, Cte, NamedWindow, Select, Window, WindowName } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import type { Leaf } from './lineage-graph.ts'
import { fold, foldAll } from './names.ts'
import type { FromItem, OpenColumns, ResolvedCte } from './resolved.ts'
import { itemLabel } from './scope.ts'

/** What the parts of one lineage share. */
export class LineageContext {
  readonly analysis: Analysis
  readonly #isBoundary: (cte: string) => boolean
  readonly #leaves = new Map<string, Leaf>()
  readonly #relations = new Map<FromItem, readonly string[]>()
  readonly #recursive = new Map<Cte, ResolvedCte>()
  #problemStarts: ReadonlySet<number> | null = null
  #selects: ReadonlyMap<Window | WindowName, Select> | null = null

  /** `isBoundary`: whether a CTE stands for a relation outside, at which edges end. */
  constructor(analysis: Analysis, isBoundary: (cte: string) => boolean) {
    this.analysis = analysis
    this.#isBoundary = isBoundary
  }

  isBoundary({ source }: FromItem): boolean {
    return source.kind === 'cte' && this.#isBoundary(source.cte.name)
  }

  /** The name of the table that an item reads, as one object for each item; null for an item that reads none. */
  relationOf(item: FromItem): readonly string[] | null {
    if (item.source.kind !== 'table') return null
    const before = this.#relations.get(item)
    if (before) return before
    const relation = foldAll(item.source.node.name)
    this.#relations.set(item, relation)
    return relation
  }

  column(relation: readonly string[], column: string): Leaf {
    const label = `${relation.join('.')}.${column}`
    const before = this.#leaves.get(label)
    if (before) return before
    const leaf: Leaf = { kind: 'column', label, relation, column }
    this.#leaves.set(label, leaf)
    return leaf
  }

  /** A name in an expression whose column is not known. */
  unresolved(column: Column): Leaf {
    this.#problemStarts ??= new Set(this.analysis.problems.map(({ start }) => start))
    const starts = [column.span.start, ...column.parts.map(({ span }) => span.start)]
    const isReported = starts.some((start) => this.#problemStarts?.has(start))
    const reference = foldAll(column.parts).join('.')
    return this.#unresolved(reference, isReported ? 'unknown-name' : 'unknown-columns')
  }

  /** Columns that are not known themselves, by what a reader would call them. */
  unknownColumns(reference: string): Leaf {
    return this.#unresolved(reference, 'unknown-columns')
  }

  openColumns({ origin }: OpenColumns): Leaf {
    return this.unknownColumns(origin.kind === 'item' ? allOf(origin.item) : '*')
  }

  /** The whole of a recursive CTE, which its own query sees in part only. */
  finished(cte: ResolvedCte): ResolvedCte {
    if (cte.query === null) return this.#recursive.get(cte.node) ?? cte
    this.#recursive.set(cte.node, cte)
    return cte
  }

  /** The windows of the select around `node` that are called `name`. */
  windowsNamed(node: Window | WindowName, name: string): readonly NamedWindow[] {
    this.#selects ??= selectsAroundWindows(this.analysis)
    const windows = this.#selects.get(node)?.windows ?? []
    return windows.filter((window) => fold(window.name) === name)
  }

  #unresolved(label: string, reason: 'unknown-columns' | 'unknown-name'): Leaf {
    const key = `? ${reason} ${label}`
    const leaf = this.#leaves.get(key) ?? { kind: 'unresolved', label, reason }
    this.#leaves.set(key, leaf)
    return leaf
  }
}

function allOf(item: FromItem): string {
  const { source } = item
  const name = source.kind === 'table' ? foldAll(source.node.name).join('.') : itemLabel(item)
  return name === '' ? '*' : `${name}.*`
}

function selectsAroundWindows({ query }: Analysis): ReadonlyMap<Window | WindowName, Select> {
  const found = new Map<Window | WindowName, Select>()
  walk(query.node, (node, ancestors) => {
    if (node.kind !== 'window' && node.kind !== 'window-name') return
    for (let index = ancestors.length - 1; index >= 0; index--) {
      const around = ancestors[index]
      const select = around?.kind === 'query' ? around.body : around
      if (select?.kind === 'select') {
        found.set(node, select)
        return
      }
    }
  })
  return found
}
