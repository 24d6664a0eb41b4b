import { isAbsolute, join } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import type { SourceConfig } from '../config/source-config.ts'
import { type SourcePlace, sourcePlace } from '../config/storage-address.ts'
import { sourcesOf } from '../manifest/manifest.ts'

/** Where the profile and the project say that a source's files lie; null when the source has no location. */
export function placeOfSource(root: string, raw: string | null, { location }: SourceConfig): SourcePlace | null {
  const place = location && sourcePlace(raw, location.value)
  if (place?.kind !== 'folder') return place
  return { kind: 'folder', path: isAbsolute(place.path) ? place.path : join(root, place.path) }
}

/** Whether files of any source lie on S3. */
export function readsS3({ manifest, settings }: CompiledProject, root: string): boolean {
  const raw = settings.storage.raw?.value ?? null
  return sourcesOf(manifest).some(({ config }) => placeOfSource(root, raw, config)?.kind === 's3')
}
