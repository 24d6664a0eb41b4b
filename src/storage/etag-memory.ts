import { readMemoryFile, writeMemoryFile } from './memory-file.ts'

/** What the file system tells about a file without reading it. */
export interface FileStamp {
  readonly size: bigint
  readonly ino: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

/** Remembers hashes of a folder's files, so that an unchanged one is not read again. Losing it costs time and nothing else. */
export interface EtagMemory {
  /** The hash, or null when the file is unknown or may have changed. */
  recall(key: string, stamp: FileStamp): string | null
  remember(key: string, stamp: FileStamp, etag: string): void
  /** Writes down what was recalled or remembered, and forgets the rest: files that are there no more. */
  save(): void
}

export const noEtagMemory: EtagMemory = { recall: () => null, remember: () => {}, save: () => {} }

/** A folder is read again as quickly as looked up when it has fewer bytes; to open a file takes as long as some of them. */
const worthRemembering = 1_000_000n
const opening = 10_000n

/** The coarsest clock of a file system in use (FAT's) counts in two seconds. */
const clockGrain = 2_000_000_000n

/**
 * Keeps hashes in a file. A hash holds as long as size, inode and both times are the same: the change time cannot be
 * set back. A file that was written less than two seconds before it was hashed is not remembered, since it could be
 * written again within one tick of the clock and look the same.
 */
export function fileEtagMemory(file: string, now: () => bigint = () => BigInt(Date.now()) * 1_000_000n): EtagMemory {
  const known = readMemory(file)
  const seen = new Map<string, string>()
  let changed = false
  let bytes = 0n
  const keep = (key: string, stamp: FileStamp, entry: string) => {
    if (!seen.has(key)) bytes += stamp.size + opening
    seen.set(key, entry)
  }
  return {
    recall(key, stamp) {
      const entry = known.get(key)
      const text = stampText(stamp)
      if (!entry?.startsWith(text)) return null
      keep(key, stamp, entry)
      return entry.slice(text.length)
    },
    remember(key, stamp, etag) {
      const isPast = (time: bigint) => now() - time >= clockGrain
      if (!isPast(stamp.mtimeNs) || !isPast(stamp.ctimeNs)) return
      keep(key, stamp, `${stampText(stamp)}${etag}`)
      changed = true
    },
    save() {
      if (!changed && seen.size === known.size) return
      writeMemoryFile(file, bytes >= worthRemembering ? [[...seen.keys()], [...seen.values()]] : null)
      changed = false
    },
  }
}

function stampText({ size, ino, mtimeNs, ctimeNs }: FileStamp): string {
  return `${size}/${ino}/${mtimeNs}/${ctimeNs} `
}

/**
 * Keys, and of each the stamp with the hash behind it: two lists of texts, which are read several times as quickly as an
 * object. A memory that cannot be read is empty.
 */
function readMemory(file: string): ReadonlyMap<string, string> {
  const memory = readMemoryFile(file)
  if (!Array.isArray(memory) || !memory.every(isTexts)) return new Map()
  const [keys = [], entries = []] = memory
  return new Map(keys.map((key, index) => [key, entries[index] ?? '']))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
