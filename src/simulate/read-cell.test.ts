import { expect, test } from 'vitest'
import { readYaml } from '../config/yaml.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { invariant } from '../util/invariant.ts'
import { readCell } from './read-cell.ts'
import { storedType } from './stored-type.ts'

/** A value as YAML writes it, read as a column of the type; the message where it does not fit. */
function cell(yaml: string, declared: string) {
  const { document } = readYaml({ path: 'script.yml', text: `[${yaml}]` })
  const value = document?.kind === 'list' ? document.items[0] : undefined
  const type = storedType(declared)
  invariant(value && type, `${yaml} ${declared}`)
  const found: Diagnostic[] = []
  const read = readCell(value, type, { subject: 'it', report: (diagnostic) => found.push(diagnostic) })
  return found[0]?.message ?? read
}

test.each([
  ['null', 'text', null],
  ['"null"', 'text', 'null'],
  ['007', 'varchar(3)', '007'],
  ['1.50', 'text', '1.50'],
  ['true', 'text', 'true'],
  ['""', 'text', ''],
  ['-7', 'smallint', -7],
  ['"12"', 'integer', 12],
  ['9223372036854775807', 'bigint', 9_223_372_036_854_775_807n],
  ['12.5', 'decimal(18, 2)', 1250n],
  ['-0.05', 'decimal(18, 2)', -5n],
  ['12.500', 'decimal(18, 2)', 1250n],
  ['99999999999999999999999999999999999999', 'decimal(38, 0)', 10n ** 38n - 1n],
  ['1e3', 'double precision', 1000],
  ['.nan', 'real', Number.NaN],
  ['True', 'boolean', true],
  ['2026-01-05', 'date', 20_458],
  ['"10:00:00.5"', 'time', 36_000_500],
  ['2026-01-05 00:00:00.000001', 'timestamp', 1_767_571_200_000_001n],
  ['"00fF"', 'binary', Uint8Array.of(0, 255)],
  ['\'{"a": 1}\'', 'super', '{"a": 1}'],
])('%s as %s', (yaml, type, value) => {
  expect(cell(yaml, type)).toEqual(value)
})

test.each([
  ['128', 'tinyint', 'It: expected a whole number of 8 bits, but found the number 128.'],
  ['1.5', 'integer', 'It: expected a whole number of 32 bits, but found the number 1.5.'],
  [
    '1.005',
    'decimal(18, 2)',
    'It: expected a number of up to 18 digits, 2 of them behind the point, but found the number 1.005.',
  ],
  [
    '100.00',
    'decimal(4, 2)',
    'It: expected a number of up to 4 digits, 2 of them behind the point, but found the number 100.00.',
  ],
  ['yes', 'boolean', 'It: expected true or false, but found the text "yes".'],
  ['2026-13-01', 'date', 'It: expected a date, but found the text "2026-13-01".'],
  ['{a: 1}', 'text', 'It: expected text, but found a map.'],
  ['abc', 'binary', 'It: expected bytes, but found the text "abc".'],
])('%s is no %s', (yaml, type, message) => {
  expect(cell(yaml, type)).toBe(message)
})
