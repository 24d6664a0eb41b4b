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
  const full = `${kind}__${schema}__${name}`.toLowerCase()
  if (Buffer.byteLength(full) <= longestName) return relation(ledgerSchema, full)
  const mark = `_${sha256(full).slice(0, 8)}`
  let start = full
  while (Buffer.byteLength(start) > longestName - mark.length) start = start.slice(0, -1)
  return relation(ledgerSchema, `${start}${mark}`)
}
