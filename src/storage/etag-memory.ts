import { existsSync, readFileSync, rmSync } from 'node:fs'
import { writeFileAtomically } from './write-file-atomically.ts'

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
  const seen = new Map<string, Entry>()
  let changed = false
  let bytes = 0n
  const keep = (key: string, stamp: FileStamp, entry: Entry) => {
    if (!seen.has(key)) bytes += stamp.size + opening
    seen.set(key, entry)
  }
  return {
    recall(key, stamp) {
      const entry = known.get(key)
      if (!entry || entry[0] !== stampText(stamp)) return null
      keep(key, stamp, entry)
      return entry[1]
    },
    remember(key, stamp, etag) {
      const isPast = (time: bigint) => now() - time >= clockGrain
      if (!isPast(stamp.mtimeNs) || !isPast(stamp.ctimeNs)) return
      keep(key, stamp, [stampText(stamp), etag])
      changed = true
    },
    save() {
      if (!changed && seen.size === known.size) return
      if (bytes >= worthRemembering) writeFileAtomically(file, JSON.stringify(Object.fromEntries(seen)))
      else if (existsSync(file)) rmSync(file)
      changed = false
    },
  }
}

type Entry = readonly [stamp: string, etag: string]

function stampText({ size, ino, mtimeNs, ctimeNs }: FileStamp): string {
  return `${size}/${ino}/${mtimeNs}/${ctimeNs}`
}

/** A memory that cannot be read is empty. */
function readMemory(file: string): Map<string, Entry> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
    return new Map(entries.filter((entry): entry is [string, Entry] => isEntry(entry[1])))
  } catch {
    return new Map()
  }
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'string')
}
