import { sourcePlace } from '../config/storage-address.ts'
import { locationOutsideRaw } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { DeclaredSource } from './declare.ts'

/** What is wrong with locations under a profile's `storage.raw`: each said once, though many tables may share it. */
export function locationProblems(
  sources: Iterable<ReadonlyMap<string, DeclaredSource>>,
  raw: string | null,
): readonly Diagnostic[] {
  if (raw === null) return []
  const locations = new Set(
    [...sources].flatMap((tables) => [...tables.values()].map((of) => of.table.config.location)),
  )
  return [...locations].flatMap((location) =>
    location && sourcePlace(raw, location.value) === null
      ? [locationOutsideRaw(location.value, raw, location.span)]
      : [],
  )
}
