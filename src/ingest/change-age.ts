/** The two that `order_by` can name, the most significant first. */
export type OrderBy = readonly ('change_seq' | 'commit_ts')[]

/** Begins a sequence that was made for a change without one: it sorts before every digit, so that such changes are oldest. */
export const madeSequencePrefix = '-'

/**
 * Expressions that tell which of two changes of a key is older, the most significant first and none of them NULL. The
 * same within a batch and between batches, so that it makes no difference where batches end.
 *
 * Rows of a load have no sequence and are older than any change. A change that came without one has a made one of its
 * commit time, file and row, which decides when `order_by` leaves the sequence out.
 *
 * @param column how a column of the change is written
 * @param words how the database sorts text: a sequence as its number does, and any text by its characters
 */
export function changeAge(
  orderBy: OrderBy,
  column: (name: '_change_seq' | '_commit_ts') => string,
  words: { sequenceOrder(expression: string): string; binaryText(expression: string): string },
): readonly string[] {
  const sequence = column('_change_seq')
  const byName = {
    change_seq: words.sequenceOrder(sequence),
    commit_ts: `coalesce(${column('_commit_ts')}, timestamp '0001-01-01 00:00:00')`,
  }
  return [
    `case when ${sequence} is null then 0 else 1 end`,
    ...orderBy.map((name) => byName[name]),
    ...(orderBy.includes('change_seq')
      ? []
      : [words.binaryText(`case when ${sequence} like '${madeSequencePrefix}%' then ${sequence} else '' end`)]),
  ]
}

/**
 * A condition: a row of a load, or a change that happened no earlier than a load. A change sequence in the form of DMS's
 * begins with the time, to the hundredth of a second, and decides; else the commit time does; a change without either
 * counts.
 *
 * @param loadedAt in UTC, as `2026-01-02 03:04:05.123456`
 */
export function countsSince(loadedAt: string, column: (name: '_change_seq' | '_commit_ts') => string): string {
  const [sequence, commit] = [column('_change_seq'), column('_commit_ts')]
  const digits = loadedAt.replace(/\D/g, '').slice(0, 16)
  const isClock = [
    `length(${sequence}) = 35`,
    `translate(${sequence}, '0123456789', '') = ''`,
    `substring(${sequence}, 1, 4) between '1900' and '2999'`,
    `substring(${sequence}, 5, 2) between '01' and '12'`,
    `substring(${sequence}, 7, 2) between '01' and '31'`,
  ]
  return (
    `(${sequence} is null or case when ${isClock.join(' and ')} then substring(${sequence}, 1, 16) >= '${digits}' ` +
    `else coalesce(${commit} >= timestamp '${loadedAt}', true) end)`
  )
}
