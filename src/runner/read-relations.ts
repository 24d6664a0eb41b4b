import type { Session } from '../engines/engine.ts'
import { relationKey } from '../manifest/relation.ts'
import type { RelationKinds } from '../planner/warehouse-state.ts'

/** The relations of a database, by its standard catalogue. */
export async function readRelations(session: Session): Promise<RelationKinds> {
  const { rows } = await session.query(
    'select table_schema, table_name, table_type from information_schema.tables where table_catalog = current_database()',
  )
  return new Map(
    rows.map(([schema, name, type]) => [
      relationKey({ schema: String(schema), name: String(name) }),
      type === 'VIEW' ? 'view' : 'table',
    ]),
  )
}
