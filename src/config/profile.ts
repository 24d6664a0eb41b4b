import { configUnknownValue } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { span as makeSpan, type SourceFile, type Span } from '../diagnostics/source.ts'
import { byteSize } from './amounts.ts'
import type { EngineName } from './model-config-keys.ts'
import { type AdapterType, adapterKeys, adapterTypes, hasTemplate } from './profile-engines.ts'
import { type KeyTable, readKeys, startOf } from './read-keys.ts'
import { boolean, identifier, integer, located, map, type Reader, text, word, wrong } from './readers.ts'
import { type RenderValue, renderValues } from './render-values.ts'
import { reportUnbuilt } from './report-unbuilt.ts'
import { isAddress, readS3Address } from './storage-address.ts'
import { type ConfigValue, firstLine, type Located, type MapValue, type PlainValue, plainValue } from './value.ts'
import { readYaml } from './yaml.ts'

/** A profile as it is written: its templates are rendered when a value is used (`resolveProfile`, `resolveEngine`). */
export interface ProfileConfig {
  readonly file: SourceFile
  /** The target's name: that of the file. */
  readonly target: string
  readonly engines: Readonly<Record<EngineName, EngineProfile | null>>
  /** `threads`, `schema`, `schema_prefix` and `storage`. */
  readonly settings: MapValue
  /** What the companion is to set up, unread. */
  readonly cdc: MapValue | null
  /** Paths of the values that must never be shown: `engines.redshift.password`. */
  readonly secretKeys: readonly string[]
}

/** What runs the SQL of one engine. */
export interface EngineProfile {
  readonly engine: EngineName
  readonly type: Located<AdapterType>
  /** The adapter's own settings, without `type`. */
  readonly settings: MapValue
  readonly secretKeys: readonly string[]
  readonly span: Span
}

/** The rendered settings of a profile that are not an engine's. */
export interface ResolvedProfile {
  readonly threads: number
  readonly schema: string
  readonly schemaPrefix: string
  readonly storage: {
    readonly raw: Located<string> | null
    readonly handoff: Located<string> | null
    readonly kmsKeyArn: string | null
    /** How many bytes of files from S3 are kept on this machine; null for the default. */
    readonly cacheMaxBytes: number | null
    /** Whoever reads the buckets pays for it, instead of their owners. */
    readonly requesterPays: boolean
  }
}

/** The rendered settings of one engine, by their names in YAML. */
export type ResolvedEngine = Readonly<Record<string, PlainValue>>

export interface ProfileRead {
  /** Null when the file cannot be read as YAML at all. */
  readonly profile: ProfileConfig | null
  readonly diagnostics: readonly Diagnostic[]
}

/** A folder, or `s3://bucket/prefix`. */
const rawStorage: Reader<string> = (value, at) => {
  const found = text(value, at)
  const isWrong = found !== null && isAddress(found) && readS3Address(found) === null
  return isWrong ? wrong(value, at, 'a folder, or an address such as s3://bucket/prefix') : found
}

const storageReaders = {
  raw: located(rawStorage),
  handoff: located(text),
  kms_key_arn: text,
  cache_max_bytes: byteSize,
  requester_pays: boolean,
}

const settingReaders = {
  threads: integer(1),
  schema: word,
  schema_prefix: identifier,
  storage: map,
}

/** Reads profiles/<target>.yml. Values with templates are checked later, when they are rendered. */
export function readProfile(file: SourceFile, target: string): ProfileRead {
  const yaml = readYaml(file)
  const diagnostics: Diagnostic[] = [...yaml.diagnostics]
  if (yaml.document === null && diagnostics.length > 0) return { profile: null, diagnostics }
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const owner = `profile "${target}"`
  const nothing: MapValue = { kind: 'map', entries: [], span: makeSpan(file, 0) }
  const document = yaml.document === null ? nothing : map(yaml.document, { subject: owner, report })
  if (!document) return { profile: null, diagnostics }
  const readers = { ...tolerant(settingReaders), engines: map, cdc: map }
  const keys = readKeys(document, { owner, readers, required: ['engines'], elsewhere }, report)
  const storage = document.entries.find((entry) => entry.key === 'storage')?.value
  if (storage?.kind === 'map') {
    readKeys(storage, { owner: `"storage" of ${owner}`, readers: tolerant(storageReaders) }, report)
  }
  const engines = keys.engines ?? nothing
  const engineReaders = { spark: readEngine('spark', owner), redshift: readEngine('redshift', owner) }
  const found = readKeys(engines, { owner: `"engines" of ${owner}`, readers: engineReaders }, report)
  const own = new Set(Object.keys(settingReaders))
  const profile: ProfileConfig = {
    file,
    target,
    engines: found,
    settings: { ...document, entries: document.entries.filter((entry) => own.has(entry.key)) },
    cdc: keys.cdc,
    secretKeys: secretPaths(document, ''),
  }
  return { profile, diagnostics }
}

