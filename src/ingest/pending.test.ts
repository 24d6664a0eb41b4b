import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObjectInfo } from './object-info.ts'
import { compareFiles, findPending, type RecordedFile, takeBatch } from './pending.ts'

const folder = 'sales/orders'

/** `LOAD00000001.csv#2`: a file's name and its version. */
function object(text: string): ObjectInfo {
  const [name = '', version = '1'] = text.split('#')
  return {
    key: `${folder}/${name}`,
    etag: `${name} v${version}`,
    size: 10,
    modifiedAt: `2026-01-0${version}T00:00:00.000Z`,
  }
}

function recorded(text: string, batchId = 'b1', applied = true): RecordedFile {
  const { key, etag, size } = object(text)
  return { key, etag, size, batchId, applied }
}

test('a file that was set aside is as good as not there, until it has other content', () => {
  const listing = ['20260102-000000000.csv', '20260103-000000000.csv'].map(object)
  const skipped = listing.slice(0, 1)
  const pending = (files: typeof listing) =>
    findPending({ listing: files, tableFolder: folder, format: 'csv', mode: 'cdc', skipped, recorded: [] }).pending
      .length
  expect(pending(listing)).toBe(1)
  expect(pending(listing.map((file) => ({ ...file, etag: 'other' })))).toBe(2)
})

function find(listing: readonly string[], known: readonly RecordedFile[] = []) {
  const facts = findPending({
    listing: listing.map(object),
    tableFolder: folder,
    format: 'csv',
    mode: 'cdc',
    skipped: [],
    recorded: known,
  })
  const names = (files: readonly { readonly key: string }[]) => files.map((file) => file.key.slice(folder.length + 1))
  return {
    files: names(facts.files),
    pending: names(facts.pending),
    replaced: names(facts.replaced.map(({ file }) => file)),
    reload: facts.reload && {
      ...facts.reload,
      evidence: names(facts.reload.evidence),
      files: names(facts.reload.files),
    },
    gone: names(facts.gone),
    unknown: facts.unknown,
    otherFormat: names(facts.otherFormat),
  }
}

const load1 = 'LOAD00000001.csv'
const load2 = 'LOAD00000002.csv'
const change1 = '2026/01/02/20260102-000000001.csv'
const change2 = '2026/01/01/20260102-000500000.csv'

describe('pending files', () => {
  test('are the loads, then the changes by the clock in their names whatever their folder', () => {
    expect(find([change2, 'LOAD0000000A.csv', change1, load1]).pending).toEqual([
      load1,
      'LOAD0000000A.csv',
      change1,
      change2,
    ])
  })

  test('are those that no batch holds', () => {
    expect(find([load1, change1, change2], [recorded(load1), recorded(change2)]).pending).toEqual([change1])
  })

  test('may be older than files that were taken, in a folder of yesterday', () => {
    expect(find([change1, change2], [recorded(change2)]).pending).toEqual([change1])
  })

  test('include a change file with new content, and content that comes back', () => {
    expect(find([`${change1}#2`], [recorded(change1)]).pending).toEqual([change1])
    expect(find([change1], [recorded(change1), recorded(`${change1}#2`, 'b2')]).pending).toEqual([change1])
    expect(find([change1], [recorded(`${change1}#2`), recorded(change1, 'b2')]).pending).toEqual([])
  })

  test('do not include what is not DMS’s, which is named', () => {
    expect(find([load1, 'notes.txt', '_SUCCESS', 'LOAD00000001.parquet'])).toMatchObject({
      files: [load1],
      pending: [load1],
      unknown: ['sales/orders/notes.txt'],
      otherFormat: ['LOAD00000001.parquet'],
    })
  })
})

test('a file of a batch that nobody has applied may be replaced', () => {
  expect(find([`${load1}#2`, change1], [recorded(load1, 'b1', false)])).toMatchObject({
    pending: [change1],
    replaced: [load1],
    reload: null,
  })
})

describe('a reload', () => {
  test('is a load file with new content', () => {
    expect(find([`${load1}#2`, load2, change1], [recorded(load1), recorded(load2)])).toMatchObject({
      pending: [change1],
      reload: { evidence: [load1], files: [load1, load2], newestAt: '2026-01-02T00:00:00.000Z' },
    })
  })

  test('is a load file that comes after a change was applied', () => {
    expect(find([load1, load2, change1], [recorded(load1), recorded(change1)])).toMatchObject({
      pending: [],
      reload: { evidence: [load2] },
    })
  })

  test('is a new set of load files in place of the old', () => {
    expect(find([load2], [recorded(load1)])).toMatchObject({
      pending: [],
      reload: { evidence: [load2] },
      gone: [load1],
    })
  })

  test('is not a first load that comes piece by piece', () => {
    expect(find([load1, load2], [recorded(load1)])).toMatchObject({ pending: [load2], reload: null })
    expect(find([load1, load2, change1], [recorded(load1), recorded(change1, 'b1', false)])).toMatchObject({
      pending: [load2],
      reload: null,
    })
  })

  test('is not a load that only went away', () => {
    expect(find([change1], [recorded(load1), recorded(change1)])).toMatchObject({ reload: null, gone: [load1] })
  })
})

