import type { KnownColumns } from '../analysis/known-columns.ts'
import type { ModelConfig } from '../config/model-config.ts'
import type { Session } from '../engines/engine.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { carriedColumns } from '../manifest/system-columns.ts'
import type { Action, Plan } from '../planner/steps.ts'

/** Columns that come and go with a model's strategy, whatever its query gives. */
const ownColumns: ReadonlySet<string> = new Set([...carriedColumns, '_deleted_at'])

const outcomes: Readonly<Record<ModelConfig['onSchemaChange'], string>> = {
  append_new_columns: 'what is new is added, what is gone stays',
  ignore: 'what is new is left out, what is gone stays',
  sync_all_columns: 'what is new is added, what is gone is dropped',
  fail: 'it fails, since its "on_schema_change" is "fail"',
}

/** Incremental models of a plan whose queries give other columns than their tables have, in sentences for people. */
export async function columnNotes(
  { steps }: Plan,
  { nodes }: Manifest,
  columns: KnownColumns,
  session: Session,
): Promise<readonly string[]> {
  const notes = new Map<string, string>()
  for (const { kind, node, script } of steps) {
    const model = nodes.get(node ?? '')
    if (kind !== 'apply' || model?.kind !== 'model' || notes.has(model.id) || isMadeAnew(model.relation, script))
      continue
    const given = columns.of(model.relation)
    const there = given && (await session.describe(model.relation))?.columns.map(({ name }) => name.toLowerCase())
    if (!given || !there) continue
    const lacks = (names: readonly string[]) => (name: string) => !names.includes(name) && !ownColumns.has(name)
    const [added, gone] = [given.filter(lacks(there)), there.filter(lacks(given))]
    const parts = [
      ...(added.length > 0 ? [`new: ${added.join(', ')}`] : []),
      ...(gone.length > 0 ? [`gone: ${gone.join(', ')}`] : []),
    ]
    if (parts.length === 0) continue
    const outcome = outcomes[model.config.onSchemaChange]
    notes.set(model.id, `"${model.name}" gives other columns than its table has (${parts.join('; ')}): ${outcome}.`)
  }
  return [...notes.values()]
}

function isMadeAnew(relation: Relation, script: readonly Action[]): boolean {
  return script.some(
    (action) =>
      (action.kind === 'transaction' && isMadeAnew(relation, action.actions)) ||
      (action.kind === 'drop' && relationKey(action.target) === relationKey(relation)),
  )
}
