/**
 * The typed tree of a query, one for all dialects: plain read-only data, a `kind` and a `span` on every node.
 * What is written in two ways and means one thing is one node (`!=` and `<>`, `minus` and `except`); what is absent is
 * `null` or an empty list. Parentheses leave no node: printers put them back where they are needed.
 */

/** Where a node was written: UTF-16 offsets into the SQL text, the end exclusive. */
export interface TextSpan {
  readonly start: number
  readonly end: number
}

interface NodeBase {
  readonly span: TextSpan
}

/** A name as written, without its quotes and with its letters' case. */
export interface Identifier extends NodeBase {
  readonly kind: 'identifier'
  readonly name: string
  readonly quoted: boolean
}

// ---- Queries

/** `with … <body> order by … limit …`. A query in parentheses is a `Query` as the body of another. */
export interface Query extends NodeBase {
  readonly kind: 'query'
  readonly with: With | null
  readonly body: QueryBody
  readonly orderBy: readonly OrderItem[]
  /** Spark: the order within each partition. */
  readonly sortBy: readonly OrderItem[]
  readonly distributeBy: readonly Expression[]
  readonly clusterBy: readonly Expression[]
  /** `limit all` is null; `fetch first n rows only` is a limit. */
  readonly limit: Expression | null
  readonly offset: Expression | null
}

export type QueryBody = Select | SetOperation | Values | Query

export interface With extends NodeBase {
  readonly kind: 'with'
  readonly recursive: boolean
  readonly ctes: readonly Cte[]
}

export interface Cte extends NodeBase {
  readonly kind: 'cte'
  readonly name: Identifier
  readonly columns: readonly Identifier[]
  readonly query: Query
}

/**
 * A chain of set operations, applied from left to right. All operators of one node bind equally: `union` and `except`
 * in one node, `intersect` (which binds closer) in its own. A chain is flat, so a union of thousands is not deep.
 */
export interface SetOperation extends NodeBase {
  readonly kind: 'set-operation'
  readonly first: QueryBody
  readonly rest: readonly SetBranch[]
}

export interface SetBranch extends NodeBase {
  readonly kind: 'set-branch'
  readonly operator: 'union' | 'except' | 'intersect'
  readonly all: boolean
  readonly body: QueryBody
}

/** `values (1, 'a'), (2, 'b')` as a query. A row of one value may be written without parentheses. */
export interface Values extends NodeBase {
  readonly kind: 'values'
  readonly rows: readonly Row[]
}

export interface Select extends NodeBase {
  readonly kind: 'select'
  /** Spark's `/*+ … *\/`, without the comment marks. */
  readonly hint: string | null
  readonly distinct: boolean
  /** Redshift's `top n`: a limit of this select alone. */
  readonly top: Expression | null
  readonly items: readonly SelectItem[]
  /** The relations between commas; empty without a `from`. */
  readonly from: readonly Relation[]
  /** Spark: apply to the product of all of `from`, in order. */
  readonly lateralViews: readonly LateralView[]
  readonly where: Expression | null
  readonly groupBy: GroupBy | null
  readonly having: Expression | null
  readonly qualify: Expression | null
  readonly windows: readonly NamedWindow[]
}

export interface SelectItem extends NodeBase {
  readonly kind: 'select-item'
  readonly expression: Expression
  readonly alias: Identifier | null
  /** Spark's `explode(m) as (k, v)`; then `alias` is null. */
  readonly columnAliases: readonly Identifier[]
}

/** `group by all`, or elements. `with rollup` and trailing `grouping sets` are written as one element. */
export interface GroupBy extends NodeBase {
  readonly kind: 'group-by'
  readonly all: boolean
  readonly items: readonly GroupingElement[]
}

export type GroupingElement = Expression | GroupingSets

export interface GroupingSets extends NodeBase {
  readonly kind: 'grouping-sets'
  readonly form: 'grouping sets' | 'rollup' | 'cube'
  /** A set of several columns, or of none, is a `Row`. */
  readonly items: readonly GroupingElement[]
}

