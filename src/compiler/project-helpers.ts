import type { ConfigEntry } from '../config/model-config.ts'
import { type ConfigValue, computedValue, textValue as configText } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { changesOutside } from '../diagnostics/catalog/recompute.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { NodeId } from '../manifest/nodes.ts'
import { type Relation, relation } from '../manifest/relation.ts'
import { printRelationName } from '../sql/quote.ts'
import type { Helper, HelperCall } from '../template/helper.ts'
import { OriginText } from '../template/origin-text.ts'
import { booleanValue, dictValue, listValue, nullValue, textValue, type Value } from '../template/value.ts'

/** What a template asked for while it rendered. */
export interface Recording {
  readonly refs: RecordedRef[]
  readonly sources: { readonly id: NodeId; readonly span: Span }[]
  /** Models whose change feeds are read. */
  readonly feeds: { readonly id: NodeId; readonly span: Span }[]
  readonly changedKeys: ChangedKeysBlock[]
  readonly config: ConfigEntry[]
  asksIncremental: boolean
  /** The body of `{{#changed_keys}}` is being rendered. */
  isInChangedKeys: boolean
}

export interface RecordedRef {
  readonly id: NodeId
  readonly span: Span
  /** A staging model is meant as the batch that it holds. */
  readonly changes: boolean
  readonly isInChangedKeys: boolean
}

/** `{{#changed_keys}}…{{/changed_keys}}`, rendered. */
export interface ChangedKeysBlock {
  readonly text: OriginText
  readonly span: Span
}

export function newRecording(): Recording {
  return {
    refs: [],
    sources: [],
    feeds: [],
    changedKeys: [],
    config: [],
    asksIncremental: false,
    isInChangedKeys: false,
  }
}

/** How `ref` and `source` find what they name; a diagnostic where there is no such node. */
export interface NameResolver {
  ref(name: string, call: HelperCall): NamedRelation | Diagnostic
  source(source: string, table: string, call: HelperCall): NamedRelation | Diagnostic
  /** The change feed of a model. */
  feed(name: string, call: HelperCall): NamedRelation | Diagnostic
}

export interface NamedRelation {
  readonly id: NodeId
  /** As the template's dialect writes it. */
  readonly text: string
  readonly relation: Relation
}

/** The settings that templates may ask for. */
export interface Environment {
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly env: Readonly<Record<string, string | undefined>>
  /** ISO, UTC. */
  readonly runStartedAt: string
}

export interface ProjectHelpersInput {
  readonly names: NameResolver
  readonly environment: Environment
  readonly recording: Recording
  readonly isIncremental: boolean
  /** Only a model's own template may set its configuration. */
  readonly allowsConfig: boolean
  readonly docs: ReadonlyMap<string, OriginText>
}

/** The helpers that know the project, named as in dbt. */
export function projectHelpers(input: ProjectHelpersInput): ReadonlyMap<string, Helper> {
  const helpers = [
    ref(input),
    source(input),
    config(input),
    variable(input),
    envVar(input),
    isIncremental(input),
    doc(input),
    changes(input),
    changedKeys(input),
  ]
  return new Map(helpers.map((helper) => [helper.name, helper]))
}

/** For macros: names that they may call and may not take. */
export function projectHelperNames(): readonly string[] {
  return ['ref', 'source', 'config', 'var', 'env_var', 'is_incremental', 'doc', 'changes', 'changed_keys']
}

function ref({ names, recording }: ProjectHelpersInput): Helper {
  return {
    name: 'ref',
    description: 'The relation of a model, seed or snapshot, and a dependency on it.',
    example: '{{ref "stg_orders"}}',
    parameters: [
      { name: 'name', kind: 'text', description: 'The name of the model.' },
      {
        name: 'package',
        kind: 'text',
        description: 'Refused: a second name is a package in dbt, and there are none here.',
        optional: true,
        refused: true,
      },
      {
        name: 'changes',
        kind: 'boolean',
        description: 'Read a staging model as the batch that it holds.',
        optional: true,
      },
    ],
    run(call) {
      if (call.arguments.find('package')) {
        call.report(problems.refWithPackage(call.arguments.string('package'), call.span))
        return null
      }
      const found = names.ref(call.arguments.string('name'), call)
      if ('code' in found) {
        call.report(found)
        const name = call.arguments.string('name')
        return relationValue(unknownRelation(name, ['unknown', name], call.host.dialect), call)
      }
      const changes = call.arguments.find('changes')?.value
      recording.refs.push({
        id: found.id,
        span: call.span,
        changes: changes?.kind === 'boolean' && changes.value,
        isInChangedKeys: recording.isInChangedKeys,
      })
      return relationValue(found, call)
    },
  }
}

