import type { SqlType } from '../catalog/types/sql-type.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import type {
  Call,
  Column,
  Cte,
  Expression,
  Identifier,
  Join,
  JoinType,
  Lambda,
  LateralView,
  Query,
  Relation,
  Select,
  SetOperation,
  Star,
  TableReference,
  TextSpan,
  Values,
} from '../sql/tree.ts'

/** A column as a query sees it: of a relation in its `from`, or of its own output. Its identity is the object. */
export interface Attribute {
  readonly kind: 'attribute'
  /** In lower case; null where the engine makes up a name. */
  readonly name: string | null
  /** What in the query brings it in: the select item, the star, the table. */
  readonly span: TextSpan
  /** The relation of a `from` that it is read from; null for an output, and for what `using` merges. */
  readonly item: FromItem | null
  readonly origin: AttributeOrigin
}

/** Where an attribute's value comes from. Its type comes the same way: types/attribute-type.ts. */
export type AttributeOrigin =
  /** A column of the table that `item` reads; `type` is what the catalog says. */
  | { readonly kind: 'table'; readonly column: string; readonly type: SqlType | null }
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** Another attribute's value unchanged: by a star, through an alias, out of a subquery. */
  | {
      readonly kind: 'same'
      readonly of: Attribute
      /** What gives no values but takes part in the type: the other branches of `intersect` and `except`. */
      readonly beside?: readonly (Attribute | null)[]
    }
  /** One column for both sides of a join. */
  | {
      readonly kind: 'using'
      readonly join: JoinType
      readonly node: Join
      readonly left: Attribute
      readonly right: Attribute
    }
  /** The value of one of the branches; null for a branch whose column is not known. */
  | {
      readonly kind: 'union'
      readonly branches: readonly (Attribute | null)[]
      readonly beside?: readonly (Attribute | null)[]
    }
  /** Made from these by something that changes the rows: `explode`, `pivot`, inline rows. */
  | {
      readonly kind: 'made'
      readonly from: readonly Expression[]
      /** What decides which values get into it: the columns of a pivot's `for`. */
      readonly chosenBy?: readonly Expression[]
      readonly as: Making
    }

/** How a value is made from several expressions. */
export type Making =
  /** Each row takes one of them. */
  | { readonly kind: 'rows' }
  /** It is one of the columns that a table function gives, counted from zero. */
  | { readonly kind: 'generated'; readonly call: Call; readonly column: number }
  /** It is the first one's value. */
  | { readonly kind: 'first' }
  /** It counts the elements, from zero. */
  | { readonly kind: 'place' }
  /** It is the name of a column, or of a key. */
  | { readonly kind: 'name' }
  /** Too little is known to say what it is made from. */
  | { readonly kind: 'unknown' }

/** Which parameter of which lambda a column is. */
export interface LambdaParameter {
  readonly lambda: Lambda
  readonly index: number
  /** What the lambda is an argument of. */
  readonly call: Call | null
}

/** Columns that are there, but whose names and number are not known. */
export interface OpenColumns {
  readonly kind: 'open'
  readonly span: TextSpan
  readonly origin:
    | { readonly kind: 'item'; readonly item: FromItem; readonly except: readonly string[] }
    | { readonly kind: 'union'; readonly branches: readonly OpenColumns[] }
    | { readonly kind: 'unknown' }
}

/** The columns of a query or relation, in order. */
export type Shape = readonly (Attribute | OpenColumns)[]

/** One relation of a `from`: what a qualifier can name. */
export interface FromItem {
  readonly node: Relation | LateralView
  /** What qualifies its columns: an alias, or the parts of a table's name; empty when it has no name. */
  readonly name: readonly string[]
  readonly source: ItemSource
  readonly shape: Shape
}

export type ItemSource =
  | { readonly kind: 'table'; readonly node: TableReference }
  | { readonly kind: 'cte'; readonly node: TableReference; readonly cte: ResolvedCte }
  | { readonly kind: 'query'; readonly query: ResolvedQuery }
  /** Table functions, inline rows, pivots, joins in parentheses that have an alias. */
  | { readonly kind: 'other' }

export interface ResolvedCte {
  readonly name: string
  readonly node: Cte
  /** Null for a recursive query's reference to itself. */
  readonly query: ResolvedQuery | null
  readonly shape: Shape
}

export interface ResolvedQuery {
  readonly kind: 'query'
  readonly node: Query
  readonly ctes: readonly ResolvedCte[]
  readonly body: ResolvedBody
  readonly shape: Shape
}

export type ResolvedBody = ResolvedSelect | ResolvedSetOperation | ResolvedQuery | ResolvedValues

export interface ResolvedSelect {
  readonly kind: 'select'
  readonly node: Select
  /** In the order written, lateral views last; without what only a join's condition sees (semi and anti joins). */
  readonly items: readonly FromItem[]
  readonly shape: Shape
}

export interface ResolvedSetOperation {
  readonly kind: 'set-operation'
  readonly node: SetOperation
  readonly branches: readonly ResolvedBody[]
  /** Those whose rows come out: `except` and `intersect` only take rows away. */
  readonly giving: readonly ResolvedBody[]
  readonly shape: Shape
}

export interface ResolvedValues {
  readonly kind: 'values'
  readonly node: Values
  readonly shape: Shape
}

/** What a column in an expression means. */
export interface Reference {
  readonly attribute: Attribute
  /** What follows the column's name: fields of a struct, steps into a SUPER value. */
  readonly fields: readonly Identifier[]
  /** Whether it belongs to a query around this one. */
  readonly outer: boolean
}

/** A query with every name in it resolved, as far as the columns of its relations are known. */
export interface Resolution {
  readonly dialect: QueryDialect
  readonly query: ResolvedQuery
  /** Columns that are not in it could not be resolved: they were reported, or too little is known. */
  readonly references: ReadonlyMap<Column, Reference>
  /** Columns that are a lambda's parameter. */
  readonly parameters: ReadonlyMap<Column, LambdaParameter>
  /** How often each CTE is read. */
  readonly cteUses: ReadonlyMap<Cte, number>
  /** Queries inside expressions. */
  readonly subqueries: ReadonlyMap<Query, ResolvedQuery>
  /** What a star inside an expression stands for: `hash(*)`. */
  readonly stars: ReadonlyMap<Star, Shape>
  /** What a star among a call's arguments stands for; not there when its columns are not known. */
  readonly starColumns: ReadonlyMap<Star, readonly Column[]>
  /** The names of the columns that a star gives first though its relations have others in front; null when it cannot be said. */
  readonly leaders: ReadonlyMap<Star, readonly string[] | null>
  /** The column whose fields a star stands for: `s.*`. */
  readonly structStars: ReadonlyMap<Star, Column>
  /** What each relation of a `from` brings in, those included whose columns nobody sees from outside; joins bring nothing of their own. */
  readonly items: ReadonlyMap<Relation, FromItem>
  /** The key columns that `using` and `natural` make one of two; of a natural join only when it is known which they are. */
  readonly joinKeys: ReadonlyMap<Join, readonly Attribute[]>
  /** Every table that is read, CTEs left out, in the order written. */
  readonly tables: readonly TableReference[]
}
