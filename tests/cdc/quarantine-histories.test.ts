import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcome, problemsOf, quarantineFiles, setAside } from '../support/quarantine.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'

interface Change {
  readonly key: number
  readonly op: 'U' | 'D'
  readonly isGood: boolean
}

const histories = fc.record({
  changes: fc.array(
    fc.record({
      key: fc.integer({ min: 1, max: 3 }),
      op: fc.constantFrom<Change['op']>('U', 'U', 'U', 'D'),
      isGood: fc.boolean(),
    }),
    { minLength: 4, maxLength: 14 },
  ),
  /** After which changes a batch ends. */
  ends: fc.uniqueArray(fc.integer({ min: 1, max: 13 }), { maxLength: 2 }),
  /** Files arrive the other way round. */
  isLate: fc.boolean(),
})

/** What a table of the newest accepted changes holds, and the changes that nothing accepted has followed. */
function expected(changes: readonly Change[]): { readonly rows: string[]; readonly aside: string[] } {
  const rows = new Map<number, string>()
  const aside = new Map<number, string[]>()
  changes.forEach(({ key, op, isGood }, at) => {
    if (op === 'U' && !isGood) aside.set(key, [...(aside.get(key) ?? []), amountOf(at, false)])
    else {
      aside.delete(key)
      if (op === 'D') rows.delete(key)
      else rows.set(key, amountOf(at, true))
    }
  })
  return {
    rows: [...rows].map(([key, amount]) => `${key} open ${amount}`).sort(),
    aside: [...aside].flatMap(([key, amounts]) => amounts.map((amount) => `${key} ${amount}`)).sort(),
  }
}

function amountOf(at: number, isGood: boolean): string {
  return `${isGood ? 10 + at : 60 + at}.00`
}

test('whatever happens, and wherever batches end, the accepted changes count and the others are kept', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ changes, ends, isLate }) => {
      const workshop = newWorkshop(quarantineFiles)
      const lines = changes.map(({ key, op, isGood }, at) =>
        op === 'D' ? `${at + 1} D ${key}` : `${at + 1} U ${key} open DE ${amountOf(at, isGood)}`,
      )
      const cuts = [0, ...ends.filter((end) => end < lines.length).sort((a, b) => a - b), lines.length]
      const files = cuts.slice(1).map((end, at) => orderFile(`20260106-10000000${at}`, lines.slice(cuts[at], end)))
      for (const file of isLate ? files.toReversed() : files) {
        workshop.deliver([file])
        expect(problemsOf(await workshop.build())).toEqual([])
      }
      const { rows, aside } = expected(changes)
      const found = await outcome(workshop)
      const amounts = async (name: string) =>
        (await setAside(workshop, name)).map((entry) => entry.split(' ').slice(0, 2).join(' '))
      for (const name of ['from_staged', 'from_log', 'kept']) expect(found[name], name).toEqual(rows)
      const live = found.flagged?.filter((row) => row.endsWith(' 0')).map((row) => row.slice(0, -2))
      expect(live).toEqual(rows.map((row) => row.replace(' open', '')))
      const current = found.versions?.filter((row) => row.endsWith('true false'))
      expect(current).toEqual(rows.map((row) => `${row.replace(' open', '')} true false`))
      for (const name of ['staged', 'log', 'kept', 'flagged', 'versions', 'changes_seen'])
        expect(await amounts(name), name).toEqual(aside)
      await workshop.close()
    }),
    { numRuns: 6 },
  )
})
