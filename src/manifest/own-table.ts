import { sha256 } from '../util/hash.ts'
import { type Relation, relation } from './relation.ts'

/** PostgreSQL cuts longer names without a word, and two of them would be one table. */
const longestName = 63

/** What the tool keeps beside the ledger for a relation: `tidemill.history__core__orders`. */
export function ownTable(
  ledgerSchema: string,
  kind: 'feed' | 'history' | 'rebuild' | 'tombstones',
  { schema, name }: Relation,
): Relation {
  return relation(ledgerSchema, shortened(`${kind}__${schema}__${name}`.toLowerCase()))
}

/** Where the failing rows of a data test are kept: dbt's name for the schema, and the test's own. */
export function auditOf(test: string, auditSchema: string): Relation {
  return relation(auditSchema, shortened(test.toLowerCase()))
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestName) return name
  const mark = `_${sha256(name).slice(0, 8)}`
  let start = name
  while (Buffer.byteLength(start) > longestName - mark.length) start = start.slice(0, -1)
  return `${start}${mark}`
}
