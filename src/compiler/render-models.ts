import * as problems from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { Graph } from '../manifest/graph.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { sourceSystemColumns } from '../manifest/system-columns.ts'
import { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import { textValue, type Value } from '../template/value.ts'
import { type DeclaredModel, relationText } from './declare.ts'
import { newRecording, relationFields } from './project-helpers.ts'
import { renderDataFrame } from './render-dataframe.ts'
import { nameResolver, type Rendered, render } from './render-model.ts'
import type { Workspace } from './workspace.ts'

/** A model between rendering and reading its SQL. */
export interface RenderedModel {
  readonly declared: DeclaredModel
  readonly full: Rendered
  /** Rendered with `is_incremental` true, when the template asks for it; else the same object as `full`. */
  readonly incremental: Rendered
  /** The conditions of `incremental_predicates`, as far as they could be read. */
  readonly predicates: readonly Rendered[]
  /** Of both branches, without the model itself. */
  readonly refs: readonly NodeId[]
  readonly sources: readonly NodeId[]
  /** It wrote out the columns of a model that was not compiled yet: render it again when it is. */
  readonly lacksColumns: boolean
  readonly diagnostics: readonly Diagnostic[]
}

const nothing: Rendered = {
  text: OriginText.empty,
  recording: newRecording(),
  diagnostics: [],
  isSound: false,
  isWhole: false,
}

export function renderModel(declared: DeclaredModel, workspace: Workspace): RenderedModel {
  const { template, python, config } = declared
  if (python) return renderDataFrame(declared, python, workspace)
  const { declarations, context, columns } = workspace
  if (!template) {
    return {
      declared,
      full: nothing,
      incremental: nothing,
      predicates: [],
      refs: [],
      sources: [],
      lacksColumns: false,
      diagnostics: [],
    }
  }
  const dialect = config.engine
  let lacksColumns = false
  const once = (isIncremental: boolean) =>
    render(template, context, {
      dialect,
      names: nameResolver(declarations, dialect),
      self: selfValue(declared),
      isIncremental,
      allowsConfig: true,
      columnsOf: (relation) => {
        const node = declarations.byId.get(relation.id)
        const found = node && columns.of(node.relation)
        if (!found) {
          lacksColumns = true
          return null
        }
        return found
          .filter((name) => !sourceSystemColumns.some((system) => system === name))
          .map((name) => ({ name, type: null }))
      },
    })
  const full = once(false)
  const incremental = full.recording.asksIncremental && config.materialized === 'incremental' ? once(true) : full
  const versions = full === incremental ? [full] : [full, incremental]
  const predicates = renderPredicates(declared, workspace)
  const idsOf = (...kinds: readonly ('refs' | 'sources' | 'feeds')[]) => [
    ...new Set(
      [...versions, ...predicates.rendered].flatMap(({ recording }) =>
        kinds.flatMap((kind) => recording[kind].map(({ id }) => id)),
      ),
    ),
  ]
  return {
    declared,
    full,
    incremental,
    predicates: predicates.rendered,
    refs: idsOf('refs', 'feeds').filter((id) => id !== declared.id),
    sources: idsOf('sources'),
    lacksColumns,
    diagnostics: [...versions.flatMap((version) => version.diagnostics), ...predicates.diagnostics],
  }
}

/** Conditions of the configuration, with the tables that they read; what cannot be read at all is left out. */
function renderPredicates(
  declared: DeclaredModel,
  { declarations, context }: Workspace,
): { readonly rendered: readonly Rendered[]; readonly diagnostics: readonly Diagnostic[] } {
  const { config } = declared
  const read = config.incrementalPredicates.map(({ value }) => parseTemplate(value))
  const rendered = read.flatMap(({ template }) =>
    template
      ? render(template, context, {
          dialect: config.engine,
          names: nameResolver(declarations, config.engine),
          self: selfValue(declared),
          isIncremental: true,
          allowsConfig: false,
        })
      : [],
  )
  return { rendered, diagnostics: [...read, ...rendered].flatMap(({ diagnostics }) => diagnostics) }
}

/** Reports what is wrong with a model's template. */
export function reportRendering(model: RenderedModel, workspace: Workspace): void {
  const { declared, full, incremental, diagnostics } = model
  for (const problem of diagnostics) workspace.report(problem)
  // What it may read, and in which dialect, would only be guessed at.
  if (!declared.isCertain) workspace.broken.add(declared.id)
  if (!full.isSound || !incremental.isSound) workspace.broken.add(declared.id)
  else if (declared.template && full.text.text.trim() === '') {
    workspace.broken.add(declared.id)
    workspace.report(problems.emptySql('model', declared.span))
  }
  const self = placeOfRef(model, declared.id)
  if (self) workspace.report(problems.readsItself(declared.name, self))
}

/** All models, each after what it reads. Circles are reported; their models come last. */
export function orderModels(rendered: ReadonlyMap<NodeId, RenderedModel>, workspace: Workspace): NodeId[] {
  const graph = new Graph([...rendered].map(([id, model]) => ({ id, dependsOn: model.refs })))
  for (const cycle of graph.findCycles()) {
    const hops = cycle.flatMap((id, index) => {
      const parent = cycle.at(index - 1) ?? id
      const model = rendered.get(id)
      const place = model && placeOfRef(model, parent)
      return place ? [{ message: `${nameOf(id)} reads ${nameOf(parent)} here.`, span: place }] : []
    })
    const [first, ...others] = hops
    if (first) workspace.report(problems.graphCycle(cycle.map(nameOf), first.span, others))
    // What a model gives that is read before it was compiled is not known.
    for (const id of cycle) {
      const model = rendered.get(id)
      if (model) workspace.columns.set(model.declared.relation, null, model.declared.config.engine)
    }
  }
  const placed = new Set(graph.order)
  return [...graph.order, ...[...rendered.keys()].filter((id) => !placed.has(id))]
}

/** Where a model first refers to another. */
export function placeOfRef({ full, incremental, predicates }: RenderedModel, id: NodeId): Span | null {
  const recordings = [full, incremental, ...predicates].map(({ recording }) => recording)
  return recordings.flatMap(({ refs, feeds }) => [...refs, ...feeds]).find((ref) => ref.id === id)?.span ?? null
}

/** What `{{this}}` is. */
export function selfValue(declared: DeclaredModel): Value {
  const { relation, id, config } = declared
  const word = (text: string) => textValue(OriginText.computed(text, declared.span))
  return {
    kind: 'relation',
    id,
    text: OriginText.computed(relationText(declared, config.engine), declared.span),
    fields: relationFields(relation, word),
  }
}

function nameOf(id: NodeId): string {
  return id.split('.').at(-1) ?? id
}
