import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBFloatType,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBUnionType,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Value } from '../engine.ts'
import { EngineError } from '../engine-error.ts'

/** Turns the values of one column into the port's form; made once for a column. NULL is null everywhere. */
export function valueReader(type: DuckDBType): (value: DuckDBValue) => Value {
  if (type instanceof DuckDBFloatType) return (value) => (typeof value === 'number' ? single(value) : readScalar(value))
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return listReader(type.valueType)
  if (type instanceof DuckDBStructType) return structReader(type)
  if (type instanceof DuckDBMapType) return mapReader(type)
  if (type instanceof DuckDBUnionType) return unionReader(type)
  return readScalar
}

function readScalar(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof DuckDBTimestampValue) return timestamp(value.micros, 6)
  if (value instanceof DuckDBTimestampTZValue) {
    const text = timestamp(value.micros, 6)
    return text.endsWith('infinity') ? text : `${text}Z`
  }
  if (value instanceof DuckDBDateValue) return date(value.days)
  if (value instanceof DuckDBTimeValue) return time(value.micros, 6)
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex').toUpperCase()
  if (value instanceof DuckDBTimestampNanosecondsValue) return timestamp(value.nanos, 9)
  if (value instanceof DuckDBTimestampMillisecondsValue) return timestamp(value.millis, 3)
  if (value instanceof DuckDBTimestampSecondsValue) return timestamp(value.seconds, 0)
  // Decimals, UUIDs, intervals, bits and times with a zone print exactly by themselves.
  return value.toString()
}

function listReader(elementType: DuckDBType): (value: DuckDBValue) => Value {
  const read = valueReader(elementType)
  return (value) =>
    value instanceof DuckDBListValue || value instanceof DuckDBArrayValue ? value.items.map(read) : readScalar(value)
}

function structReader(type: DuckDBStructType): (value: DuckDBValue) => Value {
  const { entryNames } = type
  if (new Set(entryNames).size < entryNames.length) {
    // The client keeps a struct's fields by name, so that all but one of those without a name are lost.
    throw new EngineError('unsupported', 'A struct whose fields have no names cannot be read: name each field.')
  }
  const readers = entryNames.map((name) => [name, valueReader(type.typeForEntry(name))] as const)
  return (value) =>
    value instanceof DuckDBStructValue
      ? Object.fromEntries(readers.map(([name, read]) => [name, read(value.entries[name] ?? null)]))
      : readScalar(value)
}

/** As to_json writes maps: an object whose names are the keys' text. */
function mapReader(type: DuckDBMapType): (value: DuckDBValue) => Value {
  const readKey = valueReader(type.keyType)
  const readValue = valueReader(type.valueType)
  return (value) =>
    value instanceof DuckDBMapValue
      ? Object.fromEntries(value.entries.map((entry) => [keyText(readKey(entry.key)), readValue(entry.value)]))
      : readScalar(value)
}

function keyText(key: Value): string {
  return typeof key === 'object' ? JSON.stringify(key) : String(key)
}

function unionReader(type: DuckDBUnionType): (value: DuckDBValue) => Value {
  const readers = new Map(type.memberTags.map((tag) => [tag, valueReader(type.memberTypeForTag(tag))]))
  return (value) =>
    value instanceof DuckDBUnionValue ? (readers.get(value.tag) ?? readScalar)(value.value) : readScalar(value)
}

/** The shortest number that is the same single: 0.1, not 0.10000000149011612. */
function single(value: number): Value {
  if (!Number.isFinite(value)) return String(value)
  for (let digits = 6; digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return shorter
  }
  return value
}

const infinite = 2n ** 63n - 1n

/** `2026-01-02T03:04:05.123456`, of units since 1970 that are 10^-digits of a second. */
function timestamp(units: bigint, digits: number): string {
  if (units === infinite) return 'infinity'
  if (units === -infinite) return '-infinity'
  const perDay = 86_400n * 10n ** BigInt(digits)
  const withinDay = ((units % perDay) + perDay) % perDay
  return `${date(Number((units - withinDay) / perDay))}T${time(withinDay, digits)}`
}

function time(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits)
  const seconds = Number(units / perSecond)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const text = clock.map((part) => String(part).padStart(2, '0')).join(':')
  return digits === 0 ? text : `${text}.${String(units % perSecond).padStart(digits, '0')}`
}

const infiniteDays = 2 ** 31 - 1

/** `2026-01-02`; years before 0 and after 9999 with a sign and six digits, as ISO 8601 has it. */
function date(days: number): string {
  if (days === infiniteDays) return 'infinity'
  if (days === -infiniteDays) return '-infinity'
  // Counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${yearText(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0')
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`
}
