import type { Binary, Call, Expression, IsDistinct, Like, TextSpan } from '../sql/tree.ts'
import type { ParameterRule, ReturnRule } from './types/return-type.ts'
import type { SqlType } from './types/sql-type.ts'
import type { ValueType } from './value-type.ts'

/** The dialects that authors write. */
export type SourceDialect = 'spark' | 'redshift'

export type FunctionGroup =
  | 'strings'
  | 'numbers'
  | 'dates'
  | 'conditionals'
  | 'casts'
  | 'aggregates'
  | 'windows'
  | 'collections'
  | 'json'
  | 'hashes'
  | 'session'

/** One function of a dialect: how it is called, what it means, and how DuckDB says it. */
export interface FunctionEntry {
  readonly name: string
  readonly aliases: readonly string[]
  readonly group: FunctionGroup
  /** The least and the greatest number of arguments; null for no upper limit. */
  readonly arity: readonly [least: number, greatest: number | null]
  readonly summary: string
  /** What the arguments are cast to when they are evidently, or possibly, something else; the last holds for the rest. */
  readonly takes: readonly (ValueType | null)[]
  /** What a call gives: a family, or a rule over the arguments' types; null when nobody has said. */
  readonly returns: ValueType | ReturnRule | null
  /** The types of the parameters of lambdas among the arguments. */
  readonly parameters: ParameterRule | null
  /** The arguments take one common type, as the branches of a `case` do. */
  readonly shares: boolean
  readonly duckdb: Rendering
  /** The same for PostgreSQL; null where nobody has checked it. */
  readonly postgres: Rendering | null
}

/** How a call is said in the target, DuckDB or PostgreSQL. */
export type Rendering =
  /** A function of another name (or the same) with the same arguments and clauses. */
  | { readonly kind: 'function'; readonly name: string }
  /** A macro in the file's schema `tidemill`: parameters and bodies, as in `create macro`. Not for aggregates. */
  | { readonly kind: 'macro'; readonly definition: string }
  /** A function of the schema `tidemill` that stands in no entry: several share it. */
  | { readonly kind: 'installed'; readonly name: string }
  | { readonly kind: 'rewrite'; readonly rewrite: Rewrite; readonly definition: string | null }
  /** Known, but there is no way to say it. */
  | { readonly kind: 'refused'; readonly help: string }
  /** The author's own engine has no such function, whatever the target has by its name. */
  | { readonly kind: 'absent'; readonly help: string }

/** Builds the target's form of a call whose arguments are the target's already; null when it has been refused. */
export type Rewrite = (call: Call, context: RewriteContext) => Expression | null

export interface RewriteContext {
  readonly dialect: SourceDialect
  /** The type that an argument has whatever the tables are; null when only they can tell. */
  typeOf(expression: Expression): ValueType | null
  /** The same type in every part. */
  exactTypeOf(expression: Expression): SqlType | null
  /** What the call gives in the author's engine. */
  readonly result: SqlType | null
  /** The value cast as the source dialect casts; `type` is a name of the source dialect. */
  cast(value: Expression, type: string, span: TextSpan): Expression
  /** The operator `like` as its own node is said. */
  like(node: Like): Expression
  /** A comparison as the dialect compares. */
  compare(node: Binary | IsDistinct): Expression
  /** Records that this form of the call cannot be said in the target. */
  refuse(span: TextSpan, help: string): null
  /** Records that the author's own engine would refuse it. */
  reject(span: TextSpan, message: string, help: string): void
}

/** Writes one entry of a table; the details are rarely needed, so they stand last. */
export type EntryWriter = (
  name: string,
  arity: number | readonly [number, number | null],
  summary: string,
  duckdb: Rendering,
  details?: Partial<Pick<FunctionEntry, 'aliases' | 'takes' | 'returns' | 'parameters' | 'shares'>>,
) => FunctionEntry

export function entriesOf(group: FunctionGroup): EntryWriter {
  return (name, arity, summary, duckdb, details = {}) => ({
    name,
    aliases: details.aliases ?? [],
    group,
    arity: typeof arity === 'number' ? [arity, arity] : arity,
    summary,
    takes: details.takes ?? [],
    returns: details.returns ?? null,
    parameters: details.parameters ?? null,
    shares: details.shares ?? false,
    duckdb,
    postgres: null,
  })
}

/** The target has a function that means the same. */
export function sameAs(name: string): Rendering {
  return { kind: 'function', name }
}

export function installed(name: string): Rendering {
  return { kind: 'installed', name }
}

export function macro(definition: string): Rendering {
  return { kind: 'macro', definition }
}

/** `definition` is a macro of the function's name that the rewritten call uses. */
export function rewrite(build: Rewrite, definition: string | null = null): Rendering {
  return { kind: 'rewrite', rewrite: build, definition }
}

export function refused(help: string): Rendering {
  return { kind: 'refused', help }
}

export function absent(help: string): Rendering {
  return { kind: 'absent', help }
}

/** The macro that carries an entry's meaning in DuckDB: `tidemill.spark_add_months`. */
export function macroName(dialect: SourceDialect, entry: Pick<FunctionEntry, 'name'>): string {
  return `${dialect}_${entry.name}`
}
