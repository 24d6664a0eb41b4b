import type { ConfigEntry } from '../config/model-config.ts'
import { unknownRef, unknownSource, unknownSourceTable } from '../diagnostics/catalog/compile.ts'
import { noFeed } from '../diagnostics/catalog/recompute.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { feedOf, hasFeed } from '../manifest/feeds.ts'
import { relation } from '../manifest/relation.ts'
import { printRelationName } from '../sql/quote.ts'
import type { Helper, TemplateHost } from '../template/helper.ts'
import type { Macro, Macros } from '../template/macro.ts'
import { OriginText } from '../template/origin-text.ts'
import { type RenderOptions, renderTemplate } from '../template/render.ts'
import type { Template } from '../template/tree.ts'
import { textValue, type Value } from '../template/value.ts'
import { type Declarations, type DeclaredModel, relationText } from './declare.ts'
import {
  type Environment,
  type NameResolver,
  newRecording,
  projectHelpers,
  type Recording,
  unknownRelation,
} from './project-helpers.ts'

/** What every template of a project is rendered with. */
export interface RenderContext {
  readonly macros: Macros
  /** The project's own generic data tests. */
  readonly tests: Macros
  readonly docs: ReadonlyMap<string, OriginText>
  /** Macros, tests and docs blocks whose definitions could not be read: that they are missing was said there. */
  readonly brokenNames: ReadonlySet<string>
  /** False when project.yml has mistakes: a variable may be missing because of them. */
  readonly isProjectSound: boolean
  readonly environment: Environment
  readonly target: string
  readonly schema: string
  /** Helpers in place of those of the same name. */
  readonly instead?: readonly Helper[]
}

export interface Rendered {
  readonly text: OriginText
  readonly recording: Recording
  readonly diagnostics: readonly Diagnostic[]
  /** Nothing is wrong with it, here or in what it calls. */
  readonly isSound: boolean
  /** The text is whole: at most a name in it stands for nothing. */
  readonly isWhole: boolean
}

/** What `ref` and `source` say of names that are not there; they print a name all the same, so that the rest is checked. */
const unknownRelationCodes: ReadonlySet<string> = new Set([
  'ref/unknown',
  'ref/unknown-source',
  'ref/unknown-source-table',
])

export interface RenderRequest {
  readonly dialect: 'spark' | 'redshift'
  readonly names: NameResolver
  readonly self: Value | null
  readonly isIncremental: boolean
  readonly allowsConfig: boolean
  readonly columnsOf?: TemplateHost['columnsOf']
}

export function render(template: Template, context: RenderContext, request: RenderRequest): Rendered {
  const { options, recording } = renderOptions(context, request)
  const { text, diagnostics } = renderTemplate(template, options)
  return {
    text,
    recording,
    diagnostics: diagnostics.filter((problem) => !followsFromAnother(problem, context)),
    isSound: !hasErrors(diagnostics),
    isWhole: !hasErrors(diagnostics.filter(({ code }) => !unknownRelationCodes.has(code))),
  }
}

/** A call of a macro whose definition is broken, or a variable that project.yml may have: the mistake is there. */
function followsFromAnother({ code, span }: Diagnostic, { brokenNames, isProjectSound }: RenderContext): boolean {
  if (code === 'compile/unknown-variable') return !isProjectSound
  if (code !== 'template/unknown-name' || span === null) return false
  return brokenNames.has(span.file.text.slice(span.start, span.end))
}

export function renderOptions(
  context: RenderContext,
  request: RenderRequest,
): { options: RenderOptions; recording: Recording } {
  const recording = newRecording()
  const { dialect, names, isIncremental, allowsConfig } = request
  const helpers = projectHelpers({
    names,
    environment: context.environment,
    recording,
    isIncremental,
    allowsConfig,
    docs: context.docs,
  })
  const nowhere = { file: { path: 'project.yml', text: '' }, start: 0, end: 0 }
  const word = (text: string) => textValue(OriginText.computed(text, nowhere))
  const target = new Map<string, Value>([
    ['name', word(context.target)],
    ['schema', word(context.schema)],
  ])
  return {
    recording,
    options: {
      macros: context.macros,
      helpers: new Map([...helpers, ...(context.instead ?? []).map((helper) => [helper.name, helper] as const)]),
      context: new Map<string, Value>([
        ['target', { kind: 'dict', entries: target }],
        ['schema', word(context.schema)],
        ['run_started_at', word(context.environment.runStartedAt)],
      ]),
      self: request.self,
      host: { dialect, columnsOf: request.columnsOf ?? (() => null) },
    },
  }
}

