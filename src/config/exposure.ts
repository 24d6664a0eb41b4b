import type { Span } from '../diagnostics/source.ts'
import { plainMeta } from './column.ts'
import { called, readKeys, startOf } from './read-keys.ts'
import { boolean, listOf, located, map, namedEntry, oneOf, oneOrMany, type Reader, text, word } from './readers.ts'
import type { Located, PlainValue } from './value.ts'

/** One entry of `exposures:`: what outside the project uses its relations. */
export interface ExposureProperties {
  readonly name: Located<string>
  readonly label: string | null
  readonly type: 'dashboard' | 'notebook' | 'analysis' | 'ml' | 'application'
  readonly url: string | null
  readonly maturity: 'high' | 'medium' | 'low' | null
  readonly owner: { readonly name: string | null; readonly email: string | null }
  /** References, still as text. */
  readonly dependsOn: readonly Located<string>[]
  readonly description: Located<string> | null
  readonly enabled: boolean
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  readonly span: Span
}

const owner: Reader<ExposureProperties['owner']> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const emails: Reader<string> = (item, place) => oneOrMany(text)(item, place)?.join(', ') ?? null
  return readKeys(found, { owner: at.subject, readers: { name: text, email: emails } }, at.report)
}

const readers = {
  name: located(word),
  label: text,
  type: oneOf('dashboard', 'notebook', 'analysis', 'ml', 'application'),
  url: text,
  maturity: oneOf('high', 'medium', 'low'),
  owner,
  depends_on: listOf(located(text), 'a list of references'),
  description: located(text),
  tags: oneOrMany(word),
  meta: map,
  config: map,
}

/** Reads one entry of `exposures:`; null when it lacks a name or a type. */
export const readExposure: Reader<ExposureProperties> = (value, at) => {
  const found = namedEntry(value, at)
  if (!found) return null
  const subject = called('exposure', found)
  const keys = readKeys(found, { owner: subject, readers, required: ['name', 'type', 'owner'] }, at.report)
  const configReaders = { enabled: boolean, tags: oneOrMany(word), meta: map }
  const config =
    keys.config &&
    readKeys(keys.config, { owner: `the configuration of ${subject}`, readers: configReaders }, at.report)
  if (!keys.name || !keys.type) return null
  return {
    name: keys.name,
    label: keys.label,
    type: keys.type,
    url: keys.url,
    maturity: keys.maturity,
    owner: keys.owner ?? { name: null, email: null },
    dependsOn: keys.depends_on ?? [],
    description: keys.description,
    enabled: config?.enabled ?? true,
    tags: [...(keys.tags ?? []), ...(config?.tags ?? [])],
    meta: { ...plainMeta(keys.meta), ...plainMeta(config?.meta ?? null) },
    span: startOf(found),
  }
}
