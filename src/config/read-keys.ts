import {
  configIgnoredKey,
  configMissingKey,
  configNotSupported,
  configSameKeyTwice,
  configUnknownKey,
} from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { suggest } from '../util/suggest.ts'
import type { Reader } from './readers.ts'
import { type ConfigValue, entryOf, firstLine, isNull, type MapEntry, type MapValue } from './value.ts'

type Readers = Readonly<Record<string, Reader<unknown>>>
type Values<R extends Readers> = { readonly [K in keyof R]: R[K] extends Reader<infer T> ? T | null : never }

/** What may stand in one kind of map. */
export interface KeyTable<R extends Readers> {
  /** What messages call the map: `model "orders"`. */
  readonly owner: string
  readonly readers: R
  /** Keys that must be there. */
  readonly required?: readonly (keyof R & string)[]
  /** Keys for which YAML's null is a value; elsewhere a key without a value counts as not written. */
  readonly nullable?: readonly (keyof R & string)[]
  /** Other spellings: `{ tests: 'data_tests' }`. */
  readonly aliases?: Readonly<Record<string, keyof R & string>>
  /** Keys of dbt that have no effect here; each gets a warning. */
  readonly ignored?: readonly string[]
  /** Keys of things that Tidemill does not have, with what to call the thing. */
  readonly refused?: Readonly<Record<string, string>>
  /** A word on a key that is known elsewhere, in place of "did you mean". */
  readonly elsewhere?: (key: string) => string | null
}

/**
 * Reads the keys of a map by a table of readers. Every problem is reported and the rest is read; a key that is missing,
 * empty or wrong is null.
 */
export function readKeys<R extends Readers>(
  value: MapValue,
  table: KeyTable<R>,
  report: (diagnostic: Diagnostic) => void,
): Values<R> {
  const { owner, readers } = table
  const found: Record<string, unknown> = {}
  const places = new Map<string, MapEntry>()
  const unread: string[] = []
  for (const entry of value.entries) {
    const key = table.aliases?.[entry.key] ?? entry.key
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined
    if (!reader) {
      unread.push(entry.key)
      reportUnread(entry, table, Object.keys(readers), report)
      continue
    }
    const earlier = places.get(key)
    if (earlier) {
      report(configSameKeyTwice(entry.key, earlier.key, key, entry.keySpan, earlier.keySpan))
      continue
    }
    places.set(key, entry)
    if (isNull(entry.value) && !table.required?.includes(key) && !table.nullable?.includes(key)) {
      found[key] = null
      continue
    }
    found[key] = reader(entry.value, { subject: `"${entry.key}" of ${owner}`, report })
  }
  for (const key of table.required ?? []) {
    // A misspelled key has been reported already: that it is missing would be the same mistake again.
    const misspelled = unread.some((written) => suggest(written, [key]).length > 0)
    if (!places.has(key) && !misspelled) report(configMissingKey(key, owner, startOf(value)))
  }
  for (const key of Object.keys(readers)) found[key] ??= null
  return found as Values<R>
}

type Unread = Pick<KeyTable<Readers>, 'owner' | 'refused' | 'ignored' | 'elsewhere'> & {
  readonly aliases?: Readonly<Record<string, string>>
}

function reportUnread(
  entry: MapEntry,
  table: Unread,
  keys: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): void {
  const { key, keySpan } = entry
  const refused = table.refused?.[key]
  if (refused !== undefined) report(configNotSupported(key, refused, keySpan))
  else if (table.ignored?.includes(key)) report(configIgnoredKey(key, table.owner, keySpan))
  else {
    const known = [...keys, ...Object.keys(table.aliases ?? {})]
    report(configUnknownKey(key, table.owner, keySpan, known, table.elsewhere?.(key) ?? null))
  }
}

/** Where an entry begins: its first line. */
export function startOf(value: ConfigValue): Span {
  return firstLine(value.span)
}

/** What messages call an entry of a list: `table "orders"`, or `a table` for one without a name. */
export function called(what: string, value: MapValue): string {
  const name = entryOf(value, 'name')?.value
  return name?.kind === 'scalar' && name.raw !== '' ? `${what} "${name.raw}"` : `a ${what}`
}
