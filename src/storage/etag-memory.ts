import { readFileSync } from 'node:fs'
import { writeFileAtomically } from './write-file-atomically.ts'

/** What the file system tells about a file without reading it. */
export interface FileStamp {
  readonly size: bigint
  readonly ino: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}

/** Remembers hashes of files, so that an unchanged one is not read again. Losing it costs time and nothing else. */
export interface EtagMemory {
  /** The hash, or null when the file is unknown or may have changed. */
  recall(path: string, stamp: FileStamp): string | null
  remember(path: string, stamp: FileStamp, etag: string): void
  /** Writes down what is new. */
  save(): void
}

export const noEtagMemory: EtagMemory = { recall: () => null, remember: () => {}, save: () => {} }

/** Smaller files are read as quickly as they are looked up. */
const worthRemembering = 1_000_000n

/** The coarsest clock of a file system in use (FAT's) counts in two seconds. */
const clockGrain = 2_000_000_000n

/**
 * Keeps hashes in a file. A hash holds as long as size, inode and both times are the same: the change time cannot be
 * set back. A file that was written less than two seconds before it was hashed is not remembered, since it could be
 * written again within one tick of the clock and look the same.
 */
export function fileEtagMemory(file: string, now: () => bigint = () => BigInt(Date.now()) * 1_000_000n): EtagMemory {
  const known = readMemory(file)
  let changed = false
  return {
    recall(path, stamp) {
      const entry = known.get(path)
      return entry && entry.stamp === stampText(stamp) ? entry.etag : null
    },
    remember(path, stamp, etag) {
      const isPast = (time: bigint) => now() - time >= clockGrain
      if (stamp.size < worthRemembering || !isPast(stamp.mtimeNs) || !isPast(stamp.ctimeNs)) return
      const text = stampText(stamp)
      if (known.get(path)?.stamp === text) return
      known.set(path, { stamp: text, etag })
      changed = true
    },
    save() {
      if (changed) writeFileAtomically(file, JSON.stringify(Object.fromEntries(known)))
      changed = false
    },
  }
}

interface Entry {
  readonly stamp: string
  readonly etag: string
}

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
  return (
    typeof value === 'object' &&
    value !== null &&
    'stamp' in value &&
    typeof value.stamp === 'string' &&
    'etag' in value &&
    typeof value.etag === 'string'
  )
}
