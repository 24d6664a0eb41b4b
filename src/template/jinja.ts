/**
 * The Handlebars form of what a hand used to Jinja writes: `{{ ref('a') }}` is `{{ref "a"}}`. Good for what people
 * really write in models; what it cannot turn is answered with null.
 */
export function jinjaTagToHandlebars(tag: string): string | null {
  const parts = /^\{\{\{?(~|-(?=\s))?(#[\w.]+|\s*else\s+if)?([\s\S]*?)(\bas\s*\|[\w\s]*\|)?\s*(~|(?<=\s)-)?\}\}/.exec(
    tag,
  )
  if (parts === null) return null
  const [, left, block, inner = '', bindings, right] = parts
  const value = convert(inner)
  if (value === null) return null
  const [open, close] = braces(left, right)
  if (block === undefined) return `${open}${value.text}${close}`
  return `${open}${block.trim()} ${argument(value)}${bindings ? ` ${bindings}` : ''}${close}`
}

/** The same for `{% … %}` and `{# … #}`. */
export function jinjaStatementToHandlebars(statement: string): string | null {
  const comment = /^\{#([\s\S]*)#\}$/.exec(statement)
  if (comment) return `{{!-- ${(comment[1] ?? '').replace(/^-|-$/g, '').trim()} --}}`
  const parts = /^\{%([-+]?)\s*(\w+)([\s\S]*?)([-+]?)%\}$/.exec(statement)
  if (parts === null) return null
  const [, left, word = '', rest = '', right] = parts
  const form = statementForm(word, rest.trim())
  if (form === null) return null
  if (form.startsWith('{{')) return form
  const [open, close] = braces(left, right)
  return `${open}${form}${close}`
}

function braces(left: string | undefined, right: string | undefined): [open: string, close: string] {
  const trims = (sign: string | undefined): boolean => sign === '-' || sign === '~'
  return [trims(left) ? '{{~' : '{{', trims(right) ? '~}}' : '}}']
}

const endings: Readonly<Record<string, string>> = {
  endif: '/if',
  endfor: '/each',
  endmacro: '/macro',
  endtest: '/test',
  enddocs: '/docs',
  endset: '/let',
  else: 'else',
  raw: '{{{{raw}}}}',
  endraw: '{{{{/raw}}}}',
}

function statementForm(word: string, rest: string): string | null {
  const ending = endings[word]
  if (ending !== undefined) return ending
  switch (word) {
    case 'if':
      return prefixed('#if', convert(rest))
    case 'elif':
      return prefixed('else if', convert(rest))
    case 'docs':
      return /^\w+$/.test(rest) ? `#docs "${rest}"` : null
    case 'do': {
      const value = convert(rest)
      return value?.text ?? null
    }
    case 'set': {
      const parts = /^(\w+)\s*=([\s\S]*)$/.exec(rest)
      const value = parts && convert(parts[2] ?? '')
      return parts && value ? `{{#let ${parts[1]}=${argument(value)}}}…{{/let}}` : null
    }
    case 'for': {
      const parts = /^(\w+)(?:\s*,\s*(\w+))?\s+in\s+([\s\S]*?)(?:\.items\(\))?$/.exec(rest)
      const value = parts && convert(parts[3] ?? '')
      if (!parts || !value) return null
      // Handlebars names the value before the key of a dict.
      const names = parts[2] === undefined ? parts[1] : `${parts[2]} ${parts[1]}`
      return `#each ${argument(value)} as |${names}|`
    }
    case 'macro':
    case 'test':
      return definitionForm(word, rest)
    default:
      return null
  }
}

/** `cents(column, scale=2)` → `#macro "cents" scale=2 as |column scale|`. */
function definitionForm(word: string, rest: string): string | null {
  const parts = /^(\w+)\s*\(([\s\S]*)\)$/.exec(rest)
  const call = parts && convert(rest)
  if (!parts || !call) return null
  const parameters = (parts[2] ?? '').split(',').flatMap((part) => /^\s*([A-Za-z_]\w*)/.exec(part)?.[1] ?? [])
  const defaults = / (\w+=[\s\S]*)$/.exec(call.text)?.[1]
  const pieces = [`#${word} "${parts[1]}"`]
  if (defaults !== undefined) pieces.push(defaults)
  if (parameters.length > 0) pieces.push(`as |${parameters.join(' ')}|`)
  return pieces.join(' ')
}

function prefixed(prefix: string, value: Converted | null): string | null {
  return value && `${prefix} ${argument(value)}`
}

/** `call` text needs parentheses where it is an argument. */
interface Converted {
  readonly text: string
  readonly call: boolean
}

function argument(value: Converted): string {
  return value.call ? `(${value.text})` : value.text
}

function call(name: string, ...values: readonly Converted[]): Converted {
  return { text: [name, ...values.map(argument)].join(' '), call: true }
}

const tokenPattern =
  /\s*(?:("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|[-+*/~|.,()[\]{}=<>:]))/y

interface JinjaToken {
  readonly kind: 'string' | 'number' | 'name' | 'sign'
  readonly text: string
}

function tokenize(text: string): JinjaToken[] | null {
  const tokens: JinjaToken[] = []
  const trimmed = text.trimEnd()
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < trimmed.length) {
    const found = tokenPattern.exec(trimmed)
    if (found === null) return null
    const [, string, number, name, sign] = found
    if (string !== undefined) tokens.push({ kind: 'string', text: string })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

function convert(text: string): Converted | null {
  const tokens = tokenize(text)
  if (tokens === null || tokens.length === 0 || tokens.length > 500) return null
  return new JinjaExpression(tokens).whole()
}

/** Binding strength and helper of each operator. */
const operators: Readonly<Record<string, readonly [strength: number, helper: string]>> = {
  or: [1, 'or'],
  and: [2, 'and'],
  in: [4, 'contains'],
  '==': [4, 'eq'],
  '!=': [4, 'ne'],
  '<': [4, 'lt'],
  '<=': [4, 'lte'],
  '>': [4, 'gt'],
  '>=': [4, 'gte'],
  '+': [5, 'add'],
  '-': [5, 'subtract'],
  '~': [5, 'concat'],
  '*': [6, 'multiply'],
}

const names: Readonly<Record<string, string>> = {
  none: 'null',
  None: 'null',
  True: 'true',
  False: 'false',
  'loop.first': '@first',
  'loop.last': '@last',
  'loop.index0': '@index',
  'loop.index': '(add @index 1)',
  'exceptions.raise_compiler_error': 'raise_error',
  'exceptions.warn': 'warn',
  'dbt_utils.generate_surrogate_key': 'surrogate_key',
  'dbt_utils.deduplicate': 'dedupe',
}

class JinjaExpression {
  readonly #tokens: readonly JinjaToken[]
  #at = 0

  constructor(tokens: readonly JinjaToken[]) {
    this.#tokens = tokens
  }

  whole(): Converted | null {
    const value = this.#expression(0)
    return this.#at === this.#tokens.length ? value : null
  }

  #expression(strength: number): Converted | null {
    let left = this.#prefix()
    while (left !== null) {
      const next = this.#tokens[this.#at]
      if (next === undefined || next.kind === 'string' || !Object.hasOwn(operators, next.text)) return left
      const [own, helper] = operators[next.text] ?? [0, '']
      if (own <= strength) return left
      this.#at++
      const right = this.#expression(own)
      if (right === null) return null
      left = helper === 'contains' ? call(helper, right, left) : call(helper, left, right)
    }
    return null
  }

  #prefix(): Converted | null {
    if (this.#take('not')) {
      const value = this.#expression(3)
      return value && call('not', value)
    }
    let value = this.#postfix()
    while (value !== null && this.#take('|')) value = this.#filter(value)
    return value
  }

  #filter(value: Converted): Converted | null {
    const name = this.#name()
    if (name === null) return null
    if (!this.#take('(')) return call(name, value)
    const rest = this.#arguments()
    return rest && { text: [name, argument(value), ...rest].join(' '), call: true }
  }

  #postfix(): Converted | null {
    const first = this.#tokens[this.#at]
    if (first === undefined) return null
    let value = this.#primary(first)
    while (value !== null) {
      if (first.kind === 'name' && this.#take('(')) {
        const list = this.#arguments()
        // Macros and helpers have no packages: `dbt_utils.star` is `star`.
        const name = names[value.text] ?? value.text.replace(/^.*\./, '')
        value = list && { text: [name, ...list].join(' '), call: true }
      } else if (this.#take('.')) {
        const name = this.#name()
        value = name === null || value.call ? null : named(`${value.text}.${name}`)
      } else if (this.#take('[')) {
        const index = this.#expression(0)
        value = index && this.#take(']') ? call('index', value, index) : null
      } else return value
    }
    return null
  }

  #primary(token: JinjaToken): Converted | null {
    this.#at++
    switch (token.kind) {
      case 'string':
        return { text: quoted(token.text), call: false }
      case 'number':
        return { text: token.text, call: false }
      case 'name':
        return Object.hasOwn(operators, token.text) || token.text === 'if' ? null : named(token.text)
      case 'sign':
        return this.#bracketed(token.text)
    }
  }

  #bracketed(sign: string): Converted | null {
    if (sign === '(') {
      const value = this.#expression(0)
      return value && this.#take(')') ? value : null
    }
    if (sign === '-') {
      const number = this.#tokens[this.#at]
      if (number?.kind !== 'number') return null
      this.#at++
      return { text: `-${number.text}`, call: false }
    }
    if (sign === '[') {
      const items = this.#arguments(']')
      return items && { text: ['list', ...items].join(' '), call: true }
    }
    return sign === '{' ? this.#dict() : null
  }

  #dict(): Converted | null {
    const entries: string[] = []
    while (!this.#take('}')) {
      const key = this.#tokens[this.#at++]
      if (key?.kind !== 'string' || !/^.\w+.$/.test(key.text) || !this.#take(':')) return null
      const value = this.#expression(0)
      if (value === null) return null
      entries.push(`${key.text.slice(1, -1)}=${argument(value)}`)
      if (!this.#take(',') && this.#tokens[this.#at]?.text !== '}') return null
    }
    return { text: ['dict', ...entries].join(' '), call: true }
  }

  /** What stands between parentheses, the named ones last, as Handlebars wants them. */
  #arguments(close = ')'): string[] | null {
    const positional: string[] = []
    const named: string[] = []
    while (!this.#take(close)) {
      const [name, equals] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]]
      const isNamed = name?.kind === 'name' && equals?.text === '='
      if (isNamed) this.#at += 2
      const value = this.#expression(0)
      if (value === null) return null
      if (isNamed) named.push(`${name.text}=${argument(value)}`)
      else positional.push(argument(value))
      if (!this.#take(',') && this.#tokens[this.#at]?.text !== close) return null
    }
    return [...positional, ...named]
  }

  #name(): string | null {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'name') return null
    this.#at++
    return token.text
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.kind === 'string' || token.text !== text) return false
    this.#at++
    return true
  }
}

function named(name: string): Converted {
  return { text: Object.hasOwn(names, name) ? (names[name] ?? name) : name, call: false }
}

/** A text in double quotes where it can be. */
function quoted(literal: string): string {
  const body = literal.slice(1, -1).replace(/\\(['"])/g, '$1')
  if (!body.includes('"')) return `"${body}"`
  return body.includes("'") ? `"${body.replaceAll('"', '\\"')}"` : `'${body}'`
}
