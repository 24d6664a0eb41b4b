import type { ListPage } from './list-objects.ts'

/** In how many parts a long listing is cut at most: each costs a request that brings less than a page. */
const mostParts = 16

/** With as many folders nobody looks for those below them. */
const enoughFolders = 8
const deepest = 3

/**
 * Keys at which a listing may be cut, so that its parts can be asked for side by side: places behind `after`, in their
 * order. Change files lie in folders by date, or have the date in their names. None where nothing tells how keys go on.
 */
export async function listingCuts(list: ListPage, prefix: string, after: string): Promise<readonly string[]> {
  const folders = await foldersBelow(list, prefix)
  const cuts = folders.length > 0 ? folders : monthsIn(prefix, after)
  return evenly(cuts.filter((cut) => cut > after && isPlain(cut.slice(prefix.length))).sort())
}

/** Folders, those of the first level that has enough of them. */
async function foldersBelow(list: ListPage, prefix: string): Promise<readonly string[]> {
  let folders: readonly string[] = [prefix]
  for (let depth = 0; depth < deepest && folders.length < enoughFolders; depth++) {
    const found = await Promise.all(folders.map((folder) => list({ Prefix: folder, Delimiter: '/' })))
    const below = found.flatMap((page) => (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []))
    if (below.length === 0) break
    folders = below
  }
  return folders[0] === prefix ? [] : folders
}

/** Names such as 20260102-030405678.parquet: the beginnings of months since that of a key. */
function monthsIn(prefix: string, key: string): readonly string[] {
  const [, year, month] = /^(\d{4})(\d\d)\d\d-\d{9}/.exec(key.slice(prefix.length)) ?? []
  if (year === undefined || month === undefined) return []
  const first = Number(year) * 12 + Number(month) - 1
  const now = new Date()
  const months = Math.min(now.getUTCFullYear() * 12 + now.getUTCMonth() - first, 50 * 12)
  return Array.from({ length: Math.max(0, months) }, (_, index) => {
    const at = first + index + 1
    return `${prefix}${Math.floor(at / 12)}${String((at % 12) + 1).padStart(2, '0')}`
  })
}

function evenly(cuts: readonly string[]): readonly string[] {
  const count = Math.min(cuts.length, mostParts - 1)
  const chosen = Array.from({ length: count }, (_, index) => cuts[Math.floor(((index + 0.5) * cuts.length) / count)])
  return chosen.filter((cut) => cut !== undefined)
}

/** S3 sorts by bytes and we by UTF-16: the same as long as nothing is beyond ASCII. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
