import {
  configBadName,
  configPathOutsideProject,
  configTemplateNotRead,
  configUnknownValue,
  configWrongType,
} from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { OriginText } from '../template/origin-text.ts'
import { scalarText } from './scalar-text.ts'
import {
  type ConfigValue,
  describe,
  firstLine,
  isNull,
  type Located,
  type MapValue,
  type ScalarValue,
} from './value.ts'

/** Where a value is being read: what messages call it, and where they go. */
export interface Place {
  /** In the user's words: `"threads" of profile "local"`. */
  readonly subject: string
  readonly report: (diagnostic: Diagnostic) => void
}

/** Turns a value into checked data. What does not fit is reported, and answered with null. */
export type Reader<T> = (value: ConfigValue, at: Place) => T | null

/** Any text; numbers are taken as they are written, since `version: 1.0` or a bare `2024` mean the text to most people. */
export const text: Reader<string> = (value, at) => {
  if (value.kind === 'scalar' && typeof value.value === 'string') return value.value
  if (value.kind === 'scalar' && typeof value.value === 'number') return value.raw
  return wrong(value, at, 'text')
}

/** Text that is more than white space and has no template: a setting to be taken as it is written. */
export const word: Reader<string> = (value, at) => {
  const found = text(value, at)
  return found !== null && (found.trim() === '' || isTemplate(value)) ? wrong(value, at, 'text') : found
}

/** A single character, such as the delimiter of a CSV file. */
export const character: Reader<string> = (value, at) => {
  const found = text(value, at)
  return found === null || [...found].length === 1 ? found : wrong(value, at, 'a single character')
}

/** A name of letters, digits and underscores that does not begin with a digit. */
export const identifier: Reader<string> = (value, at) => {
  const found = word(value, at)
  if (found === null || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(found)) return found
  if (isRendered(value)) return wrong(value, at, 'a name')
  const better = found.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(?=\p{N})/u, '_')
  const rule = 'A name has letters, digits and underscores, and does not begin with a digit.'
  at.report(configBadName(at.subject, found, rule, firstLine(value.span), better === '_' ? '' : better))
  return null
}