describe('a batch', () => {
  const sizes = (...all: number[]) => all.map((size) => ({ size }))
  test.each([
    ['all without limits', sizes(1, 2, 3), null, null, 3],
    ['so many files', sizes(1, 2, 3), 2, null, 2],
    ['so many bytes', sizes(1, 2, 3), null, 3, 2],
    ['one file at least', sizes(9, 2, 3), 0, 1, 1],
    ['no smaller file out of turn', sizes(2, 9, 1), null, 4, 1],
    ['nothing of nothing', [], 1, 1, 0],
  ])('takes %s', (_, files, maxFiles, maxBytes, count) => {
    const batch = takeBatch(files, { maxFiles, maxBytes })
    expect(batch.files).toEqual(files.slice(0, count))
    expect(batch.left).toBe(files.length - count)
  })
})

const name = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map((number) => `LOAD${number.toString(16).toUpperCase().padStart(8, '0')}.csv`),
  fc
    .tuple(fc.constantFrom('', '2026/01/01/', '2026-01-02/', '20260103/'), fc.integer({ min: 0, max: 999 }))
    .map(([where, millisecond]) => `${where}20260102-000000${String(millisecond).padStart(3, '0')}.csv`),
)
const sizedListing = fc
  .uniqueArray(fc.tuple(name, fc.integer({ min: 0, max: 100 })), { selector: ([key]) => key, maxLength: 40 })
  .map((files) => files.map(([key, size]) => ({ ...object(key), size })))

test('the order of a listing makes no difference', () => {
  fc.assert(
    fc.property(
      sizedListing.chain((listing) =>
        fc.tuple(
          fc.constant(listing),
          fc.shuffledSubarray(listing, { minLength: listing.length }),
          fc.shuffledSubarray(listing.map((file) => ({ ...file, batchId: 'b1', applied: true }))),
        ),
      ),
      ([listing, shuffled, known]) => {
        const facts = (files: readonly ObjectInfo[], of: readonly RecordedFile[]) =>
          findPending({ listing: files, tableFolder: folder, format: 'csv', mode: 'cdc', skipped: [], recorded: of })
        expect(facts(shuffled, known)).toEqual(facts(listing, known.toReversed()))
      },
    ),
  )
})

test('taking batches until nothing is pending takes each file once, oldest first', () => {
  const limit = fc.option(fc.integer({ min: 1, max: 50 }))
  fc.assert(
    fc.property(sizedListing, limit, limit, (listing, maxFiles, maxBytes) => {
      const taken: RecordedFile[] = []
      for (let number = 1; ; number++) {
        const { pending, reload } = findPending({
          listing,
          tableFolder: folder,
          format: 'csv',
          mode: 'cdc',
          skipped: [],
          recorded: taken,
        })
        expect(reload).toBeNull()
        if (pending.length === 0) break
        const batchId = `b${String(number).padStart(3, '0')}`
        const { files } = takeBatch(pending, { maxFiles, maxBytes })
        expect(files.length).toBeGreaterThan(0)
        taken.push(...files.map(({ key, etag, size }) => ({ key, etag, size, batchId, applied: true })))
      }
      const { files } = findPending({
        listing,
        tableFolder: folder,
        format: 'csv',
        mode: 'cdc',
        skipped: [],
        recorded: [],
      })
      expect(taken.map((file) => file.key)).toEqual(files.map((file) => file.key))
      expect(taken.map((file) => file.key).sort()).toEqual(listing.map((file) => file.key).sort())
    }),
  )
})

test('the order of files is total', () => {
  fc.assert(
    fc.property(sizedListing, (listing) => {
      const { files } = findPending({
        listing,
        tableFolder: folder,
        format: 'csv',
        mode: 'cdc',
        skipped: [],
        recorded: [],
      })
      files.forEach((a, i) => {
        files.forEach((b, j) => {
          expect(Math.sign(compareFiles(a, b))).toBe(Math.sign(i - j))
        })
      })
    }),
    { numRuns: 50 },
  )
})
