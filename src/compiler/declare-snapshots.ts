import type { NodeProperties } from '../config/model-properties.ts'
import { readReference } from '../config/reference.ts'
import { OriginText } from '../template/origin-text.ts'
import type { LoadedProject, ProjectFile } from './load.ts'

/** The snapshots that YAML files declare by the relation that they are taken of, as files that hold nothing else. */
export function snapshotFiles({ project, properties }: LoadedProject): readonly ProjectFile[] {
  return properties.flatMap(({ file, snapshots }) => {
    const root = project.modelPaths.find((path) => file.path.startsWith(`${path}/`)) ?? ''
    const folders = file.path
      .slice(root === '' ? 0 : root.length + 1)
      .split('/')
      .slice(0, -1)
    return snapshots
      .filter(({ relation }) => relation !== null)
      .map(({ name }) => ({ file, folders, stem: name.value }))
  })
}

/** The query of such a snapshot: all rows of its relation. Null for a node that has a query of its own. */
export function snapshotQuery(properties: NodeProperties | null): OriginText | null {
  const relation = properties?.relation
  if (!relation) return null
  const reference = readReference(relation.value)
  const computed = (text: string) => OriginText.computed(text, relation.span)
  switch (reference?.kind) {
    case 'ref':
      return computed(`select * from {{ref "${reference.name}"}}`)
    case 'source':
      return computed(`select * from {{source "${reference.source}" "${reference.table}"}}`)
    default:
      return computed(`select * from ${relation.value}`)
  }
}
