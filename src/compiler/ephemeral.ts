import { ephemeralOnOtherEngine } from '../diagnostics/catalog/compile.ts'
import type { Span } from '../diagnostics/source.ts'
import type { EngineName, NodeId, RelationNode } from '../manifest/nodes.ts'
import { printRelationName } from '../sql/quote.ts'
import { OriginText } from '../template/origin-text.ts'
import { ephemeralName } from './declare.ts'
import type { Workspace } from './workspace.ts'

/** An ephemeral model as the CTE that it becomes. */
export interface InlinedModel {
  readonly name: string
  readonly text: OriginText
}

/**
 * Puts ephemeral models in front of a query as CTEs, as dbt does; a `with` of the query's own is continued. Every
 * character keeps its origin, those in between come from the query's beginning.
 */
export function inlineEphemerals(text: OriginText, models: readonly InlinedModel[]): OriginText {
  if (models.length === 0) return text
  const origin = text.originOf(0, 1)
  if (!origin) return text
  const glue = (written: string) => OriginText.computed(written, origin.span, origin.via)
  const own = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*with\s+(recursive\s+)?/i.exec(text.text)
  const parts: OriginText[] = [glue(`with ${own?.[1] ?? ''}`)]
  models.forEach(({ name, text: body }, index) => {
    if (index > 0) parts.push(glue(', '))
    parts.push(glue(`${name} as (\n`), body, glue('\n)'))
  })
  if (own) parts.push(glue(', '), text.slice(own[0].length))
  else parts.push(glue('\n'), text)
  return OriginText.concat(parts)
}

/** How SQL names a node's relation: an ephemeral model is a CTE. */
export function nodeText(node: RelationNode, engine: EngineName): string {
  if (node.kind === 'model' && node.config.materialized === 'ephemeral') return ephemeralName(node.name)
  return printRelationName(engine, [node.relation.schema, node.relation.name])
}

/** A model or a test that may read ephemeral models. */
export interface EphemeralReader {
  readonly name: string
  readonly engine: EngineName
  readonly refs: readonly NodeId[]
  /** Where it refers to a model. */
  placeOf(id: NodeId): Span
}

export interface EphemeralsRead {
  /** Each after those that it reads itself. */
  readonly models: readonly InlinedModel[]
  /** What the reader reads, through them too. */
  readonly reads: ReadonlySet<NodeId>
  /** False when one of them has a mistake, or is written for the other engine: the query cannot be read as a whole. */
  readonly isSound: boolean
}

/** The ephemeral models that a query needs in front. */
export function ephemeralsReadBy(reader: EphemeralReader, { rendered, broken, report }: Workspace): EphemeralsRead {
  const found = new Map<NodeId, InlinedModel>()
  const reads = new Set<NodeId>()
  let isSound = true
  const visit = (refs: readonly NodeId[], first: NodeId | null, trail: ReadonlySet<NodeId>): void => {
    for (const id of refs) {
      reads.add(id)
      const parent = rendered.get(id)
      if (parent?.declared.config.materialized !== 'ephemeral' || trail.has(id) || found.has(id)) continue
      const { name, config } = parent.declared
      if (broken.has(id)) isSound = false
      if (config.engine !== reader.engine) {
        isSound = false
        report(ephemeralOnOtherEngine(reader.name, name, reader.engine, reader.placeOf(first ?? id)))
      }
      for (const source of parent.sources) reads.add(source)
      visit(parent.refs, first ?? id, new Set([...trail, id]))
      found.set(id, { name: ephemeralName(name), text: parent.full.text })
    }
  }
  visit(reader.refs, null, new Set())
  return { models: [...found.values()], reads, isSound }
}
