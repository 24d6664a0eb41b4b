import { unescapeSpark } from '../string-escapes.ts'
import type { DialectSyntax, InfixOperator } from './syntax.ts'
import { clauseWords, isWordCharacter, symbolTable, wordSet } from './words.ts'

const comparison = { precedence: 5, associativity: 'left' } as const
const sum = { precedence: 9, associativity: 'left' } as const
const product = { precedence: 10, associativity: 'left' } as const

const infix: readonly (readonly [string, InfixOperator])[] = [
  ['or', { operator: 'or', precedence: 1, associativity: 'left' }],
  ['and', { operator: 'and', precedence: 2, associativity: 'left' }],
  ['=', { operator: '=', ...comparison }],
  ['==', { operator: '=', ...comparison }],
  ['<>', { operator: '<>', ...comparison }],
  ['!=', { operator: '<>', ...comparison }],
  ['<', { operator: '<', ...comparison }],
  ['<=', { operator: '<=', ...comparison }],
  ['!>', { operator: '<=', ...comparison }],
  ['>', { operator: '>', ...comparison }],
  ['>=', { operator: '>=', ...comparison }],
  ['!<', { operator: '>=', ...comparison }],
  ['<=>', { operator: '<=>', ...comparison }],
  ['|', { operator: '|', precedence: 6, associativity: 'left' }],
  ['^', { operator: '^', precedence: 7, associativity: 'left' }],
  ['&', { operator: '&', precedence: 8, associativity: 'left' }],
  ['+', { operator: '+', ...sum }],
  ['-', { operator: '-', ...sum }],
  ['||', { operator: '||', ...sum }],
  ['*', { operator: '*', ...product }],
  ['/', { operator: '/', ...product }],
  ['%', { operator: '%', ...product }],
  ['div', { operator: 'div', ...product }],
]

const notBareAlias = wordSet(
  clauseWords,
  'lateral sort distribute cluster anti semi pivot unpivot tablesample div rlike regexp over filter',
)

/** Spark SQL 3.5 (Glue 5) with `spark.sql.ansi.enabled=false`, where no word is reserved. */
export const spark: DialectSyntax = {
  name: 'spark',
  title: 'Spark SQL',
  identifierQuote: '`',
  doubleQuotedStrings: true,
  dollarQuotedStrings: false,
  unescape: unescapeSpark,
  beginsWord: isWordCharacter,
  continuesWord: isWordCharacter,
  number: /((?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)(BD|[LSYDF])?(?![A-Za-z0-9_])/iy,
  stringPrefixes: new Map([
    ['x', 'binary'],
    ['r', 'raw'],
  ]),
  symbols: symbolTable(
    ...['<=>', '<>', '<=', '>=', '!=', '==', '!<', '!>', '||', '->', '=>', '::'],
    ...'()[],.;<>=+-*/%&|^~!:',
  ),
  hints: true,
  commentsContinue: true,
  joinsStringsOnOneLine: true,
  reserved: wordSet('select and or when then else as is between like union intersect except having by'),
  reluctantNames: wordSet('from where group order limit offset on using join not in with end'),
  notBareAlias,
  // Nothing that begins with `in` can stand behind a table.
  notBareTableAlias: new Set([...notBareAlias].filter((word) => word !== 'in')),
  bareCalls: wordSet('current_date current_timestamp current_user'),
  reservedFunctions: wordSet('like'),
  unitFunctions: new Map([
    ['dateadd', 3],
    ['date_add', 3],
    ['datediff', 3],
    ['date_diff', 3],
    ['timestampadd', 3],
    ['timestampdiff', 3],
    ['timediff', 3],
  ]),
  literalTypes: wordSet('date timestamp timestamp_ntz timestamp_ltz x'),
  infix: new Map(infix),
  likeWords: new Map([
    ['like', 'like'],
    ['ilike', 'ilike'],
    ['rlike', 'rlike'],
    ['regexp', 'rlike'],
  ]),
  likeSymbols: new Map(),
  prefixSymbols: new Map([
    ['~', '~'],
    ['!', 'not'],
  ]),
  precedences: { not: 3, is: 4, predicate: 4, comparison: 5, prefix: 11, sign: 11, atTimeZone: 0 },
  foreignSymbols: new Map([
    ['::', { message: 'Spark SQL has no `::` operator.', help: 'Write `cast(value as type)`.' }],
  ]),
  features: {
    castSymbol: false,
    convertCast: false,
    tryCast: true,
    lambdas: true,
    namedArguments: true,
    aliasedArguments: true,
    columnAliases: true,
    qualify: false,
    top: false,
    fetch: false,
    starExcept: true,
    exclude: false,
    approximate: false,
    lateralViews: true,
    semiJoins: true,
    values: true,
    tableSample: true,
    navigation: false,
    distribution: true,
    withRollup: true,
    intervalUnits: true,
    complexTypes: true,
    likeQuantifiers: true,
    atTimeZone: false,
    symmetricBetween: false,
    notAfterOperator: false,
    withinGroup: wordSet('percentile_cont percentile_disc'),
    recursion: false,
    optionalCteAs: true,
    namedWindows: true,
  },
}
