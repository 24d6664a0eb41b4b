import type {
  Argument,
  ArrayLiteral,
  Binary,
  BinaryOperator,
  BooleanLiteral,
  Call,
  Case,
  Cast,
  Column,
  DataType,
  Expression,
  Identifier,
  IsTest,
  Lambda,
  NamedArgument,
  NullLiteral,
  NumberLiteral,
  Query,
  QueryBody,
  Raw,
  Relation,
  Select,
  SelectItem,
  SimpleType,
  StringLiteral,
  StructLiteral,
  TextSpan,
  Unary,
} from './tree.ts'

/**
 * Builders of nodes that no author wrote. Each takes the span of what it replaces, so that an engine's error in the
 * new text still leads back to the right place.
 */

export function identifier(name: string, span: TextSpan, quoted = false): Identifier {
  return { kind: 'identifier', span, name, quoted }
}

export function column(parts: string | readonly string[], span: TextSpan): Column {
  const names = typeof parts === 'string' ? [parts] : parts
  return { kind: 'column', span, parts: names.map((name) => identifier(name, span)) }
}

export function string(value: string, span: TextSpan): StringLiteral {
  return { kind: 'string', span, value }
}

/** `digits` may begin with a minus. */
export function number(digits: number | bigint | string, span: TextSpan): NumberLiteral {
  return { kind: 'number', span, digits: String(digits), suffix: null }
}

export function boolean(value: boolean, span: TextSpan): BooleanLiteral {
  return { kind: 'boolean', span, value }
}

export function nullValue(span: TextSpan): NullLiteral {
  return { kind: 'null', span }
}

/** A plain call; the name may be qualified: `['tidemill', 'spark_concat']`. */
export function call(name: string | readonly string[], args: readonly Argument[], span: TextSpan): Call {
  const names = typeof name === 'string' ? [name] : name
  return {
    kind: 'call',
    span,
    name: names.map((part) => identifier(part, span)),
    parentheses: true,
    distinct: false,
    args,
    orderBy: [],
    withinGroup: [],
    filter: null,
    nulls: null,
    over: null,
    approximate: false,
  }
}

export function namedArgument(name: string, value: Expression, span: TextSpan): NamedArgument {
  return { kind: 'named-argument', span, form: '=>', name: identifier(name, span), value }
}

export function simpleType(name: string, span: TextSpan, parameters: readonly (string | number)[] = []): SimpleType {
  return { kind: 'simple-type', span, name, parameters: parameters.map(String) }
}

export function cast(value: Expression, type: DataType | string, span: TextSpan): Cast {
  return makeCast(value, type, span, false)
}

export function tryCast(value: Expression, type: DataType | string, span: TextSpan): Cast {
  return makeCast(value, type, span, true)
}

function makeCast(value: Expression, type: DataType | string, span: TextSpan, safe: boolean): Cast {
  const dataType = typeof type === 'string' ? simpleType(type, span) : type
  return { kind: 'cast', span, safe, form: 'cast', value, type: dataType }
}

export function binary(operator: BinaryOperator, left: Expression, right: Expression, span: TextSpan): Binary {
  return { kind: 'binary', span, operator, operatorSpan: span, left, right }
}

export function not(operand: Expression, span: TextSpan): Unary {
  return { kind: 'unary', span, operator: 'not', operand }
}

export function negative(operand: Expression, span: TextSpan): Unary {
  return { kind: 'unary', span, operator: '-', operand }
}

export function isNull(value: Expression, span: TextSpan): IsTest {
  return { kind: 'is', span, negated: false, value, test: 'null' }
}

export function isNotNull(value: Expression, span: TextSpan): IsTest {
  return { kind: 'is', span, negated: true, value, test: 'null' }
}

/** `case when … then … else … end`. */
export function caseWhen(
  branches: readonly (readonly [when: Expression, result: Expression])[],
  otherwise: Expression | null,
  span: TextSpan,
): Case {
  return {
    kind: 'case',
    span,
    operand: null,
    branches: branches.map(([when, result]) => ({ kind: 'case-branch', span, when, result })),
    otherwise,
  }
}

export function lambda(parameters: readonly string[], body: Expression, span: TextSpan): Lambda {
  return { kind: 'lambda', span, parameters: parameters.map((name) => identifier(name, span)), body }
}

export function array(items: readonly Expression[], span: TextSpan): ArrayLiteral {
  return { kind: 'array', span, items }
}

export function struct(fields: readonly (readonly [name: string, value: Expression])[], span: TextSpan): StructLiteral {
  return {
    kind: 'struct',
    span,
    fields: fields.map(([name, value]) => ({ kind: 'struct-entry', span, name, value })),
  }
}

/** Text that is printed as it is, as one operand. */
export function raw(text: string, span: TextSpan): Raw {
  return { kind: 'raw', span, text }
}

/** A select of nothing but items and relations. */
export function selectOf(items: readonly SelectItem[], span: TextSpan, from: readonly Relation[] = []): Select {
  return {
    kind: 'select',
    span,
    hint: null,
    distinct: false,
    top: null,
    items,
    from,
    lateralViews: [],
    where: null,
    groupBy: null,
    having: null,
    qualify: null,
    windows: [],
  }
}

export function queryOf(body: QueryBody, span: TextSpan): Query {
  return {
    kind: 'query',
    span,
    with: null,
    body,
    orderBy: [],
    sortBy: [],
    distributeBy: [],
    clusterBy: [],
    limit: null,
    offset: null,
  }
}
