import type { CompiledProject } from '../compiler/compile.ts'
import { printS3Address } from '../config/storage-address.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import { placeOfSource } from './source-place.ts'
import { SourceStores } from './source-stores.ts'
import { TryAgainError } from './try-again.ts'

export interface StorageCheck {
  /** `s3://bucket/prefix`. */
  readonly location: string
  readonly ok: boolean
  readonly message: string
}

/** Tries each place on S3 at which files of the project's sources lie. */
export async function checkStorages(
  compiled: CompiledProject,
  options: { readonly root: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<readonly StorageCheck[]> {
  const stores = new SourceStores(compiled, options)
  const raw = compiled.settings.storage.raw?.value ?? null
  const checks = new Map<string, StorageCheck>()
  try {
    for (const source of sourcesOf(compiled.manifest)) {
      const place = placeOfSource(options.root, raw, source.config)
      if (place?.kind !== 's3') continue
      const location = printS3Address(place)
      if (!checks.has(location)) checks.set(location, { location, ...(await verdict(() => stores.reach(source))) })
    }
    return [...checks.values()]
  } finally {
    await stores.close()
  }
}

async function verdict(reach: () => Promise<string>): Promise<Omit<StorageCheck, 'location'>> {
  try {
    return { ok: true, message: await reach() }
  } catch (failure) {
    if (!(failure instanceof DiagnosticError || failure instanceof TryAgainError)) throw failure
    return { ok: false, message: failure.diagnostics.map((problem) => problem.message).join(' ') }
  }
}
