/** A small relation: columns by the names that types have in both dialects, and rows as SQL. */
export interface Table {
  readonly columns: Readonly<Record<string, 'integer' | 'text' | 'date' | 'timestamp'>>
  readonly rows: readonly string[]
}

const hoursFromNow = (hours: number) =>
  `timestamp '${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}'`

const things: Table['columns'] = { id: 'integer', grp: 'text', name: 'text', n: 'integer', m: 'integer' }

export const tables: Readonly<Record<string, Table>> = {
  things: {
    columns: things,
    rows: [
      "1, 'a', 'ann', 10, 10",
      "2, 'a', 'Bob', 20, 15",
      "3, 'a', null, null, 5",
      "4, 'b', 'ann', 20, 30",
      "5, 'b', '', -5, null",
      "6, null, '-x', null, null",
    ],
  },
  nothing: { columns: things, rows: [] },
  others: {
    columns: { id: 'integer', grp: 'text', name: 'text' },
    rows: ["1, 'a', 'ann'", "2, 'b', 'Bob'", "2, 'b', 'Bob'"],
  },
  changed: {
    columns: { id: 'integer', grp: 'text', name: 'text' },
    rows: ["1, 'a', 'ann'", "2, 'b', 'bob'", '3, null, null'],
  },
  blanks: { columns: { id: 'integer', name: 'text' }, rows: ["1, ''", "2, '  '", "3, ' a '", '4, null'] },
  times: {
    columns: { grp: 'text', moment: 'timestamp' },
    rows: [`'a', ${hoursFromNow(-1)}`, `'b', ${hoursFromNow(-240)}`, "'b', null", `'c', ${hoursFromNow(24)}`],
  },
  spans: {
    columns: { k: 'text', lower: 'integer', upper: 'integer' },
    rows: ["'x', 1, 3", "'x', 3, 5", "'x', 6, 8", "'y', 1, 2"],
  },
  instants: { columns: { lower: 'integer', upper: 'integer' }, rows: ['1, 1', '1, 3', '3, null'] },
  steps: {
    columns: { k: 'text', id: 'integer', v: 'integer', day: 'date', code: 'text' },
    rows: [
      "'x', 1, 1, date '2026-01-31', '1'",
      "'x', 2, 2, date '2026-02-01', ' 2'",
      "'x', 3, 2, date '2026-02-03', 'x3'",
      "'y', 4, 5, null, null",
      "'y', 5, null, null, '4.5'",
    ],
  },
}
