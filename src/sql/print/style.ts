import type { Associativity, Precedences } from '../dialects/syntax.ts'
import type { Dialect } from '../quote.ts'
import type { BinaryOperator, Call, DataType, JoinType, StructType } from '../tree.ts'

export interface OperatorStyle {
  readonly text: string
  readonly precedence: number
  readonly associativity: Associativity
}

/** How one dialect is written, where the dialects differ. */
export interface PrintStyle {
  readonly dialect: Dialect
  /** Lower-case words that need quotes as a name. */
  readonly reserved: ReadonlySet<string>
  readonly operators: ReadonlyMap<BinaryOperator, OperatorStyle>
  readonly precedences: Precedences

  /** `x::int` as it was written, or always `cast`. */
  readonly castSymbol: boolean
  readonly convertCast: boolean
  readonly numberSuffixes: boolean
  /** `X'0A'`, from its hexadecimal digits. */
  binaryLiteral(hex: string): string
  /** `[a, b]`: what opens and closes a list of values. */
  readonly array: readonly [open: string, close: string]
  /** `{'a': 1}`: what opens and closes it, and stands between name and value. */
  readonly struct: readonly [open: string, separator: string, close: string]
  /** A row of one value. */
  readonly singleRow: string
  lambda(parameters: string): string
  readonly namedArgument: '=>' | ':='
  /** Whether `ignore nulls` stands before the closing parenthesis. */
  nullsInside(call: Call): boolean
  readonly approximate: boolean
  /** `interval '3' day`, each unit for itself, its sign within the quotes. */
  readonly plainIntervals: boolean

  readonly hints: boolean
  readonly top: boolean
  readonly starExcept: 'except' | 'exclude' | 'at the end'
  readonly distribution: boolean
  /** `values …` as a relation: bare, or in parentheses. */
  readonly inlineTable: 'bare' | 'parentheses'
  readonly joinWords: Readonly<Record<JoinType, string>>
  /** Whether a join that is not `cross` needs a condition. */
  readonly joinsNeedCondition: boolean

  readonly types: TypeStyle
}

export interface TypeStyle {
  array(element: string): string
  map(key: string, value: string): string
  struct(fields: readonly string[]): string
  structField(name: string, type: string, field: StructType['fields'][number]): string
  interval(type: Extract<DataType, { kind: 'interval-type' }>): string
}