function source({ names, recording }: ProjectHelpersInput): Helper {
  return {
    name: 'source',
    description: 'The relation of a source table, and a dependency on it.',
    example: '{{source "shop" "orders"}}',
    parameters: [
      { name: 'source', kind: 'text', description: "The source's name." },
      { name: 'table', kind: 'text', description: "The table's name." },
    ],
    run(call) {
      const source = call.arguments.string('source')
      const table = call.arguments.string('table')
      const found = names.source(source, table, call)
      if ('code' in found) {
        call.report(found)
        return relationValue(unknownRelation(`${source}.${table}`, [source, table], call.host.dialect), call)
      }
      recording.sources.push({ id: found.id, span: call.span })
      return relationValue(found, call)
    },
  }
}

/** Stands for what is not there, so that the rest of a query can be checked: nothing is known of its columns. */
export function unknownRelation(
  id: NodeId,
  [schema, name]: readonly [schema: string, name: string],
  dialect: 'spark' | 'redshift',
): NamedRelation {
  return { id, text: printRelationName(dialect, [schema, name]), relation: relation(schema, name) }
}

function relationValue({ id, text, relation }: NamedRelation, call: HelperCall): Value {
  return {
    kind: 'relation',
    id,
    text: call.text(text).text,
    fields: relationFields(relation, (part) => call.text(part)),
  }
}

/** What templates may ask of a relation: `this.schema`. */
export function relationFields({ schema, name }: Relation, word: (text: string) => Value): ReadonlyMap<string, Value> {
  return new Map([
    ['schema', word(schema)],
    ['name', word(name)],
    ['identifier', word(name)],
  ])
}

function config({ recording, allowsConfig }: ProjectHelpersInput): Helper {
  return {
    name: 'config',
    description: "Settings of the model, over those of project.yml and of the model's YAML. Prints nothing.",
    example: '{{config materialized="incremental" unique_key="order_id"}}',
    parameters: [],
    openNames: true,
    run(call) {
      if (!allowsConfig) call.report(problems.configOutsideModel(call.span))
      for (const { key, keySpan, value, span } of call.named) {
        recording.config.push({ key: { value: key, span: keySpan }, value: toConfigValue(value, span), origin: 'file' })
      }
      return textValue(OriginText.empty)
    },
  }
}

function variable({ environment }: ProjectHelpersInput): Helper {
  return {
    name: 'var',
    description: 'A variable of project.yml or of `--vars`, or a default.',
    example: '{{var "currency" "EUR"}}',
    parameters: [
      { name: 'name', kind: 'text', description: 'The name of the variable.' },
      { name: 'default', kind: 'any', description: 'What it is when nobody sets it.', optional: true },
    ],
    run(call) {
      const name = call.arguments.string('name')
      const found = environment.vars.get(name)
      if (found) return fromConfigValue(found, call)
      const otherwise = call.arguments.find('default')
      if (otherwise) return otherwise.value
      call.report(problems.unknownVariable(name, environment.vars.keys(), call.arguments.at('name').span))
      return null
    },
  }
}

function envVar({ environment }: ProjectHelpersInput): Helper {
  return {
    name: 'env_var',
    description: 'A variable of the environment, or a default.',
    example: '{{env_var "REGION" "eu-central-1"}}',
    parameters: [
      { name: 'name', kind: 'text', description: 'The name of the variable.' },
      { name: 'default', kind: 'any', description: 'What it is when it is not set.', optional: true },
    ],
    run(call) {
      const name = call.arguments.string('name')
      const found = environment.env[name]
      if (found !== undefined) return call.text(found)
      const otherwise = call.arguments.find('default')
      if (otherwise) return otherwise.value
      call.report(problems.unknownEnvironmentVariable(name, call.span))
      return null
    },
  }
}

