import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sha256 } from '../util/hash.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import type { Release } from './object-store.ts'

/** How many files come down at once. */
const parallelDownloads = 16

/** A file that lies elsewhere. */
export interface RemoteFile {
  /** Where it lies in the cache. */
  readonly path: string
  /** Null where it is only known once it is here. */
  readonly size: number | null
  /** Writes its content, which has that size, to a path at which nothing is. */
  download(to: string): Promise<void>
}

/**
 * A folder of files that lie elsewhere. Each is there as a whole or not at all, and is known by a name that changes with
 * its content. It has a limit: what was not used for longest goes when another file needs the room. What is held stays,
 * so that the limit is passed where more is held than it allows. Losing the folder costs time and nothing else.
 */
export class FileCache {
  readonly #folder: string
  readonly #limit: number
  /** The files that are there, those first that were not used for longest; null before anybody has looked. */
  #files: Map<string, number> | null = null
  #bytes = 0
  readonly #holds = new Map<string, number>()
  readonly #coming = new Map<string, Promise<void>>()
  #count = 0

  constructor(folder: string, limit: number) {
    this.#folder = folder
    this.#limit = limit
  }

  /** @param name whatever tells the content from any other; `extension` is kept, since readers go by it */
  pathOf(name: string, extension: string): string {
    const hash = sha256(name)
    return join(this.#folder, hash.slice(0, 2), `${hash.slice(2, 34)}${extension}`)
  }

  /** Brings files that are not there, and keeps all of them until they are released. */
  async hold(files: readonly RemoteFile[]): Promise<Release> {
    const held: string[] = []
    const release = () => {
      for (const path of held.splice(0)) this.#release(path)
    }
    const failures: unknown[] = []
    await mapConcurrent(files, parallelDownloads, async (file) => {
      if (failures.length > 0) return
      this.#holds.set(file.path, (this.#holds.get(file.path) ?? 0) + 1)
      held.push(file.path)
      await this.#bring(file).catch((failure) => failures.push(failure))
    })
    if (failures.length === 0) return release
    release()
    throw failures[0]
  }

  /** Keeps content that has come down for another reason. */
  put(path: string, content: Uint8Array): void {
    this.#makeRoom(content.length)
    const temporary = this.temporary(path)
    try {
      writeFileSync(temporary, content)
      this.#keep(temporary, path, content.length)
    } catch (failure) {
      rmSync(temporary, { force: true })
      throw failure
    }
  }

  has({ path, size }: { readonly path: string; readonly size: number }): boolean {
    return this.#use(path, size)
  }

  /** Goes back to the limit, and lets other processes remove what this one has used. */
  close(): void {
    if (this.#files === null) return
    this.#makeRoom(0)
    rmSync(this.#mark(process.pid), { force: true })
    this.#files = null
  }

  async #bring(file: RemoteFile): Promise<void> {
    for (let coming = this.#coming.get(file.path); coming; coming = this.#coming.get(file.path)) {
      // Whoever waits for it elsewhere may have been stopped, which is no reason to stop here.
      await coming.catch(() => {})
    }
    if (this.#use(file.path, file.size)) return
    const download = this.#download(file)
    this.#coming.set(file.path, download)
    try {
      await download
    } finally {
      this.#coming.delete(file.path)
    }
  }

  async #download({ path, size, download }: RemoteFile): Promise<void> {
    this.#makeRoom(size ?? 0)
    // The room is taken before the file is there, for others come down beside it.
    this.#bytes += size ?? 0
    const temporary = this.temporary(path)
    try {
      await download(temporary)
      this.#keep(temporary, path, size ?? statSync(temporary).size)
    } catch (failure) {
      rmSync(temporary, { force: true })
      throw failure
    } finally {
      this.#bytes -= size ?? 0
    }
  }

  /** Whether the whole file is there; it then counts as used. */
  #use(path: string, wanted: number | null): boolean {
    const files = this.#open()
    const size = statSync(path, { throwIfNoEntry: false })?.size
    if (size === undefined || (wanted === null ? size === 0 : size !== wanted)) return false
    try {
      const now = new Date()
      utimesSync(path, now, now)
    } catch {
      return false
    }
    if (!files.delete(path)) this.#bytes += size
    files.set(path, size)
    return true
  }

  #keep(temporary: string, path: string, size: number): void {
    renameSync(temporary, path)
    const files = this.#open()
    this.#bytes += size - (files.get(path) ?? 0)
    files.delete(path)
    files.set(path, size)
  }

  #release(path: string): void {
    const count = (this.#holds.get(path) ?? 1) - 1
    if (count > 0) this.#holds.set(path, count)
    else this.#holds.delete(path)
  }

  #makeRoom(size: number): void {
    const files = this.#open()
    if (this.#bytes + size <= this.#limit) return
    const usedByOthers = this.#usedByOthersSince()
    for (const [path, bytes] of files) {
      if (this.#bytes + size <= this.#limit) return
      if (this.#holds.has(path)) continue
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats && stats.mtimeMs >= usedByOthers) continue
      rmSync(path, { force: true })
      files.delete(path)
      this.#bytes -= bytes
    }
  }

  /**
   * A path beside another, for a file that is not kept: whoever writes it removes it, or a later process does.
   *
   * @param extension for readers that go by it
   */
  temporary(path: string, extension = ''): string {
    mkdirSync(dirname(path), { recursive: true })
    return `${path}.${process.pid}-${++this.#count}.tmp${extension}`
  }

  /** Looks at what is there. From then on other processes leave what this one uses alone. */
  #open(): Map<string, number> {
    if (this.#files) return this.#files
    mkdirSync(join(this.#folder, marks), { recursive: true })
    writeFileSync(this.#mark(process.pid), String(process.pid))
    const found: { readonly path: string; readonly size: number; readonly usedAt: number }[] = []
    for (const folder of readdirSync(this.#folder, { withFileTypes: true })) {
      if (folder.name === marks || !folder.isDirectory()) continue
      for (const name of readdirSync(join(this.#folder, folder.name))) {
        const path = join(this.#folder, folder.name, name)
        const writer = /\.(\d+)-\d+\.tmp(?:\.[a-z0-9]+)*$/.exec(name)?.[1]
        if (writer !== undefined) {
          if (!isAlive(Number(writer))) rmSync(path, { force: true })
          continue
        }
        const stats = statSync(path, { throwIfNoEntry: false })
        if (stats) found.push({ path, size: stats.size, usedAt: stats.mtimeMs })
      }
    }
    found.sort((a, b) => a.usedAt - b.usedAt)
    this.#files = new Map(found.map(({ path, size }) => [path, size]))
    this.#bytes = found.reduce((sum, { size }) => sum + size, 0)
    return this.#files
  }

  /** When the first of the other processes came that use the folder now. What was used since then may be theirs. */
  #usedByOthersSince(): number {
    let first = Number.POSITIVE_INFINITY
    for (const name of readdirSync(join(this.#folder, marks))) {
      const pid = Number(name)
      if (pid === process.pid) continue
      const stats = statSync(this.#mark(pid), { throwIfNoEntry: false })
      if (!stats) continue
      if (isAlive(pid)) first = Math.min(first, stats.mtimeMs)
      else rmSync(this.#mark(pid), { force: true })
    }
    return first
  }

  #mark(pid: number): string {
    return join(this.#folder, marks, String(pid))
  }
}

/** The folder in which each process that uses the cache has a file. */
const marks = 'used-by'

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
