import {
  configKeyDoesNotApply,
  configNeedsKey,
  configNotBuiltYet,
  configOneOfTwo,
  configWrongType,
  engineCannotMaterialize,
} from '../diagnostics/catalog/config.ts'
import { dataframeEngine, dataframeMaterialization } from '../diagnostics/catalog/dataframe.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { type ConfigEntry, type ConfigOwner, ownerName } from './config-entry.ts'
import type { ModelConfig } from './model-config.ts'
import type { ModelConfigKey, Strategy } from './model-config-keys.ts'
import { aMaterialization } from './model-settings.ts'
import { builtValues, isBuilt, type LimitedKey } from './supported.ts'
import { describe, firstLine } from './value.ts'

/** Keys that only some strategies have a use for. */
const keysOfStrategies: readonly (readonly [key: ModelConfigKey, strategies: readonly Strategy[]])[] = [
  ['on_delete', ['cdc']],
  ['static', ['recompute']],
  ['merge_update_columns', ['merge']],
  ['merge_exclude_columns', ['merge']],
  ['incremental_predicates', ['merge', 'delete+insert']],
]

const strategiesByKey: ReadonlySet<Strategy> = new Set(['cdc', 'merge', 'delete+insert', 'recompute'])

/** What is wrong with settings that are right each by itself. */
export function combinationProblems(config: ModelConfig, owner: ConfigOwner): readonly Diagnostic[] {
  const out: Diagnostic[] = []
  const name = ownerName(owner)
  const { materialized, strategy, entries } = config
  const at = entries.get('strategy') ?? entries.get('materialized')
  const onSpark = config.engine === 'spark' && ['incremental', 'scd2', 'snapshot'].includes(materialized)
  const engineAt = entries.get('materialized') ?? entries.get('engine')
  if (onSpark && engineAt) {
    out.push(engineCannotMaterialize(name, 'spark', aMaterialization(materialized), placeIn(owner, engineAt)))
  }
  const needsKey =
    !entries.has('unique_key') && (materialized === 'scd2' || (strategy !== null && strategiesByKey.has(strategy)))
  if (needsKey && at) {
    const because = strategy ? `its strategy is "${strategy}"` : 'it keeps every version of each key'
    const help = 'Name the column that tells rows apart: unique_key="id", or a list of columns.'
    out.push(configNeedsKey('unique_key', name, because, placeIn(owner, at), help))
  }
  for (const [key, itsStrategies] of keysOfStrategies) {
    const entry = entries.get(key)
    if (!entry || strategy === null || itsStrategies.includes(strategy) || entry.origin === 'folder') continue
    const [subject, word] = [
      `${name}, whose strategy is "${strategy}"`,
      itsStrategies.length > 1 ? 'strategies' : 'strategy',
    ]
    const meant = `the ${word} ${itsStrategies.map((other) => `"${other}"`).join(' and ')}`
    out.push(configKeyDoesNotApply(entry.key.value, subject, meant, entry.key.span))
  }
  const [updated, excluded] = [entries.get('merge_update_columns'), entries.get('merge_exclude_columns')]
  if (updated && excluded && strategy === 'merge' && excluded.origin !== 'folder')
    out.push(configOneOfTwo('merge_update_columns', 'merge_exclude_columns', name, excluded.key.span, updated.key.span))
  out.push(...emptyKeys(config, name), ...unbuilt(config))
  return out
}

/** What keeps a model of Python from being one. */
export function dataframeProblems(config: ModelConfig, owner: ConfigOwner): readonly Diagnostic[] {
  const { materialized, engine, entries } = config
  const out: Diagnostic[] = []
  const engineAt = entries.get('engine')
  if (engine !== 'spark' && engineAt) out.push(dataframeEngine(ownerName(owner), engine, placeIn(owner, engineAt)))
  const kindAt = entries.get('materialized')
  if (materialized === 'table' || materialized === 'staging' || !kindAt) return out
  const because =
    materialized === 'view' || materialized === 'ephemeral'
      ? 'there is no query that could stand for it'
      : 'Spark has no transactions to change a table in'
  const kind = aMaterialization(materialized)
  return [...out, dataframeMaterialization(ownerName(owner), kind, because, placeIn(owner, kindAt))]
}

function emptyKeys(config: ModelConfig, name: string): readonly Diagnostic[] {
  const entry = config.entries.get('unique_key')
  if (!entry || config.uniqueKey.length > 0 || entry.value.kind !== 'list') return []
  const subject = `"unique_key" of ${name}`
  return [configWrongType(subject, 'a column or a list of columns', describe(entry.value), entry.value.span)]
}

/** Values that the format knows and this version does not run. */
function unbuilt(config: ModelConfig): readonly Diagnostic[] {
  const out: Diagnostic[] = []
  const check = (key: LimitedKey, value: string, from: string = key) => {
    const entry = config.entries.get(from)
    if (!entry || isBuilt(key, value)) return
    out.push(configNotBuiltYet(`${key}: ${value}`, firstLine(entry.value.span), builtValues[key]))
  }
  check('materialized', config.materialized)
  if (config.strategy) check('strategy', config.strategy, config.entries.has('strategy') ? 'strategy' : 'materialized')
  check('on_delete', config.onDelete)
  check('on_failure', config.quality.onFailure, 'quality')
  check('on_schema_change', config.onSchemaChange)
  check('publish', config.publish)
  return out
}

/** The setting itself, but what comes from a folder is reported where the model is. */
function placeIn(owner: ConfigOwner, entry: ConfigEntry): Span {
  return entry.origin === 'folder' && owner.span ? owner.span : firstLine(entry.value.span)
}