function isIncremental({ recording, isIncremental }: ProjectHelpersInput): Helper {
  return {
    name: 'is_incremental',
    description: 'True when an incremental model adds to a table that is there, false when it is built anew.',
    example: '{{#if (is_incremental)}} … {{/if}}',
    parameters: [],
    run() {
      recording.asksIncremental = true
      return booleanValue(isIncremental)
    },
  }
}

function doc({ docs }: ProjectHelpersInput): Helper {
  return {
    name: 'doc',
    description: 'A block of documentation, `{{#docs "name"}}…{{/docs}}` in a Markdown file.',
    example: '{{doc "orders"}}',
    parameters: [{ name: 'name', kind: 'text', description: 'The name of the block.' }],
    run(call) {
      const name = call.arguments.string('name')
      const found = docs.get(name)
      if (found) return textValue(found)
      call.report(problems.unknownDocsBlock(name, docs.keys(), call.arguments.at('name').span))
      return null
    },
  }
}

function changes({ names, recording }: ProjectHelpersInput): Helper {
  return {
    name: 'changes',
    description:
      'The change feed of an incremental model, within `{{#changed_keys}}`: the rows that changed, as they were before and as they are after, told apart by `_image`.',
    example: '{{changes "orders"}}',
    parameters: [{ name: 'name', kind: 'text', description: 'The name of the model.' }],
    run(call) {
      if (!recording.isInChangedKeys) {
        call.report(changesOutside(call.arguments.string('name'), call.span))
        return null
      }
      const name = call.arguments.string('name')
      const found = names.feed(name, call)
      if ('code' in found) {
        call.report(found)
        return relationValue(unknownRelation(name, ['unknown', name], call.host.dialect), call)
      }
      recording.feeds.push({ id: found.id, span: call.span })
      return relationValue(found, call)
    },
  }
}

function changedKeys({ recording }: ProjectHelpersInput): Helper {
  return {
    name: 'changed_keys',
    description:
      'The keys that a model with strategy `recompute` computes anew, as a query: a column for each of its `unique_key`. Prints nothing.',
    example: '{{#changed_keys}}select order_id from {{changes "orders"}}{{/changed_keys}}',
    parameters: [],
    block: { names: 0 },
    run(call) {
      recording.isInChangedKeys = true
      const text = call.body.render()
      recording.isInChangedKeys = false
      recording.changedKeys.push({ text, span: call.span })
      return textValue(OriginText.empty)
    },
  }
}

function toConfigValue(value: Value, span: Span): ConfigValue {
  switch (value.kind) {
    case 'text':
      return configText(value.text, span)
    case 'relation':
      return configText(value.text, span)
    case 'number':
      return { kind: 'scalar', value: value.value, raw: value.text.text, style: 'computed', span, origin: null }
    case 'boolean':
      return computedValue(value.value, span)
    case 'null':
      return computedValue(null, span)
    case 'list':
      return { kind: 'list', items: value.items.map((item) => toConfigValue(item, span)), span }
    case 'dict': {
      const entries = [...value.entries].map(([key, item]) => ({
        key,
        keySpan: span,
        value: toConfigValue(item, span),
      }))
      return { kind: 'map', entries, span }
    }
  }
}

export function fromConfigValue(value: ConfigValue, call: HelperCall): Value {
  switch (value.kind) {
    case 'list':
      return listValue(value.items.map((item) => fromConfigValue(item, call)))
    case 'map':
      return dictValue(new Map(value.entries.map((entry) => [entry.key, fromConfigValue(entry.value, call)])))
    case 'scalar':
      if (value.value === null) return nullValue
      if (typeof value.value === 'boolean') return booleanValue(value.value)
      if (typeof value.value === 'number')
        return { kind: 'number', value: value.value, text: call.text(value.raw).text }
      return call.text(value.value)
  }
}
