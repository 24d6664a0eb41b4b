import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { EngineError } from '../engine-error.ts'

const pause = 200

/** The locks of this process. A lock that names its id and is not one of these was left by an earlier process. */
const own = new Set<string>()

/**
 * Does the work while no other process does work under the same path; others wait for their turn. A lock whose process
 * is gone is taken over.
 */
export async function exclusive<T>(path: string, work: () => Promise<T>, longest = 15 * 60_000): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const deadline = performance.now() + longest
  while (!take(path)) {
    if (performance.now() > deadline) {
      throw new EngineError('locked', `Another process has been at it for too long; ${path} says which one.`)
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  try {
    return await work()
  } finally {
    own.delete(path)
    rmSync(path, { force: true })
  }
}

/** A link appears with its whole content or not at all, so that nobody reads a lock that has no owner yet. */
function take(path: string): boolean {
  const claim = `${path}.${process.pid}`
  writeFileSync(claim, String(process.pid))
  try {
    linkSync(claim, path)
    own.add(path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    if (!isHeld(path, path)) setAside(path)
    return false
  } finally {
    rmSync(claim, { force: true })
  }
}

/** Takes a lock without an owner away. Another process may have done so and hold it by now: then it gets it back. */
function setAside(path: string): void {
  const aside = `${path}.${process.pid}.aside`
  try {
    renameSync(path, aside)
    if (isHeld(aside, path)) linkSync(aside, path)
  } catch {
    // It is gone, or there is a new one: the next attempt looks again.
  } finally {
    rmSync(aside, { force: true })
  }
}

function isHeld(file: string, path: string): boolean {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    if (!(owner > 0)) return false
    if (owner === process.pid) return own.has(path)
    process.kill(owner, 0)
    return true
  } catch (cause) {
    // Another user's process cannot be signalled and is there all the same; a lock that has just gone is not held.
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
