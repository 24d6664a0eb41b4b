import { configPathOutsideProject } from '../diagnostics/catalog/config.ts'
import type { OriginText } from '../template/origin-text.ts'
import { byteSize } from './amounts.ts'
import { readKeys } from './read-keys.ts'
import {
  boolean,
  character,
  insideProject,
  integer,
  map,
  oneOf,
  type Reader,
  templated,
  text,
  word,
  wrong,
} from './readers.ts'
import { ifBuilt } from './report-unbuilt.ts'
import { isAddress, printS3Address, readS3Address } from './storage-address.ts'
import { type ConfigValue, firstLine, isNull, type Located } from './value.ts'

export interface DriftPolicy {
  readonly newColumn: 'append' | 'ignore' | 'fail'
  readonly changedType: 'widen' | 'fail'
  readonly missingColumn: 'fill_null' | 'fail'
}

export interface BatchLimits {
  readonly maxFiles: number | null
  readonly maxBytes: number | null
}

export interface CsvFormat {
  readonly header: boolean
  readonly delimiter: string
  /** The unquoted text that stands for NULL. */
  readonly null: string
}

export interface Freshness {
  readonly warnAfter: FreshnessLimit | null
  readonly errorAfter: FreshnessLimit | null
  readonly filter: Located<OriginText> | null
}

export interface FreshnessLimit {
  readonly count: number
  readonly period: 'minute' | 'hour' | 'day'
}

/** A folder below the project (or the profile's raw storage), or `s3://bucket/prefix`. */
export const location: Reader<Located<string>> = (value, at) => {
  const found = word(value, at)
  if (found === null) return null
  if (isAddress(found)) {
    const address = readS3Address(found)
    if (!address) return wrong(value, at, 'a folder, or an address such as s3://bucket/prefix')
    return { value: printS3Address(address), span: value.span }
  }
  const path = insideProject(found)
  if (path === null) {
    at.report(configPathOutsideProject(at.subject, found, firstLine(value.span)))
    return null
  }
  return { value: path, span: value.span }
}

export const drift: Reader<Partial<DriftPolicy>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const missing = oneOf('fill_null', 'fail')
  const readers = {
    new_column: ifBuilt('new_column', oneOf('append', 'ignore', 'fail')),
    changed_type: ifBuilt('changed_type', oneOf('widen', 'fail')),
    missing_column: ifBuilt('missing_column', ((item, place) =>
      isMeantNull(item) ? 'fill_null' : missing(item, place)) as typeof missing),
  }
  const keys = readKeys(found, { owner: at.subject, readers, nullable: ['missing_column'] }, at.report)
  return {
    ...(keys.new_column && { newColumn: keys.new_column }),
    ...(keys.changed_type && { changedType: keys.changed_type }),
    ...(keys.missing_column && { missingColumn: keys.missing_column }),
  }
}

function isMeantNull(value: ConfigValue): boolean {
  return isNull(value) || (value.kind === 'scalar' && value.value === 'null')
}

export const batch: Reader<Partial<BatchLimits>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = { max_files: integer(1), max_bytes: byteSize }
  const keys = readKeys(found, { owner: at.subject, readers }, at.report)
  return {
    ...(keys.max_files !== null && { maxFiles: keys.max_files }),
    ...(keys.max_bytes !== null && { maxBytes: keys.max_bytes }),
  }
}

export const csv: Reader<Partial<CsvFormat>> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const keys = readKeys(
    found,
    { owner: at.subject, readers: { header: boolean, delimiter: character, null: text } },
    at.report,
  )
  return {
    ...(keys.header !== null && { header: keys.header }),
    ...(keys.delimiter !== null && { delimiter: keys.delimiter }),
    ...(keys.null !== null && { null: keys.null }),
  }
}

const limit: Reader<FreshnessLimit> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = { count: integer(1), period: oneOf('minute', 'hour', 'day') }
  const keys = readKeys(found, { owner: at.subject, readers, required: ['count', 'period'] }, at.report)
  return keys.count !== null && keys.period !== null ? { count: keys.count, period: keys.period } : null
}

export const freshness: Reader<Freshness | 'off'> = (value, at) => {
  if (isNull(value)) return 'off'
  const found = map(value, at)
  if (!found) return null
  const readers = { warn_after: limit, error_after: limit, filter: templated }
  const keys = readKeys(found, { owner: at.subject, readers }, at.report)
  return { warnAfter: keys.warn_after, errorAfter: keys.error_after, filter: keys.filter }
}
