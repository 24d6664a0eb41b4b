import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import type { CompiledProject } from '../compiler/compile.ts'
import type { SourceConfig } from '../config/source-config.ts'
import { printS3Address, type SourcePlace } from '../config/storage-address.ts'
import { EngineError } from '../engines/engine-error.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import { tableFolder } from '../ingest/dms-files.ts'
import type { ObjectInfo } from '../ingest/object-info.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { type ColumnsMemory, fileColumnsMemory } from '../storage/columns-memory.ts'
import { fileEtagMemory } from '../storage/etag-memory.ts'
import { FileCache } from '../storage/file-cache.ts'
import { type FileColumns, unreadable } from '../storage/file-columns.ts'
import { localStore } from '../storage/local-store.ts'
import type { ObjectStore, Release } from '../storage/object-store.ts'
import { rememberedColumns } from '../storage/remembered-columns.ts'
import { S3Store } from '../storage/s3/s3-store.ts'
import type { StorageError } from '../storage/storage-error.ts'
import { sha256 } from '../util/hash.ts'
import { invariant } from '../util/invariant.ts'
import { checkStorage } from './resolve-settings.ts'
import { wantsInPlace } from './s3-in-place.ts'
import { placeOfSource } from './source-place.ts'
import { refusal } from './storage-problems.ts'

/** How many bytes of files from S3 are kept where the profile does not say. */
const defaultCacheBytes = 10e9

/** How long the last LOAD file must lie still on S3, where a load comes object by object. */
const settleSecondsOnS3 = 15 * 60

/** What is remembered of the columns of a source table's files; null when the source has no location. */
export function rememberedSource(
  root: string,
  raw: string | null,
  config: SourceConfig,
  identifier: string,
): ColumnsMemory | null {
  const place = placeOfSource(root, raw, config)
  if (place === null) return null
  return fileColumnsMemory(memoryFile(root, 'columns', folderIn(place, tableFolder(config, identifier))), config)
}

/** The files of a project's sources, wherever they lie, for one command. Nothing is connected to before it is asked. */
export class SourceStores {
  readonly #compiled: CompiledProject
  readonly #root: string
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #stores = new Map<string, ObjectStore>()
  #cache: FileCache | null = null
  #client: Promise<S3Client> | null = null

  constructor(
    compiled: CompiledProject,
    options: { readonly root: string; readonly env: Readonly<Record<string, string | undefined>> },
  ) {
    this.#compiled = compiled
    this.#root = options.root
    this.#env = options.env
  }

