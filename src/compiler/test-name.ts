import type { DataTest } from '../config/data-test.ts'
import { plainValue } from '../config/value.ts'
import { md5 } from '../util/hash.ts'
import type { TestPlace } from './generic-test.ts'

/** dbt's names: `unique_orders_order_id`, `accepted_values_orders_status__open__closed`. Long ones end in a hash. */
export function genericTestName(test: DataTest, { node, column }: TestPlace): string {
  if (test.name) return test.name.value
  const owner = node.kind === 'source' ? `${node.sourceName}_${node.name}` : node.name
  const parts = [...(node.kind === 'source' ? ['source'] : []), test.test.value, owner, ...(column ? [column] : [])]
  const values = test.args
    .filter((entry) => entry.key !== 'column_name')
    .flatMap((entry) => {
      const value = plainValue(entry.value)
      return Array.isArray(value) ? value : [value]
    })
    .map((value) => String(typeof value === 'object' ? JSON.stringify(value) : value).replace(/[^0-9a-zA-Z_]+/g, '_'))
  const full = parts.join('_') + (values.length > 0 ? `__${values.join('__')}` : '')
  return full.length < 64 ? full : `${full.slice(0, 30)}_${md5(full)}`
}
