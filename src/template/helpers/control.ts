import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall } from '../helper.ts'
import { OriginText } from '../origin-text.ts'
import { booleanValue, describeKind, isTruthy, textValue, type Value } from '../value.ts'

const ifHelper: Helper = {
  name: 'if',
  description:
    'Prints its body when the condition holds, else the part after `{{else}}`. False are: false, null, 0, and empty texts, lists and dicts.',
  example: '{{#if (is_incremental)}}where loaded_at > current_date - 7{{/if}}',
  parameters: [{ name: 'condition', kind: 'any', description: 'The value to judge.' }],
  block: { names: 0 },
  run: ({ arguments: given, body }) =>
    textValue(isTruthy(given.value('condition')) ? body.render() : body.renderElse()),
}

const unlessHelper: Helper = {
  name: 'unless',
  description: 'Prints its body when the condition does not hold, else the part after `{{else}}`.',
  example: '{{#unless (eq target.name "prod")}}limit 1000{{/unless}}',
  parameters: [{ name: 'condition', kind: 'any', description: 'The value to judge.' }],
  block: { names: 0 },
  run: ({ arguments: given, body }) =>
    textValue(isTruthy(given.value('condition')) ? body.renderElse() : body.render()),
}

const eachHelper: Helper = {
  name: 'each',
  description:
    'Prints its body for each item of a list (`as |item index|`) or each entry of a dict (`as |value key|`), else the part after `{{else}}`. Within it are `this`, `@index`, `@first`, `@last`, and `@key` for dicts.',
  example: '{{#each (list "new" "paid") as |status|}}{{status}}{{#unless @last}}, {{/unless}}{{/each}}',
  parameters: [{ name: 'values', kind: 'any', description: 'A list or a dict; null counts as an empty list.' }],
  block: { names: 2 },
  run: each,
}

function each(call: HelperCall): Value | null {
  const { value, span } = call.arguments.at('values')
  const entries = entriesOf(call, value)
  if (entries === null) {
    call.report(problems.wrongKind('each', 'values', 'a list', describeKind(value.kind), span))
    return null
  }
  if (entries.length === 0) return textValue(call.body.renderElse())
  const isDict = value.kind === 'dict'
  return textValue(
    OriginText.concat(
      entries.map(([key, item], index) => {
        const data = new Map<string, Value>([
          ['index', call.number(index)],
          ['first', booleanValue(index === 0)],
          ['last', booleanValue(index === entries.length - 1)],
        ])
        if (isDict) data.set('key', key)
        return call.body.render({ values: [item, key], self: item, context: item, data })
      }),
    ),
  )
}

function entriesOf(call: HelperCall, value: Value): [key: Value, item: Value][] | null {
  switch (value.kind) {
    case 'null':
      return []
    case 'list':
      return value.items.map((item, index) => [call.number(index), item])
    case 'dict':
      return [...value.entries].map(([key, item]) => [call.text(key), item])
    default:
      return null
  }
}

const withHelper: Helper = {
  name: 'with',
  description:
    'Gives a value a name, `as |name|`; the keys of a dict are names within the body too. An empty value prints the part after `{{else}}`.',
  example: '{{#with (ref "orders") as |orders|}}select * from {{orders}}{{/with}}',
  parameters: [{ name: 'value', kind: 'any', description: 'The value to name.' }],
  block: { names: 1 },
  run: ({ arguments: given, body }) => {
    const value = given.value('value')
    return textValue(isTruthy(value) ? body.render({ values: [value], context: value }) : body.renderElse())
  },
}

const letHelper: Helper = {
  name: 'let',
  description: 'Names values within its body.',
  example: '{{#let rate=0.19 currency="EUR"}}amount * {{rate}}{{/let}}',
  parameters: [],
  openNames: true,
  block: { names: 0 },
  run: ({ named, body }) => textValue(body.render({ names: new Map(named.map(({ key, value }) => [key, value])) })),
}

export const controlHelpers: readonly Helper[] = [ifHelper, unlessHelper, eachHelper, withHelper, letHelper]
