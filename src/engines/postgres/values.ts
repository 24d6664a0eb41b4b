import pg from 'pg'
import type { Value } from '../engine.ts'

/** Reads one value from the text that the server sends. */
export type ReadText = (text: string) => Value

/** By the server's number of a type. What is not listed stays the text that it is. */
const readers: Readonly<Record<number, ReadText>> = {
  16: (text) => text === 't',
  17: (text) => text.slice(2).toUpperCase(),
  21: Number,
  23: Number,
  26: Number,
  700: double,
  701: double,
  1082: date,
  1083: (text) => fraction(text),
  1114: timestamp,
  // Sessions are in UTC, so that the zone is always the same.
  1184: (text) => (text.endsWith('infinity') ? text : `${timestamp(text.replace('+00', ''))}Z`),
}

/** The numbers of arrays, with those of their elements. */
const elements: Readonly<Record<number, number>> = {
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1009: 25,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1115: 1114,
  1182: 1082,
  1183: 1083,
  1185: 1184,
  1231: 1700,
  2951: 2950,
}

export function valueReader(type: number): (text: string | null) => Value {
  const element = elements[type]
  const read = element === undefined ? (readers[type] ?? asIs) : arrayReader(readers[element] ?? asIs)
  return (text) => (text === null ? null : read(text))
}

function asIs(text: string): Value {
  return text
}

/** The client's declarations say that this is a function, which it is in another version. */
const arrays = pg.types.arrayParser as unknown as {
  create(text: string, read: ReadText): { parse(): readonly Value[] }
}

function arrayReader(read: ReadText): ReadText {
  return (text) => arrays.create(text, read).parse()
}

function double(text: string): Value {
  const value = Number(text)
  return Number.isFinite(value) ? value : text
}

/** `2026-01-02 03:04:05.1` → `2026-01-02T03:04:05.100000`. */
function timestamp(text: string): string {
  if (text.endsWith('infinity')) return text
  const [, day = '', clock = '', era = ''] = /^(\S+) (\S+)( BC)?$/.exec(text) ?? []
  return `${date(`${day}${era}`)}T${fraction(clock)}`
}

function fraction(clock: string): string {
  const [whole = '', part = ''] = clock.split('.')
  return `${whole}.${part.padEnd(6, '0')}`
}

/** Years before 0 and after 9999 get a sign and six digits, as ISO 8601 has it; the year before 1 is 0. */
function date(text: string): string {
  const [, year = '', rest = '', era] = /^(\d+)(-\d\d-\d\d)( BC)?$/.exec(text) ?? []
  if (year === '') return text
  const number = era === undefined ? Number(year) : 1 - Number(year)
  if (number >= 0 && number <= 9999) return `${String(number).padStart(4, '0')}${rest}`
  return `${number < 0 ? '-' : '+'}${String(Math.abs(number)).padStart(6, '0')}${rest}`
}
