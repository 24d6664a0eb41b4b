import type { BinaryOperator, LikeOperator } from '../tree.ts'

/** The dialects that authors write. */
export type QueryDialect = 'spark' | 'redshift'

export type Associativity = 'left' | 'right' | 'none'

/** How one infix operator is written, what it becomes, and how closely it binds. */
export interface InfixOperator {
  readonly operator: BinaryOperator
  readonly precedence: number
  readonly associativity: Associativity
}

/** How closely the forms bind that are more than one token between two operands. Higher binds closer. */
export interface Precedences {
  readonly not: number
  /** `is null`, `is distinct from`, `isnull`. */
  readonly is: number
  /** `between`, `in`, `like`. */
  readonly predicate: number
  readonly comparison: number
  /** Prefix operators such as `~`. */
  readonly prefix: number
  /** Prefix `-` and `+`. */
  readonly sign: number
  readonly atTimeZone: number
}

/** A symbol that another dialect has: what to say and what to write instead. */
export interface ForeignSymbol {
  readonly message: string
  readonly help: string
}

/** What tells one dialect's grammar from the other's, as data: the parser has no other place that knows the dialect. */
export interface DialectSyntax {
  readonly name: QueryDialect
  /** For messages. */
  readonly title: string

  // Lexer
  readonly identifierQuote: '`' | '"'
  readonly doubleQuotedStrings: boolean
  /** `$$it's$$`. */
  readonly dollarQuotedStrings: boolean
  readonly unescape: (body: string) => string
  /** Whether a character, by its UTF-16 code, begins a word: a keyword or a name without quotes. */
  readonly beginsWord: (code: number) => boolean
  readonly continuesWord: (code: number) => boolean
  /** Sticky. Groups: digits, suffix. */
  readonly number: RegExp
  /** What a letter directly before a quote makes of a string: `X'0A'`, Spark's `r'\d'`, Redshift's `E'\n'`. */
  readonly stringPrefixes: ReadonlyMap<string, 'binary' | 'raw' | 'escaped'>
  /** By the code of their first character, longest first. */
  readonly symbols: ReadonlyMap<number, readonly string[]>
  readonly hints: boolean
  /** Whether a `--` comment goes on behind a line that ends with a backslash. */
  readonly commentsContinue: boolean
  /** Whether `'a' 'b'` on one line is one literal; on two lines it is one in every dialect. */
  readonly joinsStringsOnOneLine: boolean

  // Names
  /** Words that are never a column, table or alias without quotes. */
  readonly reserved: ReadonlySet<string>
  /** Words that are a column only where nothing else makes sense: in front of `,`, `)`, an operator or `from`. */
  readonly reluctantNames: ReadonlySet<string>
  /** Words that cannot be an alias without `as`. */
  readonly notBareAlias: ReadonlySet<string>
  readonly notBareTableAlias: ReadonlySet<string>
  /** Calls without parentheses. */
  readonly bareCalls: ReadonlySet<string>
  /** Reserved words that are functions when a `(` follows. */
  readonly reservedFunctions: ReadonlySet<string>
  /** Functions whose first argument is a word, by their number of arguments. */
  readonly unitFunctions: ReadonlyMap<string, number>
  /** Type names that may stand before a string: `date '2024-01-01'`; `x` for a binary one. */
  readonly literalTypes: ReadonlySet<string>

  // Operators
  readonly infix: ReadonlyMap<string, InfixOperator>
  readonly likeWords: ReadonlyMap<string, LikeOperator>
  readonly likeSymbols: ReadonlyMap<string, { operator: LikeOperator; negated: boolean }>
  readonly prefixSymbols: ReadonlyMap<string, '~' | '|/' | '||/' | '@' | 'not'>
  readonly precedences: Precedences
  readonly foreignSymbols: ReadonlyMap<string, ForeignSymbol>

  // Whole features
  readonly features: Features
}

export interface Features {
  /** `x::int`. */
  readonly castSymbol: boolean
  /** `convert(int, x)` is a cast. */
  readonly convertCast: boolean
  readonly tryCast: boolean
  readonly lambdas: boolean
  /** `f(name => value)`. */
  readonly namedArguments: boolean
  /** `struct(1 as a)`. */
  readonly aliasedArguments: boolean
  /** `explode(m) as (k, v)`. */
  readonly columnAliases: boolean
  readonly qualify: boolean
  readonly top: boolean
  readonly fetch: boolean
  /** `* except (…)`. */
  readonly starExcept: boolean
  /** `* exclude a, b`. */
  readonly exclude: boolean
  readonly approximate: boolean
  readonly lateralViews: boolean
  readonly semiJoins: boolean
  /** `values …` as a query and in `from`. */
  readonly values: boolean
  readonly tableSample: boolean
  /** `from t, t.items as x at i`. */
  readonly navigation: boolean
  /** `sort by`, `distribute by`, `cluster by`. */
  readonly distribution: boolean
  /** `group by a with rollup`. */
  readonly withRollup: boolean
  /** `interval 3 days 2 hours`. */
  readonly intervalUnits: boolean
  readonly complexTypes: boolean
  readonly likeQuantifiers: boolean
  readonly atTimeZone: boolean
  /** `between symmetric 2 and 1`. */
  readonly symmetricBetween: boolean
  /** `a = not b`. */
  readonly notAfterOperator: boolean
  /** Functions that take `within group`; null: all. */
  readonly withinGroup: ReadonlySet<string> | null
  readonly recursion: boolean
  /** `with t (select 1)`. */
  readonly optionalCteAs: boolean
  /** `window w as (…)`. */
  readonly namedWindows: boolean
}
