import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { relationKey } from '../../manifest/relation.ts'

/** What the driver keeps in a warehouse folder, by `relationKey`: a file for each relation, `<schema>/<name>.sql`. */
export function definedRelations(warehouse: string): ReadonlyMap<string, 'table' | 'view'> {
  const folder = join(warehouse, '_definitions')
  const found = new Map<string, 'table' | 'view'>()
  for (const schema of namesIn(folder)) {
    for (const file of namesIn(join(folder, schema))) {
      if (!file.endsWith('.sql')) continue
      const isView = /^\s*create view/i.test(readFileSync(join(folder, schema, file), 'utf8'))
      found.set(relationKey({ schema, name: file.slice(0, -'.sql'.length) }), isView ? 'view' : 'table')
    }
  }
  return found
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
