import { yamlSyntax, yamlTab, yamlUnquotedCall, yamlUnquotedTemplate } from '../diagnostics/catalog/yaml.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lineStarts, span as makeSpan, positionAt, type Span } from '../diagnostics/source.ts'

/**
 * A diagnostic for an error of the YAML parser. The parser reports where it stumbled; the habits that make it stumble
 * (bare braces, a bare `source('a', 'b')`, a colon in plain text) are recognised by looking at the line.
 */
export function yamlSyntaxProblem(code: string, parserMessage: string, at: Span): Diagnostic {
  const line = lineOf(at)
  if (code === 'TAB_AS_INDENT') return yamlTab(makeSpan(at.file, at.start, at.start + 1))
  const template = /(?:^|[:,[{-]\s+|^\s*)(\{\{.*?\}\}[^\s,\]#]*)/.exec(line.text)
  if (template?.[1] !== undefined) {
    const start = line.start + template.index + template[0].length - template[1].length
    return yamlUnquotedTemplate(makeSpan(at.file, start, start + template[1].length), template[1])
  }
  const call = /(?<=[[{:,]\s*)(?<!["'\w])((?:source|ref)\s*\([^()\n]*,[^()\n]*\))/.exec(line.text)
  if (call?.[1] !== undefined && /[[{]/.test(line.text)) {
    const start = line.start + call.index + call[0].length - call[1].length
    return yamlUnquotedCall(makeSpan(at.file, start, start + call[1].length), call[1])
  }
  const { message, help, span } = describe(code, parserMessage, at, line.text)
  return yamlSyntax(span ?? visible(at), message, help)
}

interface Description {
  readonly message: string
  readonly help: string | null
  readonly span?: Span
}

function describe(code: string, parserMessage: string, at: Span, line: string): Description {
  const found = at.file.text.slice(at.start, at.end).trim()
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (/^[^#]*?:\s+(?:[^'"{[|>&*!#\s][^#]*?|(['"]).*\1\s*):(?:\s|$)/.test(line)) {
        return {
          message: 'This value holds a colon followed by a blank, which begins another key.',
          help: 'Quote the whole value, or put the second key on a line of its own.',
        }
      }
      return badIndent(at)
    case 'BAD_INDENT':
      if (/flow (?:map|seq)/i.test(parserMessage)) {
        const closing = parserMessage.endsWith('}') ? '}' : ']'
        return {
          message: `A bracket is not closed: expected "${closing}" before this.`,
          help: `Write the missing "${closing}", and indent the lines between the brackets.`,
        }
      }
      return badIndent(at)
    case 'MISSING_CHAR': {
      const quote = /closing (['"])/.exec(parserMessage)?.[1]
      if (quote) {
        const opened = openQuote(at, quote)
        return {
          message: `A quote is not closed: the text that begins here has no closing ${quote}.`,
          help: `Write ${quote} at the end of the text.`,
          span: makeSpan(at.file, opened, opened + 1),
        }
      }
      if (/flow map|flow seq/.test(parserMessage)) {
        return {
          message: 'Expected a comma between two entries here.',
          help: 'Write "," between them, or quote the text.',
        }
      }
      // A key that is whole has nothing wrong with it but its place.
      if (found === '' && /^\s*(?:- )?[^\s:{["']+:(?:\s|$)/.test(line)) return badIndent(at)
      return {
        message: `Expected "key: value", but found ${quoted(found)}.`,
        help: 'Write a colon and a blank after the key.',
      }
    }
    case 'MULTILINE_IMPLICIT_KEY': {
      const bare = /^(\s*(?:- )?)([\w-]+)(:?)(\S.*)?$/.exec(line)
      if (bare?.[3] === ':' && bare[4] !== undefined) {
        return {
          message: `Expected "key: value", but there is no blank after the colon of "${bare[2]}:".`,
          help: `Write "${bare[2]}: ${bare[4]}".`,
        }
      }
      return {
        message: `Expected "key: value", but found ${quoted(line.trim())}.`,
        help: 'Write a colon and a blank after the key. A list and keys cannot be mixed at one level.',
      }
    }
    case 'BAD_SCALAR_START':
      if (/\{%/.test(line)) {
        return {
          message: 'Jinja is not read in YAML.',
          help: 'Templates are Handlebars, such as "{{env_var \'X\'}}", in quotes.',
        }
      }
      return {
        message: `Text cannot begin with ${quoted(found.slice(0, 1))} unless it is quoted.`,
        help: `Put quotes around the value.`,
      }
    case 'BAD_DQ_ESCAPE':
      return {
        message: `${quoted(at.file.text.slice(at.start, at.start + 2))} is not an escape of a text in double quotes.`,
        help: 'Write the backslash twice, or use single quotes, where it is plain text.',
      }
    case 'BAD_ALIAS':
      return { message: 'Expected the name of an anchor after "*".', help: 'Quote a text that begins with a star.' }
    case 'UNEXPECTED_TOKEN':
      return unexpected(parserMessage, found, line)
    default:
      return {
        message: `This is not readable as YAML: ${parserMessage.charAt(0).toLowerCase()}${parserMessage.slice(1)}.`,
        help: null,
      }
  }
}

/** Points at the first word of the line that does not fit: the one in whose indentation the parser stumbled, or the next. */
function badIndent(at: Span): Description {
  const { text } = at.file
  const lineStart = text.lastIndexOf('\n', at.start - 1) + 1
  const inIndent = text.slice(lineStart, at.start).trim() === '' && /^[ \t]/.test(text.slice(lineStart))
  const next = text.indexOf('\n', at.start)
  const from = inIndent || next < 0 ? lineStart : next
  const word = /\S+/.exec(text.slice(from))
  const start = from + (word?.index ?? 0)
  return {
    message: 'This line is indented in a way that fits none of the lines above it.',
    help: 'Give keys of one map, and items of one list, the same indentation.',
    ...(word && { span: makeSpan(at.file, start, start + word[0].length) }),
  }
}

function unexpected(parserMessage: string, found: string, line: string): Description {
  const comparison = /[:,]\s*([|>]=?\s*\d+)\s*$/.exec(line)?.[1]
  if (comparison !== undefined) {
    return {
      message: `"${comparison.charAt(0)}" begins a block of text in YAML.`,
      help: `Quote the value: "${comparison}".`,
    }
  }
  if (/flow-(?:map|seq)-end/.test(parserMessage)) {
    return { message: `This "${found}" closes nothing.`, help: `Remove it, or write the bracket that opens it.` }
  }
  if (/at node end/.test(parserMessage)) {
    if (/:\s*(['"]).*\1/.test(line)) {
      return {
        message: `Expected the end of the line after the quoted text, but found ${quoted(found)}.`,
        help: 'Put the whole value in quotes.',
      }
    }
    return {
      message: `Expected the end of the value, but found ${quoted(found)}: the indentation fits none of the lines above.`,
      help: 'Give keys of one map, and items of one list, the same indentation.',
    }
  }
  return {
    message: `Did not expect ${quoted(found)} here.`,
    help: 'Check the indentation and the brackets above, or quote the text.',
  }
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`
}

/** The parser stumbles at the end; people need the place where the quote was opened. */
function openQuote(at: Span, quote: string): number {
  const { text } = at.file
  const opener = new RegExp(`(?:^|[\\s:,[{(-])${quote}`, 'g')
  let found = -1
  for (const match of text.slice(0, at.start).matchAll(opener)) {
    const start = match.index + match[0].length - 1
    const closes = text
      .slice(start + 1, at.start)
      .replace(/\\.|''/gs, '  ')
      .indexOf(quote)
    if (closes < 0) {
      found = start
      break
    }
  }
  return found < 0 ? at.start : found
}

function visible(at: Span): Span {
  const { text } = at.file
  if (at.start < text.length && !/[\r\n]/.test(text[at.start] as string)) return at
  // An error at a line's end or at the end of the file is shown at the last thing that was written.
  let last = Math.min(at.start, text.length) - 1
  while (last > 0 && /\s/.test(text[last] as string)) last--
  return makeSpan(at.file, Math.max(0, last), last + 1)
}

function lineOf(at: Span): { text: string; start: number } {
  const { file } = at
  let { start } = visible(at)
  if (/\s/.test(file.text[start] ?? '')) start = at.start
  const { line } = positionAt(file, start)
  const starts = lineStarts(file)
  const from = starts[line - 1] ?? 0
  const to = starts[line] ?? file.text.length
  return { text: file.text.slice(from, to).replace(/[\r\n]+$/, ''), start: from }
}
