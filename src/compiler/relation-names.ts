import type { Analysis } from '../analysis/analyse-query.ts'
import { relationsOf } from '../analysis/referenced-relations.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import type { Span } from '../diagnostics/source.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { templateSpan } from '../sql/parse-model.ts'
import type { Node } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import type { OriginText } from '../template/origin-text.ts'
import { type DeclaredModel, type DeclaredSource, ephemeralName } from './declare.ts'
import type { Workspace } from './workspace.ts'

/** Catalogues of the engines, which are read without a schema. */
const engineCatalogue = /^(?:pg|stl|stv|svv|svl|svcs|sys)_|^dual$/

export interface NamingQuery {
  readonly text: OriginText
  /** What it reads by `ref` and `source`, and itself. */
  readonly reads: ReadonlySet<NodeId>
  /** Statements that run before it may make tables whose names nobody else knows. */
  readonly mayReadTemporary: boolean
}

/** A relation of the project that a query names by itself. */
export interface HardCodedRelation {
  readonly owner: DeclaredModel | DeclaredSource
  readonly place: Span | null
}

/** Gives the relations that a query names by itself instead of by `ref` and `source`; reports those that nobody has. */
export function checkRelationNames(
  query: NamingQuery,
  analysis: Analysis,
  workspace: Workspace,
): readonly HardCodedRelation[] {
  const found: HardCodedRelation[] = []
  const { text, reads, mayReadTemporary } = query
  const { byId, byRelation } = workspace.declarations
  for (const { nameParts, span } of relationsOf(analysis)) {
    const name = nameParts.join('.')
    const owner = byRelation.get(name)
    if (owner && !reads.has(owner.id)) found.push({ owner, place: templateSpan(text, span) })
    const exists = nameParts.length > 1 || engineCatalogue.test(name) || name.startsWith(ephemeralName(''))
    if (exists || mayReadTemporary) continue
    const models = [...byId.values()].flatMap((known) => ('kind' in known ? [known.name] : []))
    workspace.report(problems.unknownRelation(name, ctesOf(analysis.query.node), models, templateSpan(text, span)))
  }
  return found
}

/** The tag that reads it. */
export function callOf(owner: DeclaredModel | DeclaredSource): string {
  return 'kind' in owner
    ? `{{ref "${owner.name}"}}`
    : `{{source "${owner.source.name.value}" "${owner.table.name.value}"}}`
}

function ctesOf(query: Node): string[] {
  const names: string[] = []
  const open: Node[] = [query]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'cte') names.push(node.name.name)
    open.push(...children(node))
  }
  return names
}
