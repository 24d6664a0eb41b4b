import type { SqlType } from '../catalog/types/sql-type.ts'
import type { EngineName } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import type { SqlText } from './steps.ts'

/** How an adapter says what the planner and the runner write themselves. Models' own SQL goes through src/translate. */
export interface PlannerDialect {
  identifier(name: string): string
  text(value: string): string
  relation(relation: Relation): string
  /** An expression that orders change sequences as text; absent is oldest. */
  sequenceOrder(expression: string): string
  /** Text that compares by its characters' numbers, whatever the database's collation is. */
  binaryText(expression: string): string
  /**
   * A condition: the key of a row is that of a row of `keys`, NULL being equal to NULL. `row`: its alias, or its table's
   * name; `own`: what its columns are called, where that differs.
   */
  isAmong(row: string, keys: Relation, columns: readonly string[], own?: readonly string[]): string
  /** The type of text of any length. */
  readonly textType: string
  /** The time, in UTC, as a timestamp without zone. */
  readonly utcNow: string

  /** What follows a query whose rows nobody may change until the transaction ends; empty where nobody else writes. */
  readonly lockRows: string

  /** Several statements take effect together or not at all. */
  readonly hasTransactions: boolean
  /** UPDATE and DELETE are there, so that a table's rows can be replaced. */
  readonly changesRows: boolean
  /** TRUNCATE commits what went before it, and cannot be rolled back. */
  readonly commitsOnTruncate: boolean
  /** A view holds on to the tables that it reads: it has to go before they can, and be made again. */
  readonly bindsViews: boolean

  /**
   * A query for the statements that give others again what they may do with a table or view, once it was made anew. Null
   * where nobody is given anything.
   */
  readonly grantsQuery: ((relation: Relation) => string) | null

  /** What follows the columns of a new table. */
  readonly tableOptions: string

  /** Where a table lies that a step lays out for itself. `step`: different for steps that run side by side. */
  scratch(name: string, step: number): Relation
  /**
   * Statements that make a scratch table of a query's rows, in place of one that an earlier attempt left. Null where the
   * session keeps the rows itself.
   */
  readonly createScratch: ((into: Relation, rows: SqlText) => readonly SqlText[]) | null
  /** The same for rows that are asked for once or twice, and need not be kept where a view is cheaper. */
  createScratchView(into: Relation, rows: SqlText): readonly SqlText[]
  /** The statement that takes a scratch table or view away; null where it goes with its session. */
  dropScratch(relation: Relation): string | null
  /** Statements that make a table of a query's rows, in place of the table that is there. */
  createTable(into: Relation, rows: SqlText): readonly SqlText[]
  /** Statements that make a view, in place of the view that is there. */
  createView(into: Relation, query: SqlText): readonly SqlText[]
  /** A type of an author's dialect as the adapter says it; null where it has none. */
  typeName(type: SqlType, authors: EngineName): string | null
  /** A type as `describe` spells it, in an author's dialect; null for one that nobody writes. */
  readType(spelled: string, authors: EngineName): SqlType | null
  /** The type that holds the values of both, as `describe` spells them, or a query that tells it. */
  widerType(one: string, other: string): { readonly type: string } | { readonly query: string }
}

/** How an engine says the text that the tool writes, and the tables that a step has for itself. */
export interface Scratch {
  readonly dialect: PlannerDialect
  table(name: string): Relation
}

export function scratchOf(dialect: PlannerDialect, step: number): Scratch {
  return { dialect, table: (name) => dialect.scratch(`_tm_${name}`, step) }
}
