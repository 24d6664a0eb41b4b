import { type Place, wrong } from '../config/readers.ts'
import { type ConfigValue, isNull, type ScalarValue } from '../config/value.ts'
import { readDays, readMoment } from './moment.ts'
import type { Cell, StoredType } from './stored-type.ts'

/** A value of the script as a column of the type stores it. What does not fit exactly is reported; undefined then. */
export function readCell(value: ConfigValue, type: StoredType, at: Place): Cell | undefined {
  if (isNull(value)) return null
  const { expected, help, read } = forms[type.kind] as Form
  const cell = value.kind === 'scalar' ? read(value, type) : undefined
  if (cell !== undefined) return cell
  wrong(value, at, expected(type), help ?? null)
  return undefined
}

interface Form<T extends StoredType = StoredType> {
  readonly expected: (type: T) => string
  readonly help?: string
  readonly read: (value: ScalarValue, type: T) => Cell | undefined
}

const forms: { readonly [K in StoredType['kind']]: Form<Extract<StoredType, { kind: K }>> } = {
  // Numbers and words without quotes are text as they are written: a bare 007 keeps its zeros.
  string: { expected: () => 'text', help: 'Put quotes around it.', read: ({ raw }) => raw },
  boolean: {
    expected: () => 'true or false',
    read: ({ raw }) => (/^true$/i.test(raw) ? true : /^false$/i.test(raw) ? false : undefined),
  },
  integer: {
    expected: ({ bits }) => `a whole number of ${bits} bits`,
    read: ({ raw }, { bits }) => integer(raw, bits),
  },
  decimal: {
    expected: ({ precision, scale }) =>
      `a number of up to ${precision} digits, ${scale === 0 ? 'none' : `${scale}`} of them behind the point`,
    read: ({ raw }, { precision, scale }) => unscaled(raw, precision, scale),
  },
  float: { expected: () => 'a number', read: ({ value, raw }) => float(typeof value === 'number' ? value : raw) },
  date: {
    expected: () => 'a date',
    help: 'Write it as 2026-01-05.',
    read: ({ raw }) => readDays(raw) ?? undefined,
  },
  time: { expected: () => 'a time of day', help: 'Write it as 10:00:00.', read: ({ raw }) => timeOfDay(raw) },
  timestamp: {
    expected: () => 'a date and time',
    help: 'Write it as 2026-01-05 10:00:00, in UTC.',
    read: ({ raw }) => readMoment(raw) ?? undefined,
  },
  binary: {
    expected: () => 'bytes',
    help: 'Write two hexadecimal digits for each byte, as "00ff".',
    read: ({ raw }) => (/^(?:[0-9a-f]{2})*$/i.test(raw) ? Uint8Array.from(Buffer.from(raw, 'hex')) : undefined),
  },
}

function integer(text: string, bits: 8 | 16 | 32 | 64): Cell | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined
  const number = BigInt(text.replace('+', ''))
  if (BigInt.asIntN(bits, number) !== number) return undefined
  return bits === 64 ? number : Number(number)
}

/** Digits that the column has no room for are not rounded away: a database would, and the script's reader be misled. */
function unscaled(text: string, precision: number, scale: number): bigint | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole + fraction === '' || fraction.replace(/0+$/, '').length > scale) return undefined
  const digits = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  if (digits >= 10n ** BigInt(precision)) return undefined
  return sign === '-' ? -digits : digits
}

function float(value: number | string): number | undefined {
  const number = typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value)
  return typeof value === 'number' || !Number.isNaN(number) ? number : undefined
}

/** Milliseconds since midnight. */
function timeOfDay(text: string): number | undefined {
  const [, hours = '', minutes = '', seconds = '0', fraction = ''] =
    /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3})\d*)?)?$/.exec(text) ?? []
  if (hours === '') return undefined
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
}
