import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileSystem } from '../util/file-system.ts'
import { contains, pathInside } from './path-inside.ts'

/**
 * The files below a folder of this machine, without what tools put there: folders named `node_modules` or with a dot
 * in front, and `target` at the top. Symbolic links are followed as long as they stay inside; one that leads outside,
 * or nowhere, counts as absent.
 */
export function localFileSystem(root: string): FileSystem {
  return {
    readText(path) {
      const absolute = pathInside(root, path)
      return absolute !== null && kindOf(absolute) === 'file' ? readFileSync(absolute, 'utf8') : null
    },
    list(folder) {
      const start = folder === '.' ? '' : folder.replace(/\/+$/, '')
      const absolute = pathInside(root, start)
      if (absolute === null || kindOf(absolute) !== 'folder') return []
      const found: string[] = []
      collect(root, start, [realpathSync(absolute)], found)
      return found.sort()
    },
    exists(path) {
      const absolute = pathInside(root, path)
      return absolute !== null && kindOf(absolute) !== null
    },
  }
}

/** `above`: the real paths of the folders on the way here, this one last, so that links in a circle come to an end. */
function collect(root: string, folder: string, above: readonly string[], found: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    const kind = kindInside(root, path, entry)
    if (kind === 'file') found.push(path)
    if (kind !== 'folder' || isSkipped(folder, entry.name)) continue
    if (!entry.isSymbolicLink()) collect(root, path, [...above, join(above.at(-1) ?? root, entry.name)], found)
    else {
      const target = realpathSync(join(root, path))
      if (!above.some((ancestor) => contains(target, ancestor))) collect(root, path, [...above, target], found)
    }
  }
}

type Kind = 'file' | 'folder'

function kindInside(root: string, path: string, entry: Dirent): Kind | null {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  const absolute = entry.isSymbolicLink() ? pathInside(root, path) : null
  return absolute === null ? null : kindOf(absolute)
}

function kindOf(absolute: string): Kind | null {
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats?.isFile()) return 'file'
  return stats?.isDirectory() ? 'folder' : null
}

function isSkipped(parent: string, name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || (parent === '' && name === 'target')
}