function readEngine(engine: EngineName, owner: string): Reader<EngineProfile> {
  return (value, at) => {
    const found = map(value, at)
    if (!found) return null
    const subject = `engine "${engine}" of ${owner}`
    const typeOnly: MapValue = { ...found, entries: found.entries.filter((entry) => entry.key === 'type') }
    const readers = { type: located(word) }
    const written = readKeys(typeOnly, { owner: subject, readers, required: ['type'] }, at.report).type
    if (!written) return null
    const known: readonly AdapterType[] = adapterTypes[engine]
    const type = known.find((candidate) => candidate === written.value)
    if (!type) {
      at.report(configUnknownValue(`"type" of ${subject}`, written.value, known, firstLine(written.span)))
      return null
    }
    reportUnbuilt('engine type', written, at.report)
    const settings: MapValue = { ...found, entries: found.entries.filter((entry) => entry.key !== 'type') }
    readKeys(settings, adapterTable(type, subject), at.report)
    return {
      engine,
      type: { value: type, span: written.span },
      settings,
      secretKeys: secretPaths(settings, ''),
      span: startOf(found),
    }
  }
}

function adapterTable(type: AdapterType, subject: string): KeyTable<Readonly<Record<string, Reader<unknown>>>> {
  const { readers, required, aliases } = adapterKeys[type]
  return { owner: `${subject} (${type})`, readers: tolerant(readers), required, aliases }
}

/** Renders and checks the settings of a profile that are not an engine's. */
export function resolveProfile(
  profile: ProfileConfig,
  render: RenderValue,
): { readonly resolved: ResolvedProfile; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const owner = `profile "${profile.target}"`
  const settings = renderValues(profile.settings, render, report)
  const keys = readKeys(settings, { owner, readers: settingReaders }, report)
  const storageOwner = `"storage" of ${owner}`
  const storage = keys.storage && readKeys(keys.storage, { owner: storageOwner, readers: storageReaders }, report)
  const resolved: ResolvedProfile = {
    threads: keys.threads ?? 4,
    schema: keys.schema ?? 'analytics',
    schemaPrefix: keys.schema_prefix ?? '',
    storage: {
      raw: storage?.raw ?? null,
      handoff: storage?.handoff ?? null,
      kmsKeyArn: storage?.kms_key_arn ?? null,
      cacheMaxBytes: storage?.cache_max_bytes ?? null,
      requesterPays: storage?.requester_pays ?? false,
    },
  }
  return { resolved, diagnostics }
}

/** Renders and checks the settings of one engine. Errors never show what a template gave: it may be a secret. */
export function resolveEngine(
  engine: EngineProfile,
  render: RenderValue,
): { readonly resolved: ResolvedEngine; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const settings = renderValues(engine.settings, render, report)
  const { readers, aliases } = adapterKeys[engine.type.value]
  const resolved: Record<string, PlainValue> = {}
  for (const entry of settings.entries) {
    const key = aliases[entry.key] ?? entry.key
    const value = readers[key]?.(entry.value, { subject: `"${entry.key}" of engine "${engine.engine}"`, report })
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') resolved[key] = value
    else if (value !== null && value !== undefined) resolved[key] = plainValue(entry.value)
  }
  return { resolved, diagnostics }
}

/** Lets values with templates pass: they are checked when they are rendered. */
function tolerant<R extends Readonly<Record<string, Reader<unknown>>>>(readers: R): R {
  const lenient = Object.entries(readers).map(([key, read]) => {
    const tolerated: Reader<unknown> = (value, at) => (hasTemplate(value) ? null : read(value, at))
    return [key, tolerated]
  })
  return Object.fromEntries(lenient)
}

/** Whether a value under such a key, or an environment variable of such a name, must never be shown. */
export function isSecretName(name: string): boolean {
  return /passw(?:or)?d|^pass$|secret|token/i.test(name)
}

function secretPaths(value: ConfigValue, prefix: string): readonly string[] {
  if (value.kind !== 'map') return []
  return value.entries.flatMap(({ key, value }) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    return isSecretName(key) ? [path] : secretPaths(value, path)
  })
}

function elsewhere(key: string): string | null {
  if (key === 'outputs')
    return 'A profile is one file for each target: write the output itself, with its engines, here.'
  if (key === 'type') return 'The type belongs to an engine: engines: {redshift: {type: …}}.'
  return key === 'catalog_database' ? 'Write it below the engine "spark".' : null
}
