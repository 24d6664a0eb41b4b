import type { SourceConfig } from '../config/source-config.ts'

/** A source table's folder below the location: `<source schema>/<identifier>`. */
export function tableFolder(config: SourceConfig, identifier: string): string {
  return `${config.schema}/${identifier}`
}

/** What a file below a table's folder is, by its name. */
export type DmsFile =
  | {
      readonly kind: 'load' | 'change'
      readonly format: 'parquet' | 'csv'
      /** Sorts as text: of a change file the clock in its name, of a load file its place among the load's files. */
      readonly fileTime: string
    }
  /** Put there by other tools for their own ends: `_SUCCESS`, `.crc` files. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unknown' }

const extension = String.raw`\.(parquet|csv)(?:\.gz)?$`

/** `LOAD0000000A.parquet` with a hexadecimal counter; of a parallel load `SEGMENT1_LOAD00000001.csv.gz`. */
const loadName = new RegExp(`^((?:[^/]+_)?LOAD[0-9A-F]+)${extension}`, 'i')

/** `20240809-192717787.csv`: day, time, and three or four digits of the second's fraction. */
const changeName = new RegExp(String.raw`^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(\d{3,4})${extension}`, 'i')

/**
 * The folders of a date partition in every sequence and with every delimiter that DMS offers: 2022/10/23, 2022-10-23/,
 * 20221023/, 2022_10/, 10/2022/23, 23/10/2022, 2022/10/23/07.
 */
const dateFolder = /^(?:\d{4}([-_/]?)\d\d(?:\1\d\d){0,2}|\d\d([-_/]?)\d{4}\2\d\d|\d\d([-_/]?)\d\d\3\d{4})$/

/** A folder or file of other tools'. */
const hiddenPart = /(?:^|\/)[._]/

/** Tells by its path below the table's folder what a file is. Case does not matter. */
export function classifyFile(path: string): DmsFile {
  const slash = path.lastIndexOf('/')
  const [folder, name] = slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)]
  if (name === '' || hiddenPart.test(path)) return { kind: 'hidden' }
  const load = folder.includes('/') ? null : loadName.exec(name)
  if (load) {
    const place = folder === '' ? load[1] : `${folder}/${load[1]}`
    return { kind: 'load', format: formatOf(load[2]), fileTime: place ?? path }
  }
  const change = changeName.exec(name)
  if (!change || !(folder === '' || dateFolder.test(folder))) return { kind: 'unknown' }
  const [, year, month, day, hour, minute, second, fraction = '', suffix] = change
  if (!isDay(Number(year), Number(month), Number(day))) return { kind: 'unknown' }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return { kind: 'unknown' }
  const fileTime = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(6, '0')}`
  return { kind: 'change', format: formatOf(suffix), fileTime }
}

/** Whether a key, whatever its table's folder is, names a load file. */
export function isLoadFile(key: string): boolean {
  return loadName.test(key.slice(key.lastIndexOf('/') + 1))
}

function formatOf(suffix: string | undefined): 'parquet' | 'csv' {
  return suffix?.toLowerCase() === 'csv' ? 'csv' : 'parquet'
}

/** Whether there is such a day. Without Date, which takes longer than all else where there are very many files. */
function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days
}