  /** Null when the source has no location. A DiagnosticError where the profile does not say where files lie. */
  storeOf(config: SourceConfig): ObjectStore | null {
    const place = this.#placeOf(config)
    if (place === null) return null
    checkStorage(this.#compiled)
    const name = folderIn(place, '')
    const store = this.#stores.get(name) ?? this.#open(place)
    this.#stores.set(name, store)
    return store
  }

  /** The files of a source table; a DiagnosticError or a TryAgainError where nobody can tell which there are. */
  async list({ config, relation, sourceName, name }: SourceNode): Promise<readonly ObjectInfo[]> {
    try {
      return (await this.storeOf(config)?.list(tableFolder(config, relation.name))) ?? []
    } catch (failure) {
      throw refusal(failure, `${sourceName}.${name}`)
    }
  }

  /** Asks the store of a source for an answer, and says in words who gave it; rejects as `list` does. */
  async reach({ config, sourceName, name }: SourceNode): Promise<string> {
    try {
      return (await this.storeOf(config)?.reach()) ?? ''
    } catch (failure) {
      throw refusal(failure, `${sourceName}.${name}`)
    }
  }

  /**
   * The columns of a table's files, each looked into once for a content; in their place what keeps one from being read. A
   * TryAgainError or a DiagnosticError where none can be read.
   *
   * @param isNeeded whether the rows of a file are about to be read too
   */
  async columnsIn<Object extends ObjectInfo>(
    { config, relation, sourceName, name }: SourceNode,
    objects: readonly Object[],
    isNeeded: (object: Object) => boolean,
  ): Promise<(object: Object) => FileColumns | StorageError> {
    const store = this.storeOf(config)
    const memory = rememberedSource(this.#root, this.#raw, config, relation.name)
    invariant(store && memory, 'files lie somewhere')
    try {
      const found = await rememberedColumns(objects, store, memory, config, isNeeded)
      return ({ key }) => found.get(key) ?? unreadable('nobody has looked into it.')
    } catch (failure) {
      throw refusal(failure, `${sourceName}.${name}`)
    } finally {
      memory.save()
    }
  }

  /** How long the last LOAD file of a table must lie still. */
  settleSeconds(config: SourceConfig): number {
    return config.loadSettleSeconds ?? (this.#placeOf(config)?.kind === 's3' ? settleSecondsOnS3 : 0)
  }

  /** Brings files to the paths at which they are read, until they are released. Rejects with a StorageError. */
  async hold({ files, shapes }: ChangeFiles, signal?: AbortSignal): Promise<Release> {
    const paths = [...files.map((file) => file.path), ...shapes]
    const releases: Release[] = []
    const release = () => {
      for (const one of releases) one()
    }
    try {
      for (const store of this.#stores.values()) releases.push(await store.hold(paths, signal))
      return release
    } catch (failure) {
      release()
      throw failure
    }
  }

  /**
   * Has an engine read files, and answers with what lets them go. An engine that `readsS3` gets the addresses of those
   * that lie there, and what it has made of them counts only if they are then what was listed. Rejects with a
   * StorageError, or as `read` does.
   */
  async read(
    files: ChangeFiles,
    { readsS3, signal }: { readonly readsS3: boolean; readonly signal?: AbortSignal },
    read: (files: ChangeFiles) => Promise<void>,
  ): Promise<Release> {
    const addresses = readsS3 ? this.#addressesOf(files) : new Map<string, string>()
    const isHere = (path: string) => !addresses.has(path)
    const shapes = files.shapes.filter(isHere)
    const release = await this.hold({ ...files, files: files.files.filter(({ path }) => isHere(path)), shapes }, signal)
    const check = async () => {
      for (const store of this.#stores.values()) await store.check([...addresses.keys()])
    }
    try {
      await read(withPaths(files, (path) => addresses.get(path) ?? path))
      await check()
      return release
    } catch (failure) {
      release()
      // A file that was replaced may fail in any way. Whether it was, the server can tell, and what else is the matter.
      if (failure instanceof EngineError && failure.kind !== 'cancelled') await check()
      throw failure
    }
  }

  async close(): Promise<void> {
    this.#cache?.close()
    const client = await this.#client?.catch(() => null)
    client?.destroy()
  }

  /** The addresses of files that an engine can read on S3, by their paths. */
  #addressesOf({ files, shapes }: ChangeFiles): ReadonlyMap<string, string> {
    const addresses = new Map<string, string>()
    for (const path of [...files.map((file) => file.path), ...shapes]) {
      for (const store of this.#stores.values()) {
        const address = store.addressOf(path)
        if (address !== null) addresses.set(path, address)
      }
    }
    return addresses
  }

  get #raw(): string | null {
    return this.#compiled.settings.storage.raw?.value ?? null
  }

  #placeOf(config: SourceConfig): SourcePlace | null {
    return placeOfSource(this.#root, this.#raw, config)
  }

  #open(place: SourcePlace): ObjectStore {
    if (place.kind === 'folder') {
      const { path } = place
      return localStore(path, (below) => fileEtagMemory(memoryFile(this.#root, 'etags', join(path, below))))
    }
    const { requesterPays, cacheMaxBytes } = this.#compiled.settings.storage
    this.#cache ??= new FileCache(join(this.#root, '.tidemill', 'cache'), cacheMaxBytes ?? defaultCacheBytes)
    const isReadInPlace = wantsInPlace(this.#compiled, this.#root)
    const client = () => this.#connect()
    return new S3Store({ address: place, cache: this.#cache, client, requesterPays, isReadInPlace })
  }

  #connect(): Promise<S3Client> {
    this.#client ??= this.#openClient()
    return this.#client
  }

  async #openClient(): Promise<S3Client> {
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
      // The SDK reads them by itself; what is read from here is known for a secret and shown nowhere. AWS's have forty
      // letters and more: the `test` of a stand-in must not blot out every word that holds it.
      if ((process.env[name] ?? '').length >= 16) void this.#env[name]
    }
    const { openS3Client } = await import('../storage/s3/open-client.ts')
    return openS3Client()
  }
}

function withPaths(files: ChangeFiles, pathOf: (path: string) => string): ChangeFiles {
  return {
    ...files,
    files: files.files.map((file) => ({ ...file, path: pathOf(file.path) })),
    shapes: files.shapes.map(pathOf),
  }
}

function folderIn(place: SourcePlace, folder: string): string {
  return place.kind === 'folder' ? join(place.path, folder) : `${printS3Address(place)}/${folder}`
}

/** Where something is remembered of the files below a folder; it may be deleted at any time. */
function memoryFile(root: string, of: string, folder: string): string {
  return join(root, '.tidemill', of, `${sha256(folder).slice(0, 16)}.json`)
}
