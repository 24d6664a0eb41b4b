import {
  configAliasWithDot,
  configIgnoredKey,
  configKeyDoesNotApply,
  configSameKeyTwice,
  configUnknownKey,
} from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type ConfigEntry, type ConfigOwner, ownerName } from './config-entry.ts'
import {
  appliesTo,
  ignoredConfigKeys,
  type Materialization,
  type ModelConfigKey,
  modelConfigAliases,
  modelConfigReaders,
} from './model-config-keys.ts'
import type { Reader } from './readers.ts'
import { firstLine, isNull } from './value.ts'

type ValueOf<K extends ModelConfigKey> = (typeof modelConfigReaders)[K] extends Reader<infer T> ? T : never

interface Setting {
  readonly entry: ConfigEntry
  readonly value: unknown
}

/** The settings by canonical key, each with its checked value, oldest first. */
export class ModelSettings {
  readonly #byKey = new Map<ModelConfigKey, Setting[]>()
  readonly #failed = new Set<ModelConfigKey>()
  readonly #owner: string
  readonly #diagnostics: Diagnostic[]

  constructor(entries: readonly ConfigEntry[], owner: ConfigOwner, diagnostics: Diagnostic[]) {
    this.#owner = ownerName(owner)
    this.#diagnostics = diagnostics
    for (const entry of entries) this.#add(entry)
  }

  #add(entry: ConfigEntry): void {
    const inFolder = entry.origin === 'folder'
    const key = canonicalKey(entry.key.value)
    if (key === null) {
      if (!inFolder) reportUnknown(entry, this.#owner, this.#diagnostics)
      return
    }
    const known = this.#byKey.get(key) ?? []
    const before = known.at(-1)?.entry
    if (before?.origin === entry.origin && !inFolder && before.key.value !== entry.key.value) {
      this.#diagnostics.push(
        configSameKeyTwice(entry.key.value, before.key.value, key, entry.key.span, before.key.span),
      )
    }
    const value = readEntry(entry, key, this.#owner, inFolder ? [] : this.#diagnostics)
    if (value === null) {
      if (!isNull(entry.value)) this.#failed.add(key)
      return
    }
    known.push({ entry, value })
    this.#byKey.set(key, known)
  }

  /** Leaves out what the materialization has no use for, and says so where the model itself says it. */
  drop(materialization: Materialization | 'seed'): void {
    for (const [key, settings] of this.#byKey) {
      const allowed = appliesTo[key]
      if (!allowed || allowed.includes(materialization)) continue
      for (const { entry } of settings) {
        if (entry.origin === 'folder' || this.#failed.has('materialized')) continue
        const owner =
          materialization === 'seed' ? 'a seed' : `${this.#owner}, which is ${aMaterialization(materialization)}`
        this.#diagnostics.push(configKeyDoesNotApply(entry.key.value, owner, listOfKinds(allowed), entry.key.span))
      }
      this.#byKey.delete(key)
    }
  }

  /** Whether a value of one of the keys could not be read. */
  failed(...keys: readonly ModelConfigKey[]): boolean {
    return keys.some((key) => this.#failed.has(key))
  }

  last<K extends ModelConfigKey>(key: K): ValueOf<K> | null {
    return (this.#byKey.get(key)?.at(-1)?.value as ValueOf<K> | undefined) ?? null
  }

  all<K extends ModelConfigKey>(key: K): readonly ValueOf<K>[] {
    return (this.#byKey.get(key) ?? []).map((setting) => setting.value as ValueOf<K>)
  }

  winning(): ReadonlyMap<string, ConfigEntry> {
    const entries = new Map<string, ConfigEntry>()
    for (const [key, settings] of this.#byKey) {
      const last = settings.at(-1)
      if (last) entries.set(key, last.entry)
    }
    return entries
  }
}

/** Checks one folder default by itself; what it says of a key is said once, however many models the folder has. */
export function checkFolderEntry(entry: ConfigEntry, where: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const key = canonicalKey(entry.key.value)
  if (key === null) reportUnknown(entry, where, diagnostics)
  else readEntry(entry, key, where, diagnostics)
  return diagnostics
}

/** The usual name of a key of the configuration, or null for an unknown one. */
export function canonicalKey(key: string): ModelConfigKey | null {
  if (Object.hasOwn(modelConfigReaders, key)) return key as ModelConfigKey
  return modelConfigAliases[key] ?? null
}

/** An empty value counts as not written. */
function readEntry(entry: ConfigEntry, key: ModelConfigKey, owner: string, diagnostics: Diagnostic[]): unknown {
  if (isNull(entry.value)) return null
  const reader: Reader<unknown> = modelConfigReaders[key]
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const value = reader(entry.value, { subject: `"${entry.key.value}" of ${owner}`, report })
  if (key === 'alias' && typeof value === 'string' && value.includes('.')) {
    report(configAliasWithDot(value, firstLine(entry.value.span)))
    return null
  }
  return value
}

function reportUnknown(entry: ConfigEntry, owner: string, diagnostics: Diagnostic[]): void {
  const { value: key, span } = entry.key
  if (ignoredConfigKeys.includes(key)) diagnostics.push(configIgnoredKey(key, owner, span))
  else {
    const known = [...Object.keys(modelConfigReaders), ...Object.keys(modelConfigAliases)]
    diagnostics.push(configUnknownKey(key, `the configuration of ${owner}`, span, known))
  }
}

/** In a sentence: `a view`, `incremental`. */
export function aMaterialization(materialization: Materialization): string {
  switch (materialization) {
    case 'view':
    case 'table':
    case 'snapshot':
      return `a ${materialization}`
    default:
      return materialization
  }
}

function listOfKinds(kinds: readonly string[]): string {
  const words = kinds.map((kind) => (kind === 'seed' ? 'seeds' : `"${kind}"`))
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`
}
