/**
 * A template cut at its tags, in order and without gaps. Offsets are those of the template's text.
 * Finding the tags here, rather than leaving the whole file to Handlebars' parser, is what lets one broken tag be
 * reported where it stands while the others are still read, and `{"a":{{ref "x"}}}` mean what it says.
 */
export type Token = TextToken | TagToken | BrokenToken | JinjaToken

export interface TextToken {
  readonly kind: 'text'
  readonly start: number
  readonly end: number
  /** The body of a raw block: never trimmed by a neighbouring `~`. */
  readonly raw: boolean
}

export type TagForm =
  | 'output'
  | 'comment'
  | 'open'
  | 'close'
  | 'else'
  | 'inverse'
  | 'partial'
  | 'partial-block'
  | 'decorator'
  | 'decorator-block'

export interface TagToken {
  readonly kind: 'tag'
  readonly form: TagForm
  readonly start: number
  readonly end: number
  /** What stands between the braces, without `#`, `/`, `else` and `~`. */
  readonly innerStart: number
  readonly innerEnd: number
  readonly trimLeft: boolean
  readonly trimRight: boolean
}

/** A tag, string, comment or raw block that is opened and never closed; `end` is where reading goes on. */
export interface BrokenToken {
  readonly kind: 'broken'
  readonly problem: 'tag' | 'string' | 'comment' | 'raw' | 'triple'
  readonly start: number
  readonly end: number
}

/** `{% … %}` and `{# … #}`. */
export interface JinjaToken {
  readonly kind: 'jinja'
  readonly start: number
  readonly end: number
}

const jinjaWords =
  'set|endset|if|elif|else|endif|for|endfor|macro|endmacro|call|endcall|filter|endfilter|do|raw|endraw|block|endblock|' +
  'test|endtest|docs|enddocs|snapshot|endsnapshot|materialization|endmaterialization|import|from|include|extends'