/** Finds only the settings of a model; whatever else is wrong is found when the model is compiled. */
export function renderForConfig(template: Template, context: RenderContext): readonly ConfigEntry[] {
  const anything: NameResolver = {
    ref: (name) => ({ id: name, text: name, relation: relation('', name) }),
    source: (source, table) => ({ id: table, text: `${source}.${table}`, relation: relation(source, table) }),
    feed: (name) => ({ id: name, text: name, relation: relation('', name) }),
  }
  const request: RenderRequest = {
    dialect: 'redshift',
    names: anything,
    self: textValue(OriginText.empty),
    isIncremental: true,
    allowsConfig: true,
  }
  return render(template, context, request).recording.config
}

/** Leads the names of a template of one dialect to the project's nodes. */
export function nameResolver(declarations: Declarations, dialect: 'spark' | 'redshift'): NameResolver {
  return {
    ref(name, call) {
      const found = findModel(declarations, name)
      return found
        ? { id: found.id, text: relationText(found, dialect), relation: found.relation }
        : unknownModel(declarations, name, call.arguments.at('name').span)
    },
    source(source, table, call) {
      const found = declarations.sources.get(source)?.get(table)
      // A YAML file that could not be read may declare it: that was reported there.
      if (!found && !declarations.isComplete)
        return unknownRelation(`source.${source}.${table}`, [source, table], dialect)
      if (!found) {
        const place = declarations.sources.has(source) ? 'table' : 'source'
        return unknownSourceOrTable(declarations, source, table, call.arguments.at(place).span)
      }
      return {
        id: found.id,
        text: printRelationName(dialect, [found.relation.schema, found.relation.name]),
        relation: found.relation,
      }
    },
    feed(name, call) {
      const { span } = call.arguments.at('name')
      const found = findModel(declarations, name)
      if (!found) return unknownModel(declarations, name, span)
      // What it is could not be read, which was reported there.
      if (found.isCertain && (found.kind !== 'model' || !hasFeed(found.config)))
        return noFeed(name, kindOf(found), span)
      const feed = feedOf(found, declarations.ledgerSchema)
      return { id: found.id, text: printRelationName(dialect, [feed.schema, feed.name]), relation: feed }
    },
  }
}

function kindOf({ kind, config }: DeclaredModel): string {
  return kind === 'seed' ? 'seed' : (config.strategy ?? config.materialized)
}

export function unknownSourceOrTable({ sources }: Declarations, source: string, table: string, span: Span): Diagnostic {
  const tables = sources.get(source)
  return tables
    ? unknownSourceTable(source, table, [...tables.keys()], span)
    : unknownSource(source, [...sources.keys()], span)
}

export function findModel(declarations: Declarations, name: string): DeclaredModel | null {
  return declarations.models.get(name) ?? null
}

export function unknownModel(declarations: Declarations, name: string, span: Span): Diagnostic {
  const known = [...declarations.models.values()].map((model) => ({ name: model.name, path: model.from.file.path }))
  return unknownRef(
    name,
    known,
    span,
    declarations.disabled.some((model) => model.name === name),
  )
}

/** The macros of the project that a text came through. */
export function macrosIn(text: OriginText, macros: ReadonlyMap<string, Macro>): string[] {
  const found = new Set<string>()
  for (const segment of text.segments) {
    for (let via = segment.via; via !== null; via = via.caller) if (macros.has(via.name)) found.add(via.name)
  }
  return [...found].sort()
}