export interface OrderItem extends NodeBase {
  readonly kind: 'order-item'
  readonly expression: Expression
  readonly descending: boolean
  /** Null: as the dialect has it (Spark: first when ascending; Redshift: last when ascending). */
  readonly nulls: 'first' | 'last' | null
}

// ---- Relations

export type Relation =
  | TableReference
  | SubqueryRelation
  | NestedRelation
  | TableFunction
  | InlineTable
  | Navigation
  | Join
  | Pivot
  | Unpivot

export interface TableAlias extends NodeBase {
  readonly kind: 'table-alias'
  readonly name: Identifier
  readonly columns: readonly Identifier[]
}

/** `schema.table`, outermost part first. Whether a CTE is meant is for scopes to say. */
export interface TableReference extends NodeBase {
  readonly kind: 'table'
  readonly name: readonly Identifier[]
  readonly sample: Sample | null
  readonly alias: TableAlias | null
}

export interface SubqueryRelation extends NodeBase {
  readonly kind: 'subquery-relation'
  readonly lateral: boolean
  readonly query: Query
  readonly sample: Sample | null
  readonly alias: TableAlias | null
}

/** `(a join b on …)`: parentheses around relations are kept, since they decide what an alias covers. */
export interface NestedRelation extends NodeBase {
  readonly kind: 'nested-relation'
  readonly relation: Relation
  readonly alias: TableAlias | null
}

export interface TableFunction extends NodeBase {
  readonly kind: 'table-function'
  readonly lateral: boolean
  readonly call: Call
  readonly alias: TableAlias | null
}

/** Spark's `values (1, 'a'), (2, 'b') as t(x, y)` in `from`. */
export interface InlineTable extends NodeBase {
  readonly kind: 'inline-table'
  readonly rows: readonly Row[]
  readonly alias: TableAlias | null
}

/**
 * Redshift: the elements of a SUPER value of a relation to the left, `from t, t.items as x at i`;
 * with `unpivot`, the pairs of an object: `from t, unpivot t.attributes as value at key`.
 */
