import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall } from '../helper.ts'
import { describeKind, dictValue, listValue, type Value } from '../value.ts'
import { compose, printableItems, separated } from './compose.ts'

function join(call: HelperCall): Value | null {
  const { span } = call.arguments.at('values')
  const texts = printableItems(call, call.arguments.list('values'), 'values', span)
  if (texts === null) return null
  const separator = call.arguments.find('separator') ? call.arguments.text('separator') : ', '
  return compose(call, separated(texts, separator))
}

function index(call: HelperCall): Value | null {
  const values = call.arguments.at('values')
  const key = call.arguments.at('key')
  const { value } = values
  if (value.kind === 'list' && key.value.kind === 'number') {
    const item = value.items.at(key.value.value)
    if (item !== undefined && Number.isInteger(key.value.value)) return item
  } else if (value.kind === 'dict' && key.value.kind === 'text') {
    const item = value.entries.get(key.value.text.text)
    if (item !== undefined) return item
  } else if (value.kind !== 'list' && value.kind !== 'dict') {
    call.report(problems.wrongKind(call.name, 'values', 'a list or a dict', describeKind(value.kind), values.span))
    return null
  }
  const otherwise = call.arguments.find('default')
  if (otherwise) return otherwise.value
  const keys = value.kind === 'dict' ? [...value.entries.keys()] : null
  const size = value.kind === 'list' ? value.items.length : 0
  call.report(problems.missingItem(size, keys, call.arguments.string('key'), key.span))
  return null
}

function length(call: HelperCall): Value | null {
  const { value, span } = call.arguments.at('values')
  switch (value.kind) {
    case 'list':
      return call.number(value.items.length)
    case 'dict':
      return call.number(value.entries.size)
    case 'text':
      return call.number([...value.text.text].length)
    default:
      call.report(problems.wrongKind('length', 'values', 'a list, a dict or a text', describeKind(value.kind), span))
      return null
  }
}

/** More numbers than any query should be written with. */
const longestRange = 100_000

function range(call: HelperCall): Value | null {
  const given = call.arguments
  const from = given.find('end') ? given.number('start') : 0
  const to = given.find('end') ? given.number('end') : given.number('start')
  const step = given.find('step') ? given.number('step') : 1
  const count = Math.max(0, Math.ceil((to - from) / step))
  if (!Number.isFinite(count) || count > longestRange) {
    call.report(
      problems.invalidArgument(`A range has at most ${longestRange} numbers, and its step is not 0.`, call.span),
    )
    return null
  }
  return listValue(Array.from({ length: count }, (_, at) => call.number(from + at * step)))
}

const indexed = {
  parameters: [
    { name: 'values', kind: 'any', description: 'The list or dict.' },
    {
      name: 'key',
      kind: 'any',
      description: 'The place in the list, from 0 (-1 is the last), or the key in the dict.',
    },
    { name: 'default', kind: 'any', optional: true, description: 'The value when there is no such item.' },
  ],
  run: index,
} as const

export const collectionHelpers: readonly Helper[] = [
  {
    name: 'list',
    description: 'A list of the values.',
    example: '{{#each (list "new" "paid") as |status|}}{{status}} {{/each}}',
    parameters: [{ name: 'values', kind: 'any', rest: true, optional: true, description: 'The items.' }],
    run: ({ arguments: given }) => listValue(given.rest.map(({ value }) => value)),
  },
  {
    name: 'dict',
    description: 'A dict of the named values.',
    example: '{{#each (dict eur="Euro" usd="Dollar") as |name code|}}{{code}}: {{name}} {{/each}}',
    parameters: [],
    openNames: true,
    run: ({ named }) => dictValue(new Map(named.map(({ key, value }) => [key, value]))),
  },
  {
    name: 'join',
    description: 'The items of a list as one text.',
    example: '{{join (list "a" "b") ", "}}',
    parameters: [
      { name: 'values', kind: 'list', description: 'The items.' },
      {
        name: 'separator',
        kind: 'printable',
        optional: true,
        description: 'What stands between them; a comma and a blank if left out.',
      },
    ],
    run: join,
  },
  { name: 'index', description: 'One item of a list or dict.', example: '{{index (list "a" "b") 0}}', ...indexed },
  { name: 'get', description: 'The same as `index`.', example: '{{get (dict eur="Euro") "eur"}}', ...indexed },
  {
    name: 'length',
    description: 'How many items a list, entries a dict or characters a text has.',
    example: '{{length (list "a" "b")}}',
    parameters: [{ name: 'values', kind: 'any', description: 'The list, dict or text.' }],
    run: length,
  },
  {
    name: 'range',
    description: 'The numbers from the first to before the last; one argument counts from 0.',
    example: '{{#each (range 1 13) as |month|}}{{month}} {{/each}}',
    parameters: [
      { name: 'start', kind: 'number', description: 'The first number, or the end when it is the only argument.' },
      { name: 'end', kind: 'number', optional: true, description: 'Where to stop; not itself in the list.' },
      { name: 'step', kind: 'number', optional: true, description: 'The distance between two numbers; 1 if left out.' },
    ],
    run: range,
  },
]
