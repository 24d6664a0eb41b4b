import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall, HelperParameter } from '../helper.ts'
import { booleanValue, describeKind, describeValue, isTruthy, nullValue, type Value, valuesEqual } from '../value.ts'

const two: readonly HelperParameter[] = [
  { name: 'a', kind: 'any', description: 'The first value.' },
  { name: 'b', kind: 'any', description: 'The second value.' },
]

const many: readonly HelperParameter[] = [
  { name: 'values', kind: 'any', rest: true, description: 'The values to judge.' },
]

function comparison(name: string, sign: string, holds: (order: number) => boolean): Helper {
  return {
    name,
    description: `Whether a ${sign} b. Numbers compare by value, two texts (ISO dates too) letter by letter.`,
    example: `{{#if (${name} (var "year") 2024)}}…{{/if}}`,
    parameters: two,
    run: (call) => {
      const order = compare(call)
      return order === null ? null : booleanValue(holds(order))
    },
  }
}

function compare(call: HelperCall): number | null {
  const a = call.arguments.at('a')
  const b = call.arguments.at('b')
  if (a.value.kind === 'text' && b.value.kind === 'text') {
    const [left, right] = [a.value.text.text, b.value.text.text]
    return left < right ? -1 : left > right ? 1 : 0
  }
  const left = asNumber(a.value)
  const right = asNumber(b.value)
  if (left !== null && right !== null) return left - right
  const [name, { value, span }] = left === null ? ['a', a] : ['b', b]
  const found = value.kind === 'text' ? describeValue(value) : describeKind(value.kind)
  call.report(problems.wrongKind(call.name, name, 'a number', found, span))
  return null
}

/** Numbers from the environment and from macros come as texts. */
function asNumber(value: Value): number | null {
  if (value.kind === 'number') return value.value
  if (value.kind !== 'text' || value.text.text.trim() === '') return null
  const number = Number(value.text.text)
  return Number.isFinite(number) ? number : null
}

/** The first value that decides, as in Python and JavaScript: `(or (var "x") "y")` is a value, not only true or false. */
function firstThat(decides: (value: Value) => boolean): Helper['run'] {
  return ({ arguments: { rest } }) => rest.find(({ value }) => decides(value))?.value ?? rest.at(-1)?.value ?? nullValue
}

export const logicHelpers: readonly Helper[] = [
  {
    name: 'eq',
    description: 'Whether two values are equal.',
    example: '{{#if (eq target.name "prod")}}…{{/if}}',
    parameters: two,
    run: ({ arguments: given }) => booleanValue(valuesEqual(given.value('a'), given.value('b'))),
  },
  {
    name: 'ne',
    description: 'Whether two values differ.',
    example: '{{#if (ne target.name "prod")}}…{{/if}}',
    parameters: two,
    run: ({ arguments: given }) => booleanValue(!valuesEqual(given.value('a'), given.value('b'))),
  },
  comparison('lt', '<', (order) => order < 0),
  comparison('lte', '<=', (order) => order <= 0),
  comparison('gt', '>', (order) => order > 0),
  comparison('gte', '>=', (order) => order >= 0),
  {
    name: 'and',
    description: 'The first value that does not hold, else the last one.',
    example: '{{#if (and (is_incremental) (var "recent"))}}…{{/if}}',
    parameters: many,
    run: firstThat((value) => !isTruthy(value)),
  },
  {
    name: 'or',
    description: 'The first value that holds, else the last one.',
    example: '{{#if (or (eq target.name "dev") (eq target.name "ci"))}}…{{/if}}',
    parameters: many,
    run: firstThat(isTruthy),
  },
  {
    name: 'not',
    description: 'True when the value does not hold.',
    example: '{{#if (not (is_incremental))}}…{{/if}}',
    parameters: [{ name: 'value', kind: 'any', description: 'The value to judge.' }],
    run: ({ arguments: given }) => booleanValue(!isTruthy(given.value('value'))),
  },
  {
    name: 'default',
    description: 'The value, or the fallback when the value is null or an empty text.',
    example: '{{default (var "schema_suffix" null) "main"}}',
    parameters: [
      { name: 'value', kind: 'any', description: 'The value to prefer.' },
      { name: 'fallback', kind: 'any', description: 'What stands in for it.' },
    ],
    run: ({ arguments: given }) => {
      const value = given.value('value')
      const missing = value.kind === 'null' || (value.kind === 'text' && value.text.length === 0)
      return missing ? given.value('fallback') : value
    },
  },
]
