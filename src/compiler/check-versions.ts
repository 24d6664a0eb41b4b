import type { RelationColumn } from '../analysis/relation-columns.ts'
import { placeOf } from '../config/model-config.ts'
import type { ModelConfigKey } from '../config/model-config-keys.ts'
import * as problems from '../diagnostics/catalog/versions.ts'
import { versionColumns } from '../manifest/incremental.ts'
import { snapshotColumnsOf } from '../manifest/system-columns.ts'
import type { DeclaredModel } from './declare.ts'
import { type DrivingCandidate, holdsExtract } from './model-reads.ts'
import { placeOfRef, type RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/** Whether the settings of a model that keeps versions fit the columns that it gives. What does not is reported. */
export function checkVersions(
  { name, config, span }: DeclaredModel,
  columns: readonly RelationColumn[],
  { report }: Workspace,
): boolean {
  const { snapshot } = config
  if (config.materialized !== 'scd2' && !snapshot) return true
  const outputs = columns.map((column) => column.name)
  const added: readonly string[] = snapshot ? snapshotColumnsOf(snapshot) : versionColumns
  const taken = added.filter((column) => outputs.includes(column))
  for (const column of taken) report(problems.versionColumnTaken(name, column, span))
  const missing = (key: ModelConfigKey, names: Iterable<string>) =>
    [...names]
      .filter((column) => !outputs.includes(column))
      .map((column) => problems.noSuchColumn(name, key, column, outputs, placeOf(config, key) ?? span))
  const member = config.unknownMember
  const keyless = member ? config.uniqueKey.filter((key) => !hasValue(member.get(key.toLowerCase()))) : []
  const found = [
    ...missing('check_cols', snapshot ? (snapshot.checkCols ?? []) : config.checkCols),
    ...missing('updated_at', snapshot?.updatedAt ? [snapshot.updatedAt] : []),
    ...missing('unknown_member', member?.keys() ?? []),
    ...keyless.map((key) => problems.unknownMemberWithoutKey(name, key, placeOf(config, 'unknown_member') ?? span)),
  ]
  for (const problem of found) report(problem)
  return taken.length + found.length === 0
}

function hasValue(cell: { readonly isText: boolean; readonly raw: string } | undefined): boolean {
  return cell !== undefined && (cell.isText || cell.raw !== 'null')
}

/** Whether what drives an `scd2` model tells of every change, as extracts do too: each says all there is. */
export function readsEveryChange(model: RenderedModel, driving: DrivingCandidate, workspace: Workspace): boolean {
  const staging = workspace.nodes.get(driving.id)
  if (staging?.kind !== 'model' || staging.config.keep === 'all' || holdsExtract(staging, workspace)) return true
  const { declared } = model
  workspace.broken.add(declared.id)
  workspace.report(
    problems.newestChangesOnly(declared.name, staging.name, placeOfRef(model, staging.id) ?? declared.span),
  )
  return false
}
