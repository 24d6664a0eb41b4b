/** A table's full address inside one engine's database. Names are stored lower-case and compare without case. */
export interface Relation {
  readonly schema: string
  readonly name: string
}

export function relation(schema: string, name: string): Relation {
  return { schema: schema.toLowerCase(), name: name.toLowerCase() }
}

/** `staging.stg_orders`: a key for maps and a name for messages; not SQL. */
export function relationKey({ schema, name }: Relation): string {
  return `${schema}.${name}`.toLowerCase()
}
