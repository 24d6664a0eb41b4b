import type { Helper, HelperCall, HelperParameter } from '../helper.ts'
import { booleanValue, listValue, printableText, textValue, type Value, valuesEqual } from '../value.ts'
import { compose, plain } from './compose.ts'
import { quoteString } from './identifier.ts'

const text: HelperParameter = { name: 'text', kind: 'printable', description: 'The text.' }

function mapping(name: string, description: string, example: string, map: (text: string) => string): Helper {
  return {
    name,
    description,
    example,
    parameters: [text],
    run: (call) => call.text(map(call.arguments.string('text'))),
  }
}

function contains({ arguments: given }: HelperCall): Value {
  const container = given.value('container')
  const item = given.value('item')
  switch (container.kind) {
    case 'list':
      return booleanValue(container.items.some((other) => valuesEqual(other, item)))
    case 'dict':
      return booleanValue(item.kind === 'text' && container.entries.has(item.text.text))
    case 'text':
      return booleanValue(item.kind === 'text' && container.text.text.includes(item.text.text))
    default:
      return booleanValue(false)
  }
}

export const textHelpers: readonly Helper[] = [
  mapping('upper', 'The text in capital letters.', '{{upper "eur"}}', (value) => value.toUpperCase()),
  mapping('lower', 'The text in small letters.', '{{lower "EUR"}}', (value) => value.toLowerCase()),
  mapping('trim', 'The text without blanks and line breaks at its ends.', '{{trim "  a "}}', (value) => value.trim()),
  {
    name: 'replace',
    description: 'The text with every occurrence of one text replaced by another.',
    example: '{{replace "a-b-c" "-" "_"}}',
    parameters: [
      text,
      { name: 'search', kind: 'printable', description: 'What to replace; no regular expression.' },
      { name: 'replacement', kind: 'printable', description: 'What to put in its place.' },
    ],
    run: (call) => {
      const { arguments: given } = call
      return call.text(given.string('text').replaceAll(given.string('search'), () => given.string('replacement')))
    },
  },
  {
    name: 'split',
    description: 'The parts of a text between separators, as a list.',
    example: '{{#each (split "a,b" ",") as |part|}}{{part}}{{/each}}',
    parameters: [text, { name: 'separator', kind: 'printable', description: 'What stands between the parts.' }],
    run: (call) => {
      const whole = call.arguments.text('text')
      const separator = call.arguments.string('separator')
      const pieces = plain(whole).split(separator)
      if (typeof whole === 'string') return listValue(pieces.map((piece) => call.text(piece)))
      let offset = 0
      return listValue(
        pieces.map((piece) => {
          const part = whole.slice(offset, offset + piece.length)
          offset += piece.length + separator.length
          return textValue(part)
        }),
      )
    },
  },
  {
    name: 'concat',
    description: 'The values one after the other, as one text.',
    example: '{{ref (concat "stg_" entity)}}',
    parameters: [{ name: 'values', kind: 'printable', rest: true, description: 'The values to put together.' }],
    run: (call) =>
      compose(
        call,
        call.arguments.rest.map(({ value }) => printableText(value) ?? ''),
      ),
  },
  {
    name: 'contains',
    description: 'Whether a list has an item, a text a part, or a dict a key.',
    example: '{{#if (contains (list "dev" "ci") target.name)}}limit 100{{/if}}',
    parameters: [
      { name: 'container', kind: 'any', description: 'The list, text or dict.' },
      { name: 'item', kind: 'any', description: 'What to look for.' },
    ],
    run: contains,
  },
  {
    name: 'quote',
    description: "The text as a SQL string literal, escaped as the model's dialect wants it.",
    example: 'where name = {{quote "O\'Neill"}}',
    parameters: [text],
    run: (call) => call.text(quoteString(call.arguments.string('text'), call.host.dialect)),
  },
]
