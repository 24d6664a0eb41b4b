import type { Span } from '../diagnostics/source.ts'
import type { ConfigValue, Located, MapValue } from './value.ts'

/** Where a setting was written: a folder default of project.yml, the YAML about a model, or the model's own file. */
export type ConfigOrigin = 'folder' | 'properties' | 'file'

/** One setting, before it is checked. */
export interface ConfigEntry {
  readonly key: Located<string>
  readonly value: ConfigValue
  readonly origin: ConfigOrigin
}

/** Whose configuration is read. */
export interface ConfigOwner {
  readonly kind: 'model' | 'seed' | 'snapshot'
  readonly name: string
  /** Where to report what the owner lacks: the first line of a model's file. */
  readonly span?: Span | undefined
  /** A DataFrame model runs on Spark, and is a table or a staging table. */
  readonly isDataFrame?: boolean | undefined
}

/** What messages call the owner: `model "orders"`. */
export function ownerName({ kind, name }: ConfigOwner): string {
  return `${kind} "${name}"`
}

/** The settings of a `config:` map, in order. */
export function configEntries(value: MapValue, origin: ConfigOrigin): readonly ConfigEntry[] {
  return value.entries.map(({ key, keySpan, value }) => ({ key: { value: key, span: keySpan }, value, origin }))
}