/** A name that can stand in a node's id and in a path: of a source or its table. */
export const nodeName: Reader<string> = (value, at) => {
  const found = word(value, at)
  if (found === null || /^[^\s.'"`(){}[\]/\\]+$/.test(found)) return found
  const rule = 'A name has no blanks, dots, quotes, brackets or slashes.'
  const better = found.replace(/[\s.'"`(){}[\]/\\]+/g, '_')
  at.report(configBadName(at.subject, found, rule, firstLine(value.span), better === '_' ? '' : better))
  return null
}

/** Text that a template may make, to be rendered when it is used. */
export const templated: Reader<Located<OriginText>> = (value, at) => {
  if (text(value, at) === null) return null
  return { value: scalarText(value as ScalarValue), span: value.span }
}

export const boolean: Reader<boolean> = (value, at) => {
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
  if (isRendered(value) && (value.raw === 'true' || value.raw === 'false')) return value.raw === 'true'
  const written = value.kind === 'scalar' ? String(value.value).toLowerCase() : ''
  const meant = ['yes', 'on', 'true', 'y', '1'].includes(written)
    ? 'true'
    : ['no', 'off', 'false', 'n', '0'].includes(written)
      ? 'false'
      : null
  return wrong(value, at, 'true or false', meant && `Write ${meant}, without quotes.`)
}

/** A whole number, not less than `least`. */
export function integer(least = 0): Reader<number> {
  return (value, at) => {
    const number =
      isRendered(value) && /^\d+$/.test(value.raw) ? Number(value.raw) : value.kind === 'scalar' && value.value
    if (typeof number === 'number' && Number.isSafeInteger(number)) {
      if (number >= least) return number
      return wrong(value, at, `a whole number of at least ${least}`)
    }
    const digits = value.kind === 'scalar' && typeof value.value === 'string' && /^\d+$/.test(value.value)
    return wrong(value, at, 'a whole number', digits ? 'Remove the quotes.' : null)
  }
}

/** One of a few words, in any case. */
export function oneOf<const W extends string>(...words: readonly W[]): Reader<W> {
  return (value, at) => {
    if (value.kind !== 'scalar' || typeof value.value !== 'string' || value.value === '') {
      return wrong(value, at, quotedChoices(words))
    }
    const written = value.value.toLowerCase()
    const found = words.find((candidate) => candidate === written)
    if (found === undefined && (isRendered(value) || isTemplate(value))) return wrong(value, at, quotedChoices(words))
    if (found === undefined) at.report(configUnknownValue(at.subject, value.value, words, firstLine(value.span)))
    return found ?? null
  }
}

export function listOf<T>(item: Reader<T>, items = 'a list'): Reader<readonly T[]> {
  return (value, at) => {
    if (isNull(value)) return []
    if (value.kind === 'map') return wrong(value, at, items, 'Begin each entry with "- ".')
    if (value.kind !== 'list') return wrong(value, at, items, `Write [${value.raw}].`)
    const inner = { ...at, subject: `an item of ${at.subject}` }
    return value.items.map((entry) => item(entry, inner)).filter((entry) => entry !== null)
  }
}

/** One thing, or a list of them. */
export function oneOrMany<T>(item: Reader<T>): Reader<readonly T[]> {
  const many = listOf(item)
  return (value, at) => {
    if (value.kind === 'list' || isNull(value)) return many(value, at)
    const one = item(value, at)
    return one === null ? null : [one]
  }
}

export function located<T>(reader: Reader<T>): Reader<Located<T>> {
  return (value, at) => {
    const found = reader(value, at)
    return found === null ? null : { value: found, span: value.span }
  }
}

/** A map; nothing at all counts as an empty one. */
export const map: Reader<MapValue> = (value, at) => {
  if (value.kind === 'map') return value
  if (isNull(value)) return { kind: 'map', entries: [], span: value.span }
  return wrong(value, at, 'a map of keys and values')
}

/** An entry of a list that has a name: a map. */
export const namedEntry: Reader<MapValue> = (value, at) => {
  if (value.kind !== 'scalar' || value.value === null) return map(value, at)
  return wrong(value, at, 'a map of keys and values', `Write "name: ${value.raw}".`)
}

/** Any value at all, with its places. */
export const anything: Reader<ConfigValue> = (value) => value

/** A path relative to the project that stays inside it, with forward slashes and without `./` and a slash at the end. */
export const projectPath: Reader<string> = (value, at) => {
  const found = word(value, at)
  if (found === null) return null
  const path = insideProject(found)
  if (path === null) at.report(configPathOutsideProject(at.subject, found, firstLine(value.span)))
  return path
}

/** The tidy form of a relative path, or null when it leads out. */
export function insideProject(path: string): string | null {
  const slashed = path.replaceAll('\\', '/')
  if (/^(?:\/|~|[A-Za-z]:)/.test(slashed)) return null
  const parts: string[] = []
  for (const part of slashed.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.length === 0 ? '.' : parts.join('/')
}

/** Text with braces where no text is expected was meant to be rendered. */
function isTemplate(value: ConfigValue): boolean {
  if (value.kind !== 'scalar' || value.style === 'rendered') return false
  return typeof value.value === 'string' && value.value.includes('{{')
}

function isRendered(value: ConfigValue): value is ScalarValue {
  return value.kind === 'scalar' && value.style === 'rendered'
}

/** Reports that a value is not what is expected. */
export function wrong(value: ConfigValue, at: Place, expected: string, help: string | null = null): null {
  if (isTemplate(value)) at.report(configTemplateNotRead(at.subject, firstLine(value.span)))
  else at.report(configWrongType(at.subject, expected, describe(value), firstLine(value.span), help))
  return null
}

function quotedChoices(words: readonly string[]): string {
  const quoted = words.map((name) => `"${name}"`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}
