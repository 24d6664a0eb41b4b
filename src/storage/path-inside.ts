import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/**
 * The absolute form of `path`, which is relative to `root`; null when it leads outside, by `..`, as an absolute path or
 * through symbolic links. What is not there yet is judged by the folders that are.
 */
export function pathInside(root: string, path: string): string | null {
  const absolute = resolve(root, path)
  if (!contains(resolve(root), absolute)) return null
  return contains(realPath(resolve(root)), realPath(absolute)) ? absolute : null
}

/** Whether `path` is the folder or lies below it; both absolute. */
export function contains(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}
