import { statSync } from 'node:fs'
import type { ObjectInfo } from '../ingest/object-info.ts'
import { type FileColumn, type FileColumns, type FileFormat, fileColumns, readerVersion } from './file-columns.ts'
import { readMemoryFile, writeMemoryFile } from './memory-file.ts'

/** Remembers the columns of a folder's files by their content, so that none is opened twice. Losing it costs time and nothing else. */
export interface ColumnsMemory {
  /** The columns of a file that was listed. Files of one shape share one list. */
  columnsOf(object: ObjectInfo, path: string): FileColumns
  /** The columns of every shape that is remembered, without a look at any file. */
  shapes(): readonly Shape[]
  /** Writes down what was asked for, and forgets the rest: files that are there no more. */
  save(): void
}

type Shape = Exclude<FileColumns, { readonly problem: string }>

/** Keeps columns in a file. What cannot be read is not remembered. */
export function fileColumnsMemory(file: string, format: FileFormat): ColumnsMemory {
  const reader = JSON.stringify([readerVersion, format.format, format.csv.header, format.csv.delimiter])
  const known = new Map<string, Shape>()
  const shapes = new Map<string, Shape>()
  const seen = new Map<Shape, Set<string>>()
  let changed = false

  for (const { shape, contents } of readMemory(file, reader)) {
    const shared = share(shape)
    for (const content of contents) known.set(content, shared)
  }
  return {
    columnsOf(object, path) {
      const content = `${object.etag}/${object.size}`
      const remembered = known.get(content)
      if (remembered) return see(content, remembered)
      const found = fileColumns(path, format)
      if ('problem' in found) return found
      const shape = share(found)
      // It may have been replaced since it was listed.
      if (!isAsListed(object, path)) return shape
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

  function share(shape: Shape): Shape {
    const text = JSON.stringify(shape)
    const shared = shapes.get(text) ?? shape
    shapes.set(text, shared)
    return shared
  }

  function see(content: string, shape: Shape): Shape {
    const contents = seen.get(shape) ?? new Set()
    seen.set(shape, contents.add(content))
    return shape
  }
}

function isAsListed({ size, modifiedAt }: ObjectInfo, path: string): boolean {
  // As the listing reads them: without bigints, times are rounded another way.
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats !== undefined && Number(stats.size) === size && stats.mtime.toISOString() === modifiedAt
}

interface Remembered {
  readonly shape: Shape
  readonly contents: readonly string[]
}

/** A memory that cannot be read, or that another reader has written, is empty. */
function readMemory(file: string, reader: string): readonly Remembered[] {
  const memory = readMemoryFile(file) as { readonly reader?: unknown; readonly shapes?: unknown } | null
  const shapes = memory?.reader === reader && Array.isArray(memory.shapes) ? memory.shapes : []
  return shapes.every(isRemembered) ? shapes : []
}

function isRemembered(value: unknown): value is Remembered {
  const { shape, contents } = (value ?? {}) as { readonly shape?: Partial<Shape> | null; readonly contents?: unknown }
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
