/** A pattern as DuckDB's engine (RE2) writes it, or the sign in it that has no counterpart. */
export type Re2Pattern = { readonly pattern: string } | { readonly unsupported: string }

/** Java's classes of ASCII characters, which RE2 names as POSIX does. */
const posix = /^(?:Lower|Upper|Alpha|Digit|Alnum|Punct|Graph|Print|Blank|Cntrl|XDigit|Space|ASCII)$/

/** What Java's dot leaves out; RE2's leaves out the line feed only. */
const anySign = '[^\\n\\r\\x{85}\\x{2028}\\x{2029}]'

class Unsupported extends Error {}

/** A pattern of `java.util.regex` that means the same to RE2. What both write alike stays as it is. */
export function re2Pattern(pattern: string): Re2Pattern {
  try {
    return { pattern: converted(pattern) }
  } catch (failure) {
    if (failure instanceof Unsupported) return { unsupported: failure.message }
    throw failure
  }
}

const token =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP]\{\w+\}|\\u[0-9a-fA-F]{4}|\\[\s\S]|\(\?<(?=[A-Za-z])|\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?(?=[:)])|\[|[\s\S]/gu

function converted(pattern: string): string {
  const flags = [...pattern.matchAll(/\(\?([a-zA-Z]+)/g)].map(([, letters = '']) => letters).join('')
  if (flags.includes('U')) throw new Unsupported('(?U)')
  const foldsAscii = flags.includes('i') && !flags.includes('u')
  let out = ''
  token.lastIndex = 0
  for (let match = token.exec(pattern); match; match = token.exec(pattern)) {
    const [text] = match
    if (text === '[') {
      const end = classEnd(pattern, match.index)
      out += classText(pattern.slice(match.index, end), foldsAscii)
      token.lastIndex = end
    } else if (text === '(?<') out += '(?P<'
    else if (text === '.') out += flags.includes('s') ? text : anySign
    else if (foldsAscii && isForeignLetter(text)) out += `(?-i:${text})`
    else out += text.startsWith('\\') ? escaped(text, false) : text
  }
  return out
}

/** Without its flag for Unicode Java ignores the case of ASCII letters only. */
function isForeignLetter(text: string): boolean {
  return /^\P{ASCII}$/u.test(text) && text.toLowerCase() !== text.toUpperCase()
}

/** Behind the bracket that closes the class at `start`. */
function classEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === ']' && !/^\[\^?$/.test(pattern.slice(start, at))) return at + 1
  }
  return pattern.length
}

function classText(text: string, foldsAscii: boolean): string {
  const plain = text.slice(1).replace(/\\[\s\S]/g, '')
  // Java has classes within classes, their unions and what they share.
  if (plain.includes('&&')) throw new Unsupported('&&')
  if (plain.includes('[')) throw new Unsupported('[[')
  if (foldsAscii && [...text].some(isForeignLetter)) throw new Unsupported('(?i)')
  return text.replace(/\\[pP]\{\w+\}|\\u[0-9a-fA-F]{4}|\\[\s\S]/g, (part) => escaped(part, true))
}

function escaped(text: string, isWithinClass: boolean): string {
  if (/^\\u[0-9a-fA-F]{4}$/.test(text)) return `\\x{${text.slice(2)}}`
  const [, letter, name = ''] = /^\\([pP])\{(\w+)\}$/.exec(text) ?? []
  if (!letter || !posix.test(name)) return text
  const word = `[:${letter === 'P' ? '^' : ''}${name.toLowerCase()}:]`
  return isWithinClass ? word : `[${word}]`
}
