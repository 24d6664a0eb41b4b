import type { KnownColumns } from '../analysis/known-columns.ts'
import { type SqlType, sameType } from '../catalog/types/sql-type.ts'
import { typeAcross } from '../catalog/types/type-across.ts'
import { typeName } from '../catalog/types/write-type.ts'
import type { Crossing } from '../manifest/crossings.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'

/** What a hand-off moves, as far as it is known before anything is built. */
export interface HandoffMove {
  readonly from: EngineName
  readonly to: EngineName
  readonly relation: string
  /** Null where the columns are not known. */
  readonly columns: readonly MovedColumn[] | null
}

/** Types as either engine's SQL says them; null where they are not known. */
export interface MovedColumn {
  readonly name: string
  readonly from: string | null
  readonly to: string | null
  readonly isSame: boolean
}

/** So many columns are named in a line; the rest are counted. */
const named = 3

export function movedBy({ node, to }: Crossing, columns: KnownColumns): HandoffMove {
  const { engine: from, relation } = node
  const moved = columns.columnsOf(relation)?.map(({ name, type = null }) => {
    const across = type && typeAcross(type, from, to)
    const isSame = type !== null && (sameType(type, across) || (type.kind === 'string' && across?.kind === 'string'))
    return { name, from: shortName(type, from), to: shortName(across, to), isSame }
  })
  return { from, to, relation: relationKey(relation), columns: moved ?? null }
}

/** `takes staging.orders from spark to redshift: order_id bigint, tags array<string> → super and 3 more`. */
export function movement({ from, to, relation, columns }: HandoffMove): string {
  const way = `takes ${relation} from ${from} to ${to}`
  if (!columns || columns.length === 0) return way
  const told = columns.slice(0, named).map(({ name, from, to, isSame }) => {
    if (from === null) return name
    return isSame ? `${name} ${from}` : `${name} ${from} → ${to ?? 'nothing'}`
  })
  const rest = columns.length - told.length
  return `${way}: ${told.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** As people write it: Redshift's own names are long. */
function shortName(type: SqlType | null, engine: EngineName): string | null {
  if (type === null) return null
  const name = typeName(type, engine)
  if (engine === 'spark') return name
  return name
    .replace('timestamp without time zone', 'timestamp')
    .replace('timestamp with time zone', 'timestamptz')
    .replace('character varying', 'varchar')
    .replace('binary varying', 'varbyte')
    .replace(/^character\(/, 'char(')
    .replace(/^text$/, 'varchar')
}
