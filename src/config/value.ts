import { span as makeSpan, type Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'

/** Something with the place where it was written. */
export interface Located<T> {
  readonly value: T
  readonly span: Span
}

/** A value of a configuration, with the place of every part: from YAML or from `{{config …}}` in a model. */
export type ConfigValue = ScalarValue | ListValue | MapValue

/** How a scalar is written. `rendered` is what a template gave: it may be a secret, and is never shown. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'block' | 'computed' | 'rendered'

export interface ScalarValue {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** A number as it was written (`3.50`), else the text. */
  readonly raw: string
  readonly style: ScalarStyle
  /** The whole of it in the file, quotes included. */
  readonly span: Span
  /** Where each character comes from, when that is known; YAML's scalars work it out on demand (`scalarText`). */
  readonly origin: OriginText | null
}

export interface ListValue {
  readonly kind: 'list'
  readonly items: readonly ConfigValue[]
  readonly span: Span
}

export interface MapValue {
  readonly kind: 'map'
  readonly entries: readonly MapEntry[]
  readonly span: Span
}

export interface MapEntry {
  readonly key: string
  readonly keySpan: Span
  readonly value: ConfigValue
}

/** Plain data, as JSON has it. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue }

/** The value of a key, or null when the map lacks it. */
export function entryOf(map: MapValue, key: string): MapEntry | null {
  return map.entries.find((entry) => entry.key === key) ?? null
}

export function isNull(value: ConfigValue): boolean {
  return value.kind === 'scalar' && value.value === null
}

/** The value without places. Numbers become JavaScript's numbers, so written digits are lost. */
export function plainValue(value: ConfigValue): PlainValue {
  switch (value.kind) {
    case 'scalar':
      return value.value
    case 'list':
      return value.items.map(plainValue)
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plainValue(entry.value)]))
  }
}

/** Makes a value of plain data; every part of it has the same place. For `{{config …}}` and command line values. */
export function computedValue(value: PlainValue, span: Span): ConfigValue {
  if (isList(value)) return { kind: 'list', items: value.map((item) => computedValue(item, span)), span }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({
      key,
      keySpan: span,
      value: computedValue(item, span),
    }))
    return { kind: 'map', entries, span }
  }
  return { kind: 'scalar', value, raw: String(value), style: 'computed', span, origin: null }
}

/** Makes a text value that knows where its characters come from. */
export function textValue(origin: OriginText, span: Span): ScalarValue {
  return { kind: 'scalar', value: origin.text, raw: origin.text, style: 'computed', span, origin }
}

/** What a user would call the value: `the text "many"`, `a list`. */
export function describe(value: ConfigValue): string {
  if (value.kind === 'list') return value.items.length === 0 ? 'an empty list' : 'a list'
  if (value.kind === 'map') return value.entries.length === 0 ? 'an empty map' : 'a map'
  if (value.value === null) return 'nothing'
  if (value.style === 'rendered') return 'something else, given by a template'
  if (typeof value.value === 'string')
    return value.value === '' ? 'an empty text' : `the text "${shorten(value.value)}"`
  return typeof value.value === 'number' ? `the number ${value.raw}` : value.raw
}

/** The first line of a value, so that a mark under it stays on one line. */
export function firstLine(span: Span): Span {
  const { file, start, end } = span
  const breakAt = file.text.slice(start, end).search(/\r?\n/)
  return breakAt < 0 ? span : makeSpan(file, start, start + breakAt)
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] as string
  return line.length > 40 || line !== text ? `${line.slice(0, 40)}…` : text
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value)
}
