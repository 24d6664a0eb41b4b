import type { DataTest } from '../config/data-test.ts'
import { plainValue } from '../config/value.ts'
import { md5 } from '../util/hash.ts'
import type { TestPlace } from './generic-test.ts'

/** dbt's names, arguments in the order of their keys: `unique_orders_order_id`, `accepted_values_orders_status__open__closed`. Long ones end in a hash. */
export function genericTestName(test: DataTest, { node, column }: TestPlace): string {
  if (test.name) return test.name.value
  const owner = node.kind === 'source' ? `${node.sourceName}_${node.name}` : node.name
  const subject = [...(node.kind === 'source' ? ['source'] : []), test.test.value.replace('.', '_'), owner].join('_')
  const all = new Map(test.args.map((entry) => [entry.key, plainValue(entry.value)]))
  if (column !== null) all.set('column_name', column)
  const values = [...all.keys()]
    .sort()
    .flatMap((key) => all.get(key) ?? [null])
    .map((value) => String(typeof value === 'object' ? JSON.stringify(value) : value).replace(/[^0-9a-zA-Z_]+/g, '_'))
  const full = values.length > 0 ? `${subject}_${values.join('__')}` : subject
  return full.length < 64 ? full : `${full.slice(0, 30)}_${md5(full)}`
}
