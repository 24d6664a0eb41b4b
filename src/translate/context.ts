import type { QueryNames } from '../analysis/query-names.ts'
import type { Attribute } from '../analysis/resolved.ts'
import type { QueryTypes } from '../analysis/types/infer-types.ts'
import type { FunctionGroup, SourceDialect } from '../catalog/entry.ts'
import { familyOf } from '../catalog/types/return-type.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import type { ValueType } from '../catalog/value-type.ts'
import type { Call, DataType, Expression, Node, TextSpan } from '../sql/tree.ts'
import { place, type TranslationProblem } from './problem.ts'

/** The engines that a query can be translated for. */
export type TargetDialect = 'duckdb' | 'postgres'

/** What one translation carries along: the dialect's rules, what is known of types, and the problems found. */
export interface Translation {
  readonly dialect: SourceDialect
  readonly target: TargetDialect
  readonly rules: DialectRules
  readonly problems: TranslationProblem[]
  /** What the names mean; only some targets ask. */
  readonly names: QueryNames
  /** The family of an expression's type, as the author's engine has it. */
  typeOf(expression: Expression): ValueType | null
  /** The whole type. */
  exactTypeOf(expression: Expression): SqlType | null
  setType(expression: Node, type: SqlType | null): void
  typeOfAttribute(attribute: Attribute): SqlType | null
  /** Which key columns of joins are two again (`isWrittenOut`), as far as it was asked. */
  readonly writtenOut: Map<Attribute, boolean>
  /** What the author wrote where this node stands now. */
  originOf<T extends Node>(node: T): T
  setOrigin(node: Node, original: Node): void
  refuse(span: TextSpan, construct: string, help: string): null
  /** The author's own engine would refuse it. */
  reject(span: TextSpan, message: string, help: string): void
}

/** Where the source dialects differ; nodes that come in have been translated below already. */
export interface DialectRules {
  /** Says what the dialect itself refuses of a node that the author wrote. */
  check?(node: Node, translation: Translation): void
  /** The node in the target's form, or the same node when it means the same there. */
  change(node: Node, translation: Translation, original: Node): Node
  /** `expression` keeps its span. */
  cast(value: Expression, type: DataType, safe: boolean, span: TextSpan, translation: Translation): Expression
  /** A call before all else is done to it. */
  prepare?(node: Call, group: FunctionGroup, translation: Translation): Call
  /** The implicit cast of an argument that a function takes as this type. */
  coerce(value: Expression, type: ValueType, translation: Translation): Expression
  /** Whether keys of these types are compared otherwise than the target's `using` compares them. */
  comparesKeys?(left: SqlType | null, right: SqlType | null): boolean
  /** Expressions that take one common type, as the dialect finds it. */
  unify(expressions: readonly Expression[], translation: Translation): readonly Expression[]
  /** Whether NULLs come first when nothing is said. */
  nullsFirst(descending: boolean): boolean
}

export function startTranslation(
  dialect: SourceDialect,
  target: TargetDialect,
  rules: DialectRules,
  names: QueryNames,
  { typeOfAttribute }: Pick<QueryTypes, 'typeOfAttribute'>,
): Translation {
  const types = new Map<Node, SqlType>()
  const origins = new Map<Node, Node>()
  const problems: TranslationProblem[] = []
  return {
    dialect,
    target,
    rules,
    names,
    problems,
    typeOf: (expression) => familyOf(types.get(expression) ?? null, dialect),
    exactTypeOf: (expression) => types.get(expression) ?? null,
    setType: (expression, type) => {
      if (type) types.set(expression, type)
    },
    typeOfAttribute,
    writtenOut: new Map(),
    originOf: <T extends Node>(node: T) => (origins.get(node) ?? node) as T,
    setOrigin: (node, original) => origins.set(node, original),
    refuse: (span, construct, help) => {
      problems.push({ code: 'dialect/not-translatable', ...place(span), construct, help })
      return null
    },
    reject: (span, message, help) => {
      problems.push({ code: 'dialect/not-accepted', ...place(span), message, help })
    },
  }
}
