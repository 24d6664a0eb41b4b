import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall, HelperParameter } from '../helper.ts'
import { booleanValue, describeKind, isTruthy, nullValue, type Value, valuesEqual } from '../value.ts'

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
    description: `Whether a ${sign} b. Compares numbers with numbers and texts (ISO dates too) with texts.`,
    example: `{{#if (${name} (var "year") 2024)}}…{{/if}}`,
    parameters: two,
    run: (call) => {
      const order = compare(call)
      return order === null ? null : booleanValue(holds(order))
    },
  }
}

function compare(call: HelperCall): number | null {
  const a = call.arguments.value('a')
  const { value: b, span } = call.arguments.at('b')
  if (a.kind === 'number' && b.kind === 'number') return a.value - b.value
  if (a.kind === 'text' && b.kind === 'text') return a.text.text < b.text.text ? -1 : a.text.text > b.text.text ? 1 : 0
  if (a.kind !== 'number' && a.kind !== 'text') {
    const place = call.arguments.at('a')
    call.report(problems.wrongKind(call.name, 'a', 'a number or a text', describeKind(a.kind), place.span))
  } else
    call.report(problems.wrongKind(call.name, 'b', `${describeKind(a.kind)}, as "a" is`, describeKind(b.kind), span))
  return null
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
