import { unescapeRedshift } from '../string-escapes.ts'
import type { DialectSyntax, InfixOperator } from './syntax.ts'
import { clauseWords, isDigit, isWordCharacter, symbolTable, wordSet } from './words.ts'

const comparison = { precedence: 5, associativity: 'none' } as const
const other = { precedence: 7, associativity: 'left' } as const
const sum = { precedence: 8, associativity: 'left' } as const
const product = { precedence: 9, associativity: 'left' } as const

const infix: readonly (readonly [string, InfixOperator])[] = [
  ['or', { operator: 'or', precedence: 1, associativity: 'left' }],
  ['and', { operator: 'and', precedence: 2, associativity: 'left' }],
  ['=', { operator: '=', ...comparison }],
  ['<>', { operator: '<>', ...comparison }],
  ['!=', { operator: '<>', ...comparison }],
  ['<', { operator: '<', ...comparison }],
  ['<=', { operator: '<=', ...comparison }],
  ['>', { operator: '>', ...comparison }],
  ['>=', { operator: '>=', ...comparison }],
  ['overlaps', { operator: 'overlaps', precedence: 6, associativity: 'none' }],
  ['||', { operator: '||', ...other }],
  ['|', { operator: '|', ...other }],
  ['&', { operator: '&', ...other }],
  ['#', { operator: '#', ...other }],
  ['<<', { operator: '<<', ...other }],
  ['>>', { operator: '>>', ...other }],
  ['~', { operator: '~', ...other }],
  ['!~', { operator: '!~', ...other }],
  ['~*', { operator: '~*', ...other }],
  ['!~*', { operator: '!~*', ...other }],
  ['+', { operator: '+', ...sum }],
  ['-', { operator: '-', ...sum }],
  ['*', { operator: '*', ...product }],
  ['/', { operator: '/', ...product }],
  ['%', { operator: '%', ...product }],
  ['^', { operator: '^', precedence: 10, associativity: 'left' }],
]

const reserved = wordSet(
  `from where group order having limit offset union intersect except minus on using join inner left right full cross
  natural when then else end and or not as is between like ilike in select with into all analyse analyze any asc both case cast check collate column constraint create current_date
  current_time current_timestamp current_user current_user_id default deferrable desc distinct do false for foreign
  freeze grant initially isnull leading localtime localtimestamp new notnull null off old only outer overlaps pivot
  placing primary references session_user similar some sysdate table to top trailing true unique unpivot user verbose`,
)

/** Words that are no reserved names, and still no alias without `as`. */
const notBareAlias: ReadonlySet<string> = new Set([
  ...reserved,
  ...wordSet(clauseWords, 'exclude over within filter ignore respect at array interval'),
])

export const redshift: DialectSyntax = {
  name: 'redshift',
  title: 'Redshift SQL',
  identifierQuote: '"',
  doubleQuotedStrings: false,
  dollarQuotedStrings: true,
  unescape: unescapeRedshift,
  beginsWord: (code) => (isWordCharacter(code) && !isDigit(code)) || code >= 128,
  continuesWord: (code) => isWordCharacter(code) || code >= 128 || code === 36,
  number: /((?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)()/y,
  stringPrefixes: new Map([
    ['x', 'binary'],
    ['e', 'escaped'],
  ]),
  symbols: symbolTable(
    ...['!~~*', '!~~', '!~*', '~~*', '||/', '!~', '~~', '~*', '|/', '<=>', '->>', '->'],
    ...['<>', '<=', '>=', '!=', '==', '||', '::', '<<', '>>', '=>', ':='],
    ...'()[],.;<>=+-*/%&|^~!:#@',
  ),
  hints: false,
  commentsContinue: false,
  joinsStringsOnOneLine: false,
  reserved,
  reluctantNames: new Set(),
  notBareAlias,
  notBareTableAlias: new Set([...notBareAlias, 'start', 'connect']),
  bareCalls: wordSet(
    'current_date current_time current_timestamp current_user current_user_id localtime localtimestamp session_user sysdate user',
  ),
  reservedFunctions: wordSet('collate left right'),
  unitFunctions: new Map([
    ['dateadd', 3],
    ['date_add', 3],
    ['datediff', 3],
    ['date_diff', 3],
    ['date_part', 2],
  ]),
  literalTypes: wordSet(
    `date time timetz timestamp timestamptz bool boolean int int2 int4 int8 integer smallint bigint real float float4
    float8 numeric decimal char varchar nvarchar text bpchar varbyte geometry super`,
  ),
  infix: new Map(infix),
  likeWords: new Map([
    ['like', 'like'],
    ['ilike', 'ilike'],
    ['similar', 'similar to'],
  ]),
  likeSymbols: new Map([
    ['~~', { operator: 'like', negated: false }],
    ['!~~', { operator: 'like', negated: true }],
    ['~~*', { operator: 'ilike', negated: false }],
    ['!~~*', { operator: 'ilike', negated: true }],
  ]),
  prefixSymbols: new Map([
    ['~', '~'],
    ['|/', '|/'],
    ['||/', '||/'],
    ['@', '@'],
  ]),
  precedences: { not: 3, is: 4, predicate: 6, comparison: 5, prefix: 7, sign: 12, atTimeZone: 11 },
  foreignSymbols: new Map([
    ['==', { message: 'Redshift SQL compares with one `=`, not `==`.', help: 'Write `=`.' }],
    [
      '<=>',
      {
        message: 'Redshift SQL has no `<=>` operator.',
        help: 'Write `(a = b or (a is null and b is null))`.',
      },
    ],
    [
      '->',
      {
        message: 'Redshift SQL has no `->` operator.',
        help: 'Use `json_extract_path_text(…)`, or a SUPER column with `column.field`.',
      },
    ],
    [
      '->>',
      {
        message: 'Redshift SQL has no `->>` operator.',
        help: 'Use `json_extract_path_text(…)`, or a SUPER column with `column.field`.',
      },
    ],
  ]),
  features: {
    castSymbol: true,
    convertCast: true,
    tryCast: true,
    lambdas: false,
    namedArguments: false,
    aliasedArguments: false,
    columnAliases: false,
    qualify: true,
    top: true,
    fetch: true,
    starExcept: false,
    exclude: true,
    approximate: true,
    lateralViews: false,
    semiJoins: false,
    values: false,
    tableSample: false,
    navigation: true,
    distribution: false,
    withRollup: false,
    intervalUnits: false,
    complexTypes: false,
    likeQuantifiers: false,
    atTimeZone: true,
    symmetricBetween: true,
    notAfterOperator: true,
    withinGroup: null,
    recursion: true,
    optionalCteAs: false,
    namedWindows: false,
  },
}
