import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a file remembers, as JSON; null when there is none or it cannot be read. */
export function readMemoryFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Has a file remember something, or forget all with null. What is remembered may be lost at any time: nothing waits for
 * the disk, and a folder that nobody may write to is no failure.
 */
export function writeMemoryFile(file: string, memory: unknown): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    if (memory === null) {
      rmSync(file, { force: true })
      return
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(temporary, JSON.stringify(memory))
    renameSync(temporary, file)
  } catch {
    removeIfThere(temporary)
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Nor can it be there.
  }
}
