import type { ModelConfig } from '../config/model-config.ts'
import { systemColumnsOf } from '../manifest/system-columns.ts'
import type { ApplyInput } from './materializations/apply.ts'

/** What `on_schema_change` makes of a query whose columns are not those of its table. */
export function columnPolicy(config: ModelConfig): Pick<ApplyInput, 'addsColumns' | 'matchesColumns'> {
  const { onSchemaChange } = config
  const keeps = systemColumnsOf(config)
  switch (onSchemaChange) {
    case 'ignore':
      return { addsColumns: false, matchesColumns: null }
    case 'append_new_columns':
      return { addsColumns: true, matchesColumns: null }
    case 'fail':
      return { addsColumns: true, matchesColumns: { else: 'fail', keeps } }
    case 'sync_all_columns':
      return { addsColumns: true, matchesColumns: { else: 'drop', keeps } }
  }
}
