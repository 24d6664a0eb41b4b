import type { OriginText } from './origin-text.ts'

/** What an expression in a template stands for. */
export type Value = TextValue | NumberValue | BooleanValue | NullValue | ListValue | DictValue | RelationValue

export interface TextValue {
  readonly kind: 'text'
  readonly text: OriginText
}

/** `text` keeps the digits as written: `3.50` prints as 3.50. */
export interface NumberValue {
  readonly kind: 'number'
  readonly value: number
  readonly text: OriginText
}

export interface BooleanValue {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NullValue {
  readonly kind: 'null'
}

export interface ListValue {
  readonly kind: 'list'
  readonly items: readonly Value[]
}

export interface DictValue {
  readonly kind: 'dict'
  readonly entries: ReadonlyMap<string, Value>
}

/** A table: prints as its address, is known to the host by `id`, and may be asked for its parts (`this.schema`). */
export interface RelationValue {
  readonly kind: 'relation'
  /** The node's unique id. */
  readonly id: string
  readonly text: OriginText
  readonly fields: ReadonlyMap<string, Value>
}

export type ValueKind = Value['kind']

export const nullValue: NullValue = { kind: 'null' }

export function textValue(text: OriginText): TextValue {
  return { kind: 'text', text }
}

export function booleanValue(value: boolean): BooleanValue {
  return { kind: 'boolean', value }
}

export function listValue(items: readonly Value[]): ListValue {
  return { kind: 'list', items }
}

export function dictValue(entries: ReadonlyMap<string, Value>): DictValue {
  return { kind: 'dict', entries }
}

/** What `{{#if}}` takes for true: everything but false, null, 0 and empty text, lists and dicts. */
export function isTruthy(value: Value): boolean {
  switch (value.kind) {
    case 'text':
      return value.text.length > 0
    case 'number':
      return value.value !== 0
    case 'boolean':
      return value.value
    case 'null':
      return false
    case 'list':
      return value.items.length > 0
    case 'dict':
      return value.entries.size > 0
    case 'relation':
      return true
  }
}

/** `eq`: the same kind and the same content; a number also equals a text with its digits, since `--vars` and the environment give text. */
export function valuesEqual(a: Value, b: Value): boolean {
  if (a.kind === 'number' && b.kind === 'text') return b.text.text.trim() !== '' && Number(b.text.text) === a.value
  if (a.kind === 'text' && b.kind === 'number') return valuesEqual(b, a)
  switch (a.kind) {
    case 'text':
      return b.kind === 'text' && a.text.text === b.text.text
    case 'number':
      return b.kind === 'number' && a.value === b.value
    case 'boolean':
      return b.kind === 'boolean' && a.value === b.value
    case 'null':
      return b.kind === 'null'
    case 'list':
      return (
        b.kind === 'list' &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => valuesEqual(item, b.items[index] ?? nullValue))
      )
    case 'dict':
      return (
        b.kind === 'dict' &&
        a.entries.size === b.entries.size &&
        [...a.entries].every(([key, value]) => {
          const other = b.entries.get(key)
          return other !== undefined && valuesEqual(value, other)
        })
      )
    case 'relation':
      return b.kind === 'relation' && a.id === b.id
  }
}

const kindNames: Readonly<Record<ValueKind, string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  list: 'a list',
  dict: 'a dict',
  relation: 'a relation',
}

/** "a list", for messages. */
export function describeKind(kind: ValueKind): string {
  return kindNames[kind]
}

/** How a value is written, in short, for messages: `"shop"`, `3`, `a list of 2`. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'text':
    case 'relation': {
      const { text } = value.text
      return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
    }
    case 'number':
      return value.text.text
    case 'boolean':
      return String(value.value)
    case 'null':
      return 'null'
    case 'list':
      return `a list of ${value.items.length}`
    case 'dict':
      return `a dict of ${value.entries.size}`
  }
}

/** The text that a value prints as; null for lists and dicts, which have no text of their own. */
export function printableText(value: Value): OriginText | string | null {
  switch (value.kind) {
    case 'text':
    case 'relation':
    case 'number':
      return value.text
    case 'boolean':
      return String(value.value)
    case 'null':
      return 'null'
    case 'list':
    case 'dict':
      return null
  }
}