export interface Navigation extends NodeBase {
  readonly kind: 'navigation'
  readonly unpivot: boolean
  readonly path: Expression
  readonly alias: Identifier | null
  readonly at: Identifier | null
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'left semi' | 'left anti'

export interface Join extends NodeBase {
  readonly kind: 'join'
  readonly type: JoinType
  readonly natural: boolean
  readonly left: Relation
  readonly right: Relation
  readonly condition: JoinOn | JoinUsing | null
}

export interface JoinOn extends NodeBase {
  readonly kind: 'on'
  readonly condition: Expression
}

export interface JoinUsing extends NodeBase {
  readonly kind: 'using'
  readonly columns: readonly Identifier[]
}

/** `tablesample (10 percent) repeatable (42)`. */
export interface Sample extends NodeBase {
  readonly kind: 'sample'
  readonly method: 'percent' | 'rows' | 'bucket'
  readonly size: Expression
  /** `bucket <size> out of <total>`. */
  readonly total: Expression | null
  readonly seed: Expression | null
}

export interface LateralView extends NodeBase {
  readonly kind: 'lateral-view'
  readonly outer: boolean
  readonly call: Call
  readonly name: Identifier | null
  readonly columns: readonly Identifier[]
}

export interface Pivot extends NodeBase {
  readonly kind: 'pivot'
  readonly source: Relation
  readonly aggregates: readonly AliasedExpression[]
  /** One column, or several for `for (a, b) in ((1, 2), …)`. */
  readonly columns: readonly Column[]
  readonly values: readonly AliasedExpression[]
  readonly alias: TableAlias | null
}

export interface Unpivot extends NodeBase {
  readonly kind: 'unpivot'
  readonly source: Relation
  /** Without the words: nulls are left out, in both dialects. */
  readonly includeNulls: boolean
  /** The new columns that hold values: one, or several for `(a, b) for …`. */
  readonly valueColumns: readonly Identifier[]
  /** The new column that holds names. */
  readonly nameColumn: Identifier
  /** The columns that become rows: a `Column`, or a `Row` of them; the alias is the name to write. */
  readonly inputs: readonly AliasedExpression[]
  readonly alias: TableAlias | null
}

export interface AliasedExpression extends NodeBase {
  readonly kind: 'aliased-expression'
  readonly expression: Expression
  readonly alias: Identifier | null
}

// ---- Windows

export interface NamedWindow extends NodeBase {
  readonly kind: 'named-window'
  readonly name: Identifier
  readonly window: Window | WindowName
}

/** `over w`. */
export interface WindowName extends NodeBase {
  readonly kind: 'window-name'
  readonly name: Identifier
}

/** `over (partition by … order by … rows …)`. */
export interface Window extends NodeBase {
  readonly kind: 'window'
  /** A named window that this one begins with. */
  readonly base: Identifier | null
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame: Frame | null
}

export interface Frame extends NodeBase {
  readonly kind: 'frame'
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  /** Null for `rows <start>` without `between`: up to the current row. */
  readonly end: FrameBound | null
}

export interface FrameBound extends NodeBase {
  readonly kind: 'frame-bound'
  readonly bound: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following'
  /** For `preceding` and `following`. */
  readonly offset: Expression | null
}

// ---- Expressions

export type Expression =
  | NullLiteral
  | BooleanLiteral
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | TypedLiteral
  | IntervalLiteral
  | Column
  | Star
  | Keyword
  | Unary
  | Binary
  | IsTest
  | IsDistinct
  | Between
  | InList
  | InSubquery
  | Like
  | LikeQuantified
  | Quantified
  | Exists
  | Subquery
  | Case
  | Cast
  | AtTimeZone
  | Call
  | Extract
  | Trim
  | Position
  | Lambda
  | Subscript
  | Field
  | Row
  | ArrayLiteral
  | StructLiteral
  | Raw

export interface NullLiteral extends NodeBase {
  readonly kind: 'null'
}

export interface BooleanLiteral extends NodeBase {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NumberLiteral extends NodeBase {
  readonly kind: 'number'
  /** The digits as written, without suffix: `1.50`, `1e3`. */
  readonly digits: string
  /** Spark's `BD`, `L`, `S`, `Y`, `D`, `F` in capitals. */
  readonly suffix: 'BD' | 'L' | 'S' | 'Y' | 'D' | 'F' | null
}

/** Its value, escapes read and adjacent literals joined; how it was written is the text at `span`. */
export interface StringLiteral extends NodeBase {
  readonly kind: 'string'
  readonly value: string
}

/** `X'0AFF'`; an odd number of digits gets a zero in front. */
export interface BinaryLiteral extends NodeBase {
  readonly kind: 'binary-literal'
  readonly hex: string
}

/** `date '2024-01-01'`. */
export interface TypedLiteral extends NodeBase {
  readonly kind: 'typed-literal'
  readonly type: DataType
  readonly value: StringLiteral
}

/** `interval '1' day`, `interval 3 days 2 hours`, `interval '1-2' year to month`, `interval '3 hours, 35 minutes'`. */
export interface IntervalLiteral extends NodeBase {
  readonly kind: 'interval'
  readonly parts: readonly IntervalPart[]
}

export interface IntervalPart extends NodeBase {
  readonly kind: 'interval-part'
  /** A sign outside the quotes. */
  readonly negative: boolean
  readonly value: NumberLiteral | StringLiteral
  /** Null: the string says its own units. */
  readonly unit: Identifier | null
  /** `year to month`. */
  readonly to: Identifier | null
}

/** A column or a field of one: `a`, `t.a`, `s.t.a.field`; which parts are what is for scopes to say. */
export interface Column extends NodeBase {
  readonly kind: 'column'
  readonly parts: readonly Identifier[]
}

/** `*`, `t.*`, `* except (a, b)`. */
export interface Star extends NodeBase {
  readonly kind: 'star'
  readonly qualifier: readonly Identifier[]
  readonly except: readonly Identifier[]
}

/** A bare word that is an argument but no column: the unit in `datediff(day, a, b)`. */
export interface Keyword extends NodeBase {
  readonly kind: 'keyword'
  readonly word: string
}

export type UnaryOperator = '-' | '+' | '~' | 'not' | '|/' | '||/' | '@'

export interface Unary extends NodeBase {
  readonly kind: 'unary'
  readonly operator: UnaryOperator
  readonly operand: Expression
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=' | '<=>'

export type BinaryOperator =
  | 'or'
  | 'and'
  | ComparisonOperator
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'div'
  | '//'
  | '||'
  | '&'
  | '|'
  | '^'
  | '#'
  | '<<'
  | '>>'
  | '~'
  | '!~'
  | '~*'
  | '!~*'
  | 'overlaps'

export interface Binary extends NodeBase {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly operatorSpan: TextSpan
  readonly left: Expression
  readonly right: Expression
}

/** `x is not null`, `x is true`. */
export interface IsTest extends NodeBase {
  readonly kind: 'is'
  readonly negated: boolean
  readonly value: Expression
  readonly test: 'null' | 'true' | 'false' | 'unknown'
}

export interface IsDistinct extends NodeBase {
  readonly kind: 'is-distinct'
  /** `is not distinct from`. */
  readonly negated: boolean
  readonly left: Expression
  readonly right: Expression
}

export interface Between extends NodeBase {
  readonly kind: 'between'
  readonly negated: boolean
  readonly symmetric: boolean
  readonly value: Expression
  readonly low: Expression
  readonly high: Expression
}

export interface InList extends NodeBase {
  readonly kind: 'in-list'
  readonly negated: boolean
  readonly value: Expression
  readonly items: readonly Expression[]
}

export interface InSubquery extends NodeBase {
  readonly kind: 'in-subquery'
  readonly negated: boolean
  readonly value: Expression
  readonly query: Query
}

export type LikeOperator = 'like' | 'ilike' | 'rlike' | 'similar to'

export interface Like extends NodeBase {
  readonly kind: 'like'
  readonly operator: LikeOperator
  readonly negated: boolean
  readonly value: Expression
  readonly pattern: Expression
  readonly escape: Expression | null
}

/** Spark's `x like any ('a%', 'b%')`. */
export interface LikeQuantified extends NodeBase {
  readonly kind: 'like-quantified'
  readonly operator: 'like' | 'ilike'
  readonly quantifier: 'any' | 'all'
  readonly negated: boolean
  readonly value: Expression
  readonly patterns: readonly Expression[]
}

/** `x = any (select …)`; `some` is `any`. */
export interface Quantified extends NodeBase {
  readonly kind: 'quantified'
  readonly operator: ComparisonOperator
  readonly quantifier: 'any' | 'all'
  readonly value: Expression
  readonly query: Query
}

export interface Exists extends NodeBase {
  readonly kind: 'exists'
  readonly query: Query
}

/** A query as a value. */
export interface Subquery extends NodeBase {
  readonly kind: 'subquery'
  readonly query: Query
}

export interface Case extends NodeBase {
  readonly kind: 'case'
  readonly operand: Expression | null
  readonly branches: readonly CaseBranch[]
  readonly otherwise: Expression | null
}

export interface CaseBranch extends NodeBase {
  readonly kind: 'case-branch'
  readonly when: Expression
  readonly result: Expression
}

export interface Cast extends NodeBase {
  readonly kind: 'cast'
  /** `try_cast`: NULL instead of an error. */
  readonly safe: boolean
  /** How it was written: `cast(x as t)`, `x::t`, `convert(t, x)`; they mean the same. */
  readonly form: 'cast' | '::' | 'convert'
  readonly value: Expression
  readonly type: DataType
}

export interface AtTimeZone extends NodeBase {
  readonly kind: 'at-time-zone'
  readonly value: Expression
  readonly zone: Expression
}

/**
 * A call with every clause it can have. Calls whose words only separate arguments are written with commas:
 * `substring(x from 2 for 3)` is `substring(x, 2, 3)`, `overlay(x placing y from 1)` is `overlay(x, y, 1)`.
 */
export interface Call extends NodeBase {
  readonly kind: 'call'
  readonly name: readonly Identifier[]
  /** False for `current_date` and its like. */
  readonly parentheses: boolean
  readonly distinct: boolean
  readonly args: readonly Argument[]
  /** Inside the parentheses. */
  readonly orderBy: readonly OrderItem[]
  readonly withinGroup: readonly OrderItem[]
  readonly filter: Expression | null
  readonly nulls: 'ignore' | 'respect' | null
  readonly over: Window | WindowName | null
  /** Redshift's `approximate count(distinct x)`. */
  readonly approximate: boolean
}

export type Argument = Expression | NamedArgument

/** `name => value`, or `value as name` in Spark's `struct(…)`. */
export interface NamedArgument extends NodeBase {
  readonly kind: 'named-argument'
  readonly form: '=>' | 'as'
  readonly name: Identifier
  readonly value: Expression
}

export interface Extract extends NodeBase {
  readonly kind: 'extract'
  readonly field: Identifier
  readonly source: Expression
}

/** `trim(both 'x' from y)`; without any of its words a trim is a `Call`. */
export interface Trim extends NodeBase {
  readonly kind: 'trim'
  readonly side: 'both' | 'leading' | 'trailing'
  readonly characters: Expression | null
  readonly value: Expression
}

/** `position(needle in haystack)`. */
export interface Position extends NodeBase {
  readonly kind: 'position'
  readonly needle: Expression
  readonly haystack: Expression
}

export interface Lambda extends NodeBase {
  readonly kind: 'lambda'
  readonly parameters: readonly Identifier[]
  readonly body: Expression
}

/** `value[index]`, counted as the dialect counts. */
export interface Subscript extends NodeBase {
  readonly kind: 'subscript'
  readonly value: Expression
  readonly index: Expression
}

/** `(…).name`, `x[0].name`; behind a plain name the field is a part of the `Column`. */
export interface Field extends NodeBase {
  readonly kind: 'field'
  readonly value: Expression
  readonly name: Identifier
}

/** `(a, b)`. */
export interface Row extends NodeBase {
  readonly kind: 'row'
  readonly items: readonly Expression[]
}

/** No source dialect writes it; translations do: DuckDB's `[a, b]`, PostgreSQL's `array[a, b]`. */
export interface ArrayLiteral extends NodeBase {
  readonly kind: 'array'
  readonly items: readonly Expression[]
}

/** For translations: DuckDB's `{'a': 1}`. */
export interface StructLiteral extends NodeBase {
  readonly kind: 'struct'
  readonly fields: readonly StructEntry[]
}

export interface StructEntry extends NodeBase {
  readonly kind: 'struct-entry'
  readonly name: string
  readonly value: Expression
}

/** Text that a translator wants printed as it is; it must hold together as one operand. */
export interface Raw extends NodeBase {
  readonly kind: 'raw'
  readonly text: string
}

// ---- Types

export type DataType = SimpleType | ArrayType | MapType | StructType | IntervalType

/** `name` is in lower case with single blanks: `int`, `decimal`, `double precision`, `timestamp with time zone`. */
export interface SimpleType extends NodeBase {
  readonly kind: 'simple-type'
  readonly name: string
  /** As written: `10`, `max`. */
  readonly parameters: readonly string[]
}

export interface ArrayType extends NodeBase {
  readonly kind: 'array-type'
  readonly element: DataType
}

export interface MapType extends NodeBase {
  readonly kind: 'map-type'
  readonly key: DataType
  readonly value: DataType
}

export interface StructType extends NodeBase {
  readonly kind: 'struct-type'
  readonly fields: readonly StructField[]
}

export interface StructField extends NodeBase {
  readonly kind: 'struct-field'
  readonly name: Identifier
  readonly type: DataType
  readonly notNull: boolean
}

/** `interval`, `interval day to second`. */
export interface IntervalType extends NodeBase {
  readonly kind: 'interval-type'
  readonly from: string | null
  readonly to: string | null
}

// ---- All of them

export type Node =
  | Identifier
  | Query
  | With
  | Cte
  | SetOperation
  | SetBranch
  | Values
  | Select
  | SelectItem
  | GroupBy
  | GroupingSets
  | OrderItem
  | Relation
  | TableAlias
  | JoinOn
  | JoinUsing
  | Sample
  | LateralView
  | AliasedExpression
  | NamedWindow
  | WindowName
  | Window
  | Frame
  | FrameBound
  | Expression
  | IntervalPart
  | CaseBranch
  | NamedArgument
  | StructEntry
  | DataType
  | StructField

export type NodeKind = Node['kind']
