import { readKeys } from '../config/read-keys.ts'
import { listOf, located, map, namedEntry, oneOrMany, type Place, word } from '../config/readers.ts'
import { entryOf, firstLine, type MapEntry, type MapValue } from '../config/value.ts'
import { configKeyDoesNotApply } from '../diagnostics/catalog/config.ts'
import { notOneChange } from '../diagnostics/catalog/simulate.ts'
import type { WrittenChange } from './script.ts'

const kinds = ['insert', 'update', 'delete'] as const

const readers = { insert: map, update: map, delete: map, left_out: oneOrMany(located(word)) }

/** The changes of one table in a commit: `- update: {order_id: 1, status: paid}`. */
export function changesOfTable({ key, value }: MapEntry, report: Place['report']): readonly WrittenChange[] {
  const place = { subject: `the changes of ${key}`, report }
  const written = listOf(namedEntry, 'a list of changes')(value, place) ?? []
  return written.map((change) => readChange(change, key, report)).filter((change) => change !== null)
}

function readChange(value: MapValue, table: string, report: Place['report']): WrittenChange | null {
  let hasProblem = false
  const keys = readKeys(value, { owner: `a change of ${table}`, readers }, (problem) => {
    hasProblem = true
    report(problem)
  })
  const [kind, ...more] = kinds.filter((candidate) => entryOf(value, candidate) !== null)
  if (kind === undefined || more.length > 0) {
    if (!hasProblem || kind !== undefined) report(notOneChange(firstLine(value.span)))
    return null
  }
  const leftOut = entryOf(value, 'left_out')
  if (leftOut && kind !== 'update') {
    report(configKeyDoesNotApply('left_out', `this ${kind}`, 'updates', leftOut.keySpan))
  }
  const row = keys[kind]
  return row && { kind, row, leftOut: keys.left_out ?? [] }
}
