import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Column } from './engine.ts'
import { EngineError } from './engine-error.ts'

/**
 * Gives `write` a new folder beside the one that is asked for, and renames it when all is written, so that a folder
 * that is there is whole. Nothing is left of it when `write` fails.
 */
export async function intoNewFolder<T>(folder: string, write: (unfinished: string) => Promise<T>): Promise<T> {
  if (existsSync(folder)) throw folderExists(folder)
  const unfinished = `${folder}.${crypto.randomUUID()}.tmp`
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(unfinished)
    const written = await write(unfinished)
    // Another may have made it meanwhile: a rename would put up with one that is empty.
    if (existsSync(folder)) throw folderExists(folder)
    await rename(unfinished, folder)
    return written
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true })
    throw folderError(cause)
  }
}

/** Parquet's readers know columns by their names, some of them whatever the case. */
export function checkNames(columns: readonly Pick<Column, 'name'>[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (name === '') throw new EngineError('code', 'A column of the query has no name: give it one with AS.')
    const key = name.toLowerCase()
    if (seen.has(key)) throw new EngineError('code', `The query has two columns named ${name}: rename one with AS.`)
    seen.add(key)
  }
}

function folderExists(folder: string): EngineError {
  return new EngineError('code', `The folder ${folder} is there already.`)
}

/** What became of a folder or a file in it, as far as it is the file system's doing. */
export function folderError(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause
  const { code, message = String(cause) } = cause as Partial<NodeJS.ErrnoException>
  const kind = code === 'ENOSPC' ? 'resources' : code === 'EACCES' ? 'permission' : 'data'
  return new EngineError(kind, message, { cause })
}
