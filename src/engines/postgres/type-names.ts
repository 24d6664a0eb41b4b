import type { FieldDef, PoolClient } from 'pg'

/** The types of some columns, as the server spells them. */
export type TypeNames = (connection: PoolClient, fields: readonly FieldDef[]) => Promise<readonly string[]>

/** Asks the server for each type once, and remembers. */
export function rememberedTypeNames(): TypeNames {
  const known = new Map<string, string>()
  return async (connection, fields) => {
    const unknown = fields.filter((field) => !known.has(keyOf(field)))
    if (unknown.length > 0) {
      const { rows } = await connection.query<[string]>({
        text: 'select format_type(t, m) from unnest($1::oid[], $2::int4[]) as x(t, m)',
        values: [unknown.map((field) => field.dataTypeID), unknown.map((field) => field.dataTypeModifier)],
        rowMode: 'array',
      })
      for (const [index, field] of unknown.entries()) known.set(keyOf(field), rows[index]?.[0] ?? '')
    }
    return fields.map((field) => known.get(keyOf(field)) ?? '')
  }
}

function keyOf({ dataTypeID, dataTypeModifier }: FieldDef): string {
  return `${dataTypeID}:${dataTypeModifier}`
}
