import { expect } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { formatPlace } from '../../src/diagnostics/format.ts'
import type { SourceFile } from '../../src/diagnostics/source.ts'
import type { Helper, RelationColumn, TemplateDialect } from '../../src/template/helper.ts'
import { mergeDefinitions } from '../../src/template/merge-definitions.ts'
import { OriginText } from '../../src/template/origin-text.ts'
import { parseTemplate } from '../../src/template/parse.ts'
import { readMacroFile } from '../../src/template/read-macro-file.ts'
import { type RenderOptions, renderTemplate } from '../../src/template/render.ts'
import { booleanValue, dictValue, type RelationValue, textValue, type Value } from '../../src/template/value.ts'

export interface TemplateSetup {
  /** The text of macros/m.hbs. */
  readonly macros?: string
  readonly dialect?: TemplateDialect
  /** Columns by relation; those of others are unknown. */
  readonly columns?: Readonly<Record<string, readonly RelationColumn[]>>
  readonly context?: Readonly<Record<string, Value>>
}

const settings: SourceFile = { path: 'project.yml', text: 'settings' }

export function text(content: string): Value {
  return textValue(OriginText.computed(content, { file: settings, start: 0, end: 8 }))
}

export function relation(name: string): RelationValue {
  const printed = OriginText.computed(`"s"."${name}"`, { file: settings, start: 0, end: 8 })
  return { kind: 'relation', id: name, text: printed, fields: new Map([['name', text(name)]]) }
}

const ref: Helper = {
  name: 'ref',
  description: 'A relation.',
  example: '{{ref "orders"}}',
  parameters: [{ name: 'name', kind: 'text', description: 'Its name.' }],
  run: (call) => {
    const name = call.arguments.string('name')
    return { ...relation(name), text: call.text(`"s"."${name}"`).text }
  },
}

const isIncremental: Helper = {
  name: 'is_incremental',
  description: 'True.',
  example: '{{#if (is_incremental)}}…{{/if}}',
  parameters: [],
  run: () => booleanValue(true),
}

/** A project with `ref`, `is_incremental`, `target.name`, `schema` and a model whose relation is "s"."this_model". */
export function renderOptions(setup: TemplateSetup = {}): RenderOptions {
  const { macros, diagnostics } = mergeDefinitions(
    setup.macros === undefined ? [] : [readMacroFile({ path: 'macros/m.hbs', text: setup.macros })],
    ['ref', 'is_incremental'],
  )
  expect(diagnostics).toEqual([])
  return {
    macros,
    helpers: new Map([ref, isIncremental].map((helper) => [helper.name, helper])),
    context: new Map(
      Object.entries({ target: dictValue(new Map([['name', text('dev')]])), schema: text('s'), ...setup.context }),
    ),
    self: relation('this_model'),
    host: {
      dialect: setup.dialect ?? 'redshift',
      columnsOf: ({ id }) => setup.columns?.[id] ?? null,
    },
  }
}

export interface Rendering {
  readonly text: OriginText
  readonly diagnostics: readonly Diagnostic[]
}

/** Renders models/m.sql. */
export function renderModel(content: string, setup: TemplateSetup = {}): Rendering {
  const { template, diagnostics } = parseTemplate({ path: 'models/m.sql', text: content })
  if (template === null) return { text: OriginText.empty, diagnostics }
  const rendered = renderTemplate(template, renderOptions(setup))
  return { text: rendered.text, diagnostics: [...diagnostics, ...rendered.diagnostics] }
}

/** The printed text of a template without mistakes. */
export function printed(content: string, setup: TemplateSetup = {}): string {
  const { text, diagnostics } = renderModel(content, setup)
  expect(diagnostics.map(summary)).toEqual([])
  return text.text
}

/** `models/m.sql:1:3 template/unknown-name …message… > …help…` of everything wrong with a template. */
export function mistakes(content: string, setup: TemplateSetup = {}): string[] {
  return renderModel(content, setup).diagnostics.map(summary)
}

export function summary({ span, code, message, help, related }: Diagnostic): string {
  const place = span ? formatPlace(span) : '-'
  const places = related.map((other) => ` [${formatPlace(other.span)} ${other.message}]`).join('')
  return `${place} ${code} ${message}${help ? ` > ${help}` : ''}${places}`
}
