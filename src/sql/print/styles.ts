import { redshift as redshiftSyntax } from '../dialects/redshift.ts'
import { spark as sparkSyntax } from '../dialects/spark.ts'
import type { DialectSyntax } from '../dialects/syntax.ts'
import { wordSet } from '../dialects/words.ts'
import type { Dialect } from '../quote.ts'
import type { BinaryOperator, JoinType } from '../tree.ts'
import type { OperatorStyle, PrintStyle, TypeStyle } from './style.ts'

const joinWords: Readonly<Record<JoinType, string>> = {
  inner: 'join',
  left: 'left join',
  right: 'right join',
  full: 'full join',
  cross: 'cross join',
  'left semi': 'left semi join',
  'left anti': 'left anti join',
}

const angleTypes: TypeStyle = {
  array: (element) => `array<${element}>`,
  map: (key, value) => `map<${key}, ${value}>`,
  struct: (fields) => `struct<${fields.join(', ')}>`,
  structField: (name, type, field) => `${name}: ${type}${field.notNull ? ' not null' : ''}`,
  interval: ({ from, to }) => ['interval', from, to && `to ${to}`].filter(Boolean).join(' '),
}

const bracketTypes: TypeStyle = {
  array: (element) => `${element}[]`,
  map: (key, value) => `map(${key}, ${value})`,
  struct: (fields) => `struct(${fields.join(', ')})`,
  structField: (name, type) => `${name} ${type}`,
  interval: () => 'interval',
}

/** The symbols of a dialect's parser, each operator by its shortest. */
function operatorsOf(syntax: DialectSyntax): ReadonlyMap<BinaryOperator, OperatorStyle> {
  const operators = new Map<BinaryOperator, OperatorStyle>()
  for (const [text, { operator, precedence, associativity }] of syntax.infix) {
    if (!operators.has(operator)) operators.set(operator, { text, precedence, associativity })
  }
  return operators
}

const spark: PrintStyle = {
  dialect: 'spark',
  reserved: new Set([
    ...sparkSyntax.reserved,
    ...sparkSyntax.reluctantNames,
    ...sparkSyntax.notBareAlias,
    ...sparkSyntax.bareCalls,
    ...wordSet('all case distinct false interval lateral null true values'),
  ]),
  operators: operatorsOf(sparkSyntax),
  precedences: sparkSyntax.precedences,
  castSymbol: false,
  convertCast: false,
  numberSuffixes: true,
  binaryLiteral: (hex) => `X'${hex}'`,
  array: ['array(', ')'],
  struct: ['named_struct(', ', ', ')'],
  singleRow: 'struct',
  lambda: (parameters) => `${parameters.includes(',') ? `(${parameters})` : parameters} -> `,
  namedArgument: '=>',
  nullsInside: () => false,
  approximate: false,
  plainIntervals: false,
  hints: true,
  top: false,
  starExcept: 'except',
  distribution: true,
  inlineTable: 'bare',
  joinWords,
  joinsNeedCondition: false,
  types: angleTypes,
}

const redshift: PrintStyle = {
  dialect: 'redshift',
  reserved: new Set([
    ...redshiftSyntax.reserved,
    ...redshiftSyntax.notBareTableAlias,
    ...wordSet('approximate asymmetric lateral symmetric values'),
  ]),
  operators: operatorsOf(redshiftSyntax),
  precedences: redshiftSyntax.precedences,
  castSymbol: true,
  convertCast: true,
  numberSuffixes: false,
  binaryLiteral: (hex) => `X'${hex}'`,
  array: ['array(', ')'],
  struct: ['object(', ', ', ')'],
  singleRow: 'row',
  lambda: (parameters) => `(${parameters}) -> `,
  namedArgument: '=>',
  nullsInside: (call) => /^(?:first|last|nth)_value$/i.test(call.name.at(-1)?.name ?? ''),
  approximate: true,
  plainIntervals: false,
  hints: false,
  top: true,
  starExcept: 'at the end',
  distribution: false,
  inlineTable: 'parentheses',
  joinWords,
  joinsNeedCondition: true,
  types: { ...bracketTypes, interval: angleTypes.interval },
}

const postgres: PrintStyle = {
  ...redshift,
  dialect: 'postgres',
  convertCast: false,
  binaryLiteral: (hex) => `'\\x${hex}'::bytea`,
  array: ['array[', ']'],
  struct: ['jsonb_build_object(', ', ', ')'],
  approximate: false,
  plainIntervals: true,
  top: false,
  starExcept: 'exclude',
  types: bracketTypes,
}

/** DuckDB's grammar grew from PostgreSQL's, and so did Redshift's: their operators bind alike. */
const duckdb: PrintStyle = {
  ...postgres,
  dialect: 'duckdb',
  reserved: wordSet(
    `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
    deferrable desc describe distinct do else end except false fetch for foreign from group having in initially
    intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing
    primary qualify references returning select show some summarize symmetric table then to trailing true union unique
    unpack unpivot using variadic verbose when where window with anti asof at authorization between binary by collation concurrently
    cross exclude filter freeze full glob ilike inner is isnull join left like map natural notnull outer over overlaps
    positional right semi similar struct tablesample within`,
  ),
  operators: new Map([
    ...operatorsOf(redshiftSyntax),
    ['//', { text: '//', precedence: 9, associativity: 'left' }],
    ['div', { text: '//', precedence: 9, associativity: 'left' }],
    ['<=>', { text: 'is not distinct from', precedence: 4, associativity: 'none' }],
  ]),
  binaryLiteral: (hex) => `from_hex('${hex}')`,
  array: ['[', ']'],
  struct: ['{', ': ', '}'],
  lambda: (parameters) => `lambda ${parameters}: `,
  namedArgument: ':=',
  nullsInside: () => true,
  joinWords: { ...joinWords, 'left semi': 'semi join', 'left anti': 'anti join' },
}

const styles: Readonly<Record<Dialect, PrintStyle>> = { spark, redshift, duckdb, postgres }

export function styleOf(dialect: Dialect): PrintStyle {
  return styles[dialect]
}
