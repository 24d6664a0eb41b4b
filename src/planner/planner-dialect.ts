import type { Relation } from '../manifest/relation.ts'

/** How an adapter's SQL differs in what the planner writes itself. Models' own SQL goes through src/translate. */
export interface PlannerDialect {
  identifier(name: string): string
  text(value: string): string
  relation(relation: Relation): string
  /** An expression that orders change sequences as text; absent is oldest. */
  sequenceOrder(expression: string): string
  /** The time, in UTC, as a timestamp without zone. */
  readonly utcNow: string
}

export const duckdbPlanner: PlannerDialect = {
  identifier: quote,
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  relation: ({ schema, name }) => `${quote(schema)}.${quote(name)}`,
  sequenceOrder: (expression) => `tidemill.change_order(${expression})`,
  utcNow: "cast(now() at time zone 'UTC' as timestamp)",
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The schema of tables that live as long as a session. */
export const temporary = 'temp'
