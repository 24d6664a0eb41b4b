import { didYouMean } from '../util/suggest.ts'
import type { DialectSyntax } from './dialects/syntax.ts'
import { wordSet } from './dialects/words.ts'
import type { SqlProblem, SqlProblemCode } from './problem.ts'
import type { Token } from './token.ts'

/** The problem of a token that no query of the dialect has anywhere; null for any other token. */
export function problemOfToken(token: Token, syntax: DialectSyntax): SqlProblem | null {
  const { kind, text, start, end } = token
  const problem = (code: SqlProblemCode, message: string, help: string | null): SqlProblem => {
    return { code, message, start, end, help }
  }
  const foreign = kind === 'symbol' ? syntax.foreignSymbols.get(token.value) : undefined
  if (foreign) return problem('sql/syntax', foreign.message, foreign.help)
  if (kind !== 'unknown') return null
  if (/^[{}]/.test(text)) {
    const help = 'Template tags are written `{{…}}`, blocks `{{#if …}}…{{/if}}`; Jinja’s `{% … %}` is not read.'
    return problem('sql/template-left-over', `A \`${text}\` was left in the SQL text.`, help)
  }
  if (text === '`') {
    return problem(
      'sql/syntax',
      `${syntax.title} does not quote names with backticks.`,
      'Write "name", in double quotes.',
    )
  }
  if (/\p{L}/u.test(text)) {
    const message = `${syntax.title} reads the letter \`${text}\` in quoted names only.`
    return problem('sql/syntax', message, `Quote the name with ${syntax.identifierQuote}.`)
  }
  return problem('sql/syntax', `The character \`${text}\` has no meaning in ${syntax.title}.`, null)
}

/** What to do about a token that stands where a name should. */
export function missingNameHelp(token: Token, previous: Token | null, syntax: DialectSyntax): string | null {
  const quote = syntax.identifierQuote
  if (token.kind === 'string') return `Names are quoted with ${quote}, strings with '.`
  if (token.kind !== 'word') return null
  if (syntax.reserved.has(token.value) && !clauseStarts.has(token.value)) {
    return `\`${token.text}\` is a reserved word; as a name it is written ${quote}${token.text}${quote}.`
  }
  return previous?.value === ',' ? 'Take away the comma in front of it.' : null
}

const clauseStarts = wordSet('from where group having order limit union select')

/**
 * What to do about a token that stands behind something complete. Two items may lack a comma: `a b c`, and `a b.c` and
 * `a f(b)`, where `b` and `f` were taken for an alias. A misspelled keyword is taken for an alias too: `a form t`.
 */
export function leftoverHelp(token: Token, previous: Token | null, syntax: DialectSyntax): string | null {
  if (previous === null) return null
  if (token.kind === 'word' && syntax.reservedFunctions.has(token.value)) {
    return `\`${token.text}\` is a function: write \`${token.text}(…)\`.`
  }
  const misspelled = previous.kind === 'word' ? nearKeyword(previous.value) : null
  if (misspelled) return misspelled
  const startsItem = ['word', 'quoted', 'string', 'number'].includes(token.kind) && previous.value !== ')'
  const goesOn =
    token.kind === 'symbol' && ['.', '('].includes(token.value) && ['word', 'quoted'].includes(previous.kind)
  if ((!startsItem && !goesOn) || (token.kind === 'word' && syntax.reserved.has(token.value))) return null
  const item = shorten(goesOn ? previous.text : token.text)
  return `If \`${item}\` begins the next item of a list, put a comma in front of it.`
}

/** A longer word that holds a keyword, such as `order_id`, is meant as it is. */
function nearKeyword(word: string): string | null {
  const alike = keywords.filter((keyword) => Math.abs(keyword.length - word.length) <= 1 && !word.includes(keyword))
  return word.length > 3 ? didYouMean(word, alike) : null
}

const keywords = [...wordSet('from where group having order limit union join left inner cross qualify')]

/** One line of at most 40 characters, for messages. */
export function shorten(text: string): string {
  const line = text.split(/[\r\n]/, 1)[0] ?? ''
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 39)}…` : line
}
