import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { relationKey } from '../../manifest/relation.ts'
import type { ListedRelations } from '../registry.ts'

/** What the driver keeps in a warehouse folder: a file for each relation, `<schema>/<name>.sql`. */
export function definedRelations(warehouse: string): ListedRelations {
  const folder = join(warehouse, '_definitions')
  const kinds = new Map<string, 'table' | 'view'>()
  const ours = new Set<string>()
  for (const schema of namesIn(folder)) {
    for (const file of namesIn(join(folder, schema))) {
      if (!file.endsWith('.sql')) continue
      const definition = readFileSync(join(folder, schema, file), 'utf8')
      const key = relationKey({ schema, name: file.slice(0, -'.sql'.length) })
      kinds.set(key, /^\s*create view/i.test(definition) ? 'view' : 'table')
      if (/'made_by' = 'tidemill'/.test(definition)) ours.add(key)
    }
  }
  return { kinds, ours }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