const jinjaStatement = new RegExp(`\\{%[-+]?\\s*(?:${jinjaWords})\\b[\\s\\S]*?%\\}`, 'y')
const jinjaComment = /\{#[\s\S]*?#\}/y

const rawOpen = /\{\{\{\{\s*([^\s!"#%-,./;->@[-^`{-~]+)\s*\}\}\}\}/y
const rawClose = '{{{{/raw}}}}'
const tagMarker = /(~?)(?:(!--|!|>|#>|#\*|\*|#|\/|\^|&)|\s*(else(?![\w.-])))?/y
const commentEnd = /(~?)\}\}/g
const longCommentEnd = /--(~?)\}\}/g
/** The next thing inside a tag that matters: a string, a bracketed name, the end, or a brace that cannot be there. */
const inTag = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[(?:\\\]|[^\]])*\]|\}\}|\{\{|["']/g
/** A quote without its end runs into the next one: `{{ref "a}} … {{ref "b"}}`. */
const runsAway = /\}\}[\s\S]*(?:\{\{|[\r\n])|[\r\n][\s\S]*\{\{|\{\{[\s\S]*[\r\n]/

export function scan(text: string): Token[] {
  const tokens: Token[] = []
  const opener = /\{[{%#]/g
  let textStart = 0

  const pushText = (start: number, end: number): void => {
    if (start < end) tokens.push({ kind: 'text', start, end, raw: false })
  }

  for (let found = opener.exec(text); found !== null; found = opener.exec(text)) {
    const start = found.index
    let token: Token
    if (text[start + 1] !== '{') {
      const end = jinjaEnd(text, start)
      if (end === null) {
        // `like '{%'`: text.
        opener.lastIndex = start + 1
        continue
      }
      token = { kind: 'jinja', start, end }
    } else {
      const braces = countBraces(text, start)
      if (text[start - 1] === '\\' && start > textStart) {
        pushText(textStart, start - 1)
        if (text[start - 2] !== '\\' || start - 2 < textStart) {
          // `\{{` is `{{`: the backslash goes and the braces are text.
          textStart = start
          opener.lastIndex = start + 2
          continue
        }
        // `\\{{x}}` is a backslash and then a tag.
        textStart = start
      }
      if (braces >= 4) {
        const raw = scanRaw(text, start)
        if (raw !== null) {
          pushText(textStart, start)
          tokens.push(raw.body)
          textStart = raw.end
          opener.lastIndex = raw.end
          continue
        }
        token = { kind: 'broken', problem: 'raw', start, end: start + braces }
      } else token = scanTag(text, start, braces)
    }
    pushText(textStart, start)
    tokens.push(token)
    textStart = token.end
    opener.lastIndex = token.end
  }
  pushText(textStart, text.length)
  return tokens
}

function countBraces(text: string, start: number): number {
  let end = start
  while (text[end] === '{') end++
  return end - start
}

function jinjaEnd(text: string, start: number): number | null {
  const pattern = text[start + 1] === '%' ? jinjaStatement : jinjaComment
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : null
}

/** `{{{{raw}}}} … {{{{/raw}}}}`, or null when there is no such block here. */
function scanRaw(text: string, start: number): { body: TextToken; end: number } | null {
  rawOpen.lastIndex = start
  if (rawOpen.exec(text)?.[1] !== 'raw') return null
  const bodyStart = rawOpen.lastIndex
  const bodyEnd = text.indexOf(rawClose, bodyStart)
  if (bodyEnd < 0) return null
  return { body: { kind: 'text', start: bodyStart, end: bodyEnd, raw: true }, end: bodyEnd + rawClose.length }
}

function scanTag(text: string, start: number, braces: number): TagToken | BrokenToken {
  tagMarker.lastIndex = start + braces
  const marker = tagMarker.exec(text)
  const trimLeft = marker?.[1] === '~'
  const sign = marker?.[2] ?? ''
  const innerStart = tagMarker.lastIndex
  if (sign === '!' || sign === '!--') return scanComment(text, start, innerStart, trimLeft, sign === '!--')

  const end = findTagEnd(text, start, innerStart)
  if (typeof end !== 'number') return end
  const trimRight = text[end - 1] === '~'
  const innerEnd = trimRight ? end - 1 : end
  const common = { start, innerStart, innerEnd, trimLeft, trimRight }
  if (braces === 3) {
    if (text[end + 2] !== '}') return { kind: 'broken', problem: 'triple', start, end: end + 2 }
    return { kind: 'tag', form: 'output', ...common, end: end + 3 }
  }
  return { kind: 'tag', form: formOf(sign, marker?.[3]), ...common, end: end + 2 }
}

function formOf(sign: string, word: string | undefined): TagForm {
  if (word === 'else') return 'else'
  switch (sign) {
    case '#':
      return 'open'
    case '/':
      return 'close'
    case '^':
      return 'inverse'
    case '>':
      return 'partial'
    case '#>':
      return 'partial-block'
    case '*':
      return 'decorator'
    case '#*':
      return 'decorator-block'
    default:
      return 'output'
  }
}

function scanComment(
  text: string,
  start: number,
  innerStart: number,
  trimLeft: boolean,
  long: boolean,
): TagToken | BrokenToken {
  const pattern = long ? longCommentEnd : commentEnd
  pattern.lastIndex = innerStart
  const close = pattern.exec(text)
  if (close === null) return { kind: 'broken', problem: 'comment', start, end: text.length }
  const end = close.index + close[0].length
  return {
    kind: 'tag',
    form: 'comment',
    start,
    end,
    innerStart,
    innerEnd: close.index,
    trimLeft,
    trimRight: close[1] === '~',
  }
}

/** The offset of the closing braces. Braces within strings are text. */
function findTagEnd(text: string, start: number, innerStart: number): number | BrokenToken {
  inTag.lastIndex = innerStart
  for (let found = inTag.exec(text); found !== null; found = inTag.exec(text)) {
    const [piece] = found
    if (piece === '}}') return found.index
    if (piece === '{{') return { kind: 'broken', problem: 'tag', start, end: found.index }
    const quoted = piece[0] === '"' || piece[0] === "'"
    if (!quoted) continue
    // A template within a string is closed there: `post_hook="analyze {{this}}"`.
    const around = piece.replace(/\{\{[^{}]*\}\}/g, '')
    if (piece.length === 1 || runsAway.test(around)) return unclosedQuote(text, start, innerStart, found.index)
  }
  return { kind: 'broken', problem: 'tag', start, end: start + 2 }
}

function unclosedQuote(text: string, start: number, innerStart: number, quote: number): BrokenToken {
  const close = text.indexOf('}}', quote)
  const next = text.indexOf('{{', quote)
  const quoteIsFirst = text.slice(innerStart, quote).trim() === ''
  if (close < 0 || quoteIsFirst || (next >= 0 && next < close)) {
    return { kind: 'broken', problem: 'tag', start, end: next >= 0 && next < close ? next : start + 2 }
  }
  return { kind: 'broken', problem: 'string', start: quote, end: close + 2 }
}
