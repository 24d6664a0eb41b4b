import type { ObjectInfo } from '../ingest/object-info.ts'
import { type FileColumn, type FileColumns, type FileFormat, readerVersion } from './file-columns.ts'
import { readMemoryFile, writeMemoryFile } from './memory-file.ts'

/** Remembers the columns of a folder's files by their content, so that none is opened twice. Losing it costs time and nothing else. */
export interface ColumnsMemory {
  /** The columns of a file that was listed, or null when it is unknown. Files of one shape share one list. */
  recall(object: ObjectInfo): FileShape | null
  /** Answers with the list that files of this shape share. */
  remember(object: ObjectInfo, shape: FileShape): FileShape
  /** Every shape that is remembered, once. */
  shapes(): readonly FileShape[]
  /** Writes down what was recalled or remembered, and forgets the rest: files that are there no more. */
  save(): void
}

export type FileShape = Exclude<FileColumns, { readonly problem: string }>

/** Keeps columns in a file. What cannot be read is not remembered. */
export function fileColumnsMemory(file: string, format: FileFormat): ColumnsMemory {
  const reader = JSON.stringify([readerVersion, format.format, format.csv.header, format.csv.delimiter])
  const known = new Map<string, FileShape>()
  const shapes = new Map<string, FileShape>()
  const seen = new Map<FileShape, Set<string>>()
  let changed = false

  for (const { shape, contents } of readMemory(file, reader)) {
    const shared = share(shape)
    for (const content of contents) known.set(content, shared)
  }
  return {
    recall(object) {
      const content = contentOf(object)
      const remembered = known.get(content)
      return remembered ? see(content, remembered) : null
    },
    remember(object, found) {
      const content = contentOf(object)
      const shape = share(found)
      known.set(content, shape)
      changed = true
      return see(content, shape)
    },
    shapes: () => [...new Set(known.values())],
    save() {
      const count = [...seen.values()].reduce((sum, contents) => sum + contents.size, 0)
      if (!changed && count === known.size) return
      const written = [...seen].map(([shape, contents]) => ({ shape, contents: [...contents] }))
      writeMemoryFile(file, count > 0 ? { reader, shapes: written } : null)
      changed = false
    },
  }

  function share(shape: FileShape): FileShape {
    const text = JSON.stringify(shape)
    const shared = shapes.get(text) ?? shape
    shapes.set(text, shared)
    return shared
  }

  function see(content: string, shape: FileShape): FileShape {
    const contents = seen.get(shape) ?? new Set()
    seen.set(shape, contents.add(content))
    return shape
  }
}

function contentOf({ etag, size }: ObjectInfo): string {
  return `${etag}/${size}`
}

interface Remembered {
  readonly shape: FileShape
  readonly contents: readonly string[]
}

/** A memory that cannot be read, or that another reader has written, is empty. */
function readMemory(file: string, reader: string): readonly Remembered[] {
  const memory = readMemoryFile(file) as { readonly reader?: unknown; readonly shapes?: unknown } | null
  const shapes = memory?.reader === reader && Array.isArray(memory.shapes) ? memory.shapes : []
  return shapes.every(isRemembered) ? shapes : []
}

function isRemembered(value: unknown): value is Remembered {
  const { shape, contents } = (value ?? {}) as {
    readonly shape?: Partial<FileShape> | null
    readonly contents?: unknown
  }
  return (
    typeof shape?.width === 'number' &&
    (shape.columns === null || (Array.isArray(shape.columns) && shape.columns.every(isColumn))) &&
    Array.isArray(contents) &&
    contents.every((content) => typeof content === 'string')
  )
}

function isColumn(value: unknown): value is FileColumn {
  return typeof value === 'object' && value !== null && 'name' in value && 'type' in value
}
