import { changeName, loadName } from '../../../src/simulate/dms-names.ts'
import { type Random, seededRandom } from '../sample/random.ts'
import { groupBy } from './group-by.ts'
import type { Change, History, TableHistory, TruthTable } from './history.ts'

/** A file of changes before it is written in some format. */
export interface Delivered {
  /** Relative to the source's location, without extension. */
  readonly key: string
  readonly table: TruthTable
  readonly isLoad: boolean
  readonly changes: readonly Change[]
  /** Whether the late columns are among the file's columns. */
  readonly hasLate: boolean
}

export interface DeliveryOptions {
  readonly seed: number
  readonly changesInAFile: number
  /** Changes come again in later files, and some come later than others after them. */
  readonly untidy: boolean
}

/** Packs a history as DMS does: a load in pieces, change files in date folders by commit date, some of them late. */
export function deliver(history: History, options: DeliveryOptions): readonly Delivered[] {
  const random = seededRandom(options.seed)
  return [...history.values()].flatMap((table) => [...loadFiles(table), ...changeFiles(table, random, options)])
}

export function loadFiles({ table, load }: Pick<TableHistory, 'table' | 'load'>): Delivered[] {
  const half = Math.ceil(load.length / 2)
  const pieces = load.length > 3 ? [load.slice(0, half), load.slice(half)] : [load]
  return pieces.map((changes, index) => ({
    key: `sales/${table.name}/${loadName(index + 1)}`,
    table,
    isLoad: true,
    changes,
    hasLate: false,
  }))
}

function changeFiles({ table, changes }: TableHistory, random: Random, options: DeliveryOptions): Delivered[] {
  const files: Delivered[] = []
  let written = Date.UTC(2026, 0, 6)
  let late: Change[] = []
  const write = (rows: readonly Change[]) => {
    // The folder is the commit's date, the name the clock when the file was written.
    const byDay = groupBy(rows, (change) => change.commitTs.slice(0, 10).replaceAll('-', '/'))
    for (const [folder, inFolder] of byDay) {
      const newest = Math.max(
        ...inFolder.map((change) => Date.parse(`${change.commitTs.slice(0, 23).replace(' ', 'T')}Z`)),
      )
      written = Math.max(written, newest) + random.integer(1, 20_000_000)
      files.push({
        key: `sales/${table.name}/${folder}/${changeName(BigInt(written) * 1000n)}`,
        table,
        isLoad: false,
        changes: inFolder,
        hasLate: inFolder.some((change) => change.hasLate),
      })
    }
  }
  for (let start = 0; start < changes.length; ) {
    const size = random.integer(1, options.changesInAFile)
    const chunk = changes.slice(start, start + size)
    start += size
    if (!options.untidy) {
      write(chunk)
      continue
    }
    const again = start > size && random.integer(0, 3) === 0 ? [random.pick(changes.slice(0, start))] : []
    const now = [...chunk.filter(() => random.integer(0, 5) > 0), ...again]
    const stillLate = chunk.filter((change) => !now.includes(change))
    write([...now, ...(random.integer(0, 2) === 0 ? late : [])])
    if (late.length > 0 && random.integer(0, 1) === 0) write(late)
    late = [...late, ...stillLate]
  }
  if (late.length > 0) write(late)
  return files
}
