import type { ModelConfig } from '../config/model-config.ts'
import type { Freshness, FreshnessLimit } from '../config/source-values.ts'
import type { Located } from '../config/value.ts'
import type { OriginText } from '../template/origin-text.ts'
import type { EngineName, TestNode } from './nodes.ts'

/** The configuration of a model or seed by dbt's keys; what only Tidemill has stands beside them under its own names. */
export function configArtifact(config: ModelConfig, engine: EngineName, resourceType: 'model' | 'seed') {
  const shared = {
    enabled: config.enabled,
    alias: config.alias,
    schema: config.schema,
    database: null,
    tags: config.tags,
    meta: { ...config.meta, engine },
    group: config.group,
    materialized: resourceType === 'seed' ? 'seed' : config.materialized,
    incremental_strategy: config.strategy,
    batch_size: null,
    lookback: 1,
    begin: null,
    persist_docs: {},
    'post-hook': config.postHooks.map(hook),
    'pre-hook': config.preHooks.map(hook),
    quoting: {},
    column_types: Object.fromEntries([...config.columnTypes].map(([name, type]) => [name, type.value])),
    full_refresh: config.fullRefresh,
    unique_key: config.uniqueKey.length > 1 ? config.uniqueKey : (config.uniqueKey[0] ?? null),
    on_schema_change: config.onSchemaChange,
    ...mergeArtifact(config),
    on_configuration_change: 'apply',
    grants: config.grants,
    packages: [],
    docs: { show: true, node_color: null, ...config.docs },
    contract: { enforced: config.contract.enforced, alias_types: true },
    event_time: null,
    concurrent_batches: null,
    access: config.access,
    engine,
  }
  if (resourceType === 'seed') return { ...shared, delimiter: config.delimiter, quote_columns: config.quoteColumns }
  return {
    ...shared,
    on_delete: config.onDelete,
    keep: config.keep,
    quality: { on_failure: config.quality.onFailure },
    publish: config.publish,
    dist: config.dist,
    sort: config.sort,
    sort_type: config.sortType,
    partition_by: config.partitionBy,
    file_format: config.fileFormat,
    preactions: config.preactions.map((action) => action.value.text),
    postactions: config.postactions.map((action) => action.value.text),
  }
}

/** Keys that a manifest has only where a model says them. */
function mergeArtifact({ mergeUpdateColumns, mergeExcludeColumns, incrementalPredicates }: ModelConfig) {
  const names = (columns: ModelConfig['mergeUpdateColumns']) => columns.map((column) => column.value)
  return {
    ...(mergeUpdateColumns.length > 0 && { merge_update_columns: names(mergeUpdateColumns) }),
    ...(mergeExcludeColumns.length > 0 && { merge_exclude_columns: names(mergeExcludeColumns) }),
    ...(incrementalPredicates.length > 0 && {
      incremental_predicates: incrementalPredicates.map(({ value }) => value.text),
    }),
  }
}

export function testConfigArtifact(test: TestNode) {
  const { config } = test
  return {
    enabled: true,
    alias: null,
    schema: 'dbt_test__audit',
    database: null,
    tags: test.tags,
    meta: { ...test.meta, engine: test.engine },
    group: null,
    materialized: 'test',
    severity: config.severity.toUpperCase(),
    store_failures: config.storeFailures,
    store_failures_as: config.storeFailures === null ? null : config.storeFailures ? 'table' : 'ephemeral',
    where: config.where,
    limit: config.limit,
    fail_calc: config.failCalc,
    warn_if: config.warnIf,
    error_if: config.errorIf,
  }
}

function hook(statement: Located<OriginText>, index: number) {
  return { sql: statement.value.text, transaction: true, index }
}

/** The limits of a table as dbt's artifacts have them. */
export function freshnessArtifact(freshness: Freshness | null) {
  const limit = (given: FreshnessLimit | null | undefined) => ({
    count: given?.count ?? null,
    period: given?.period ?? null,
  })
  return {
    warn_after: limit(freshness?.warnAfter),
    error_after: limit(freshness?.errorAfter),
    filter: freshness?.filter?.value.text ?? null,
  }
}
