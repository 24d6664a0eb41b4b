import { dateOf, type Micros, momentDigits } from './moment.ts'

/**
 * How DMS names what it writes to S3. File names:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html; the change sequence: `$AR_H_CHANGE_SEQ` in
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Expressions.html
 */

/** DMS's words for what stands between the parts of a date folder's name, in small letters. */
export const dateDelimiters = ['slash', 'dash', 'underscore', 'none'] as const

export type DateDelimiter = (typeof dateDelimiters)[number]

const delimiterText: Readonly<Record<DateDelimiter, string>> = { slash: '/', dash: '-', underscore: '_', none: '' }

/** The name of a load's file, without extension; they are counted from 1, in hexadecimal: `LOAD0000000A`. */
export function loadName(count: number): string {
  return `LOAD${count.toString(16).toUpperCase().padStart(8, '0')}`
}

/** The name of a change file, without extension, by the clock when it is written: `20260105-100000123`. */
export function changeName(written: Micros): string {
  const digits = momentDigits(written)
  return `${digits.slice(0, 8)}-${digits.slice(8)}`
}

/** The folder of a commit's date: `2026/01/05`. */
export function dateFolder(committed: Micros, delimiter: DateDelimiter): string {
  return dateOf(committed).replaceAll('-', delimiterText[delimiter])
}

/** 35 digits, which order all changes of a task: the time to the hundredth of a second, and a count of all changes. */
export function changeSequence(committed: Micros, count: number): string {
  return momentDigits(committed).slice(0, 16) + String(count).padStart(19, '0')
}
