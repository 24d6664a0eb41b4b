import { describe, expect, test } from 'vitest'
import { readSqlType } from '../../src/catalog/types/read-type.ts'
import { csvFile } from '../../src/simulate/csv-file.ts'
import { type FileColumn, parquetFile } from '../../src/simulate/parquet-file.ts'
import type { Cell, StoredType } from '../../src/simulate/stored-type.ts'
import { newWorkshop, newWorkshopOn, workshopLayouts } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import type { Workshop } from '../support/truth/workshop.ts'

/** A column of a file of one row: its type and its value. */
type OneCell = readonly [type: string, cell: Cell]

/** A change of one row, the columns in the order of the file. `sequence` 0: of the load. */
function change(name: string, sequence: number, cells: Readonly<Record<string, OneCell>>, format = 'parquet') {
  const own = Object.entries(cells).map(
    ([column, [type, cell]]): FileColumn => ({
      name: column,
      type: readSqlType(type, 'spark') as StoredType,
      cells: [cell],
    }),
  )
  const text = (column: string, cell: Cell): FileColumn => ({
    name: column,
    type: { kind: 'string', length: null, padded: false },
    cells: [cell],
  })
  const columns = [
    text('Op', sequence === 0 ? 'I' : 'U'),
    ...own,
    text('commit_ts', `2026-01-05 10:00:0${sequence}.000000`),
    text('change_seq', sequence === 0 ? '' : String(sequence).padStart(35, '0')),
  ]
  const bytes =
    format === 'parquet'
      ? parquetFile(columns, 'SNAPPY')
      : new TextEncoder().encode(csvFile(columns, { header: true, delimiter: ',', null: '' }))
  return { path: `sales/items/${name}.${format}`, bytes }
}

const load = 'LOAD00000001'
const later = (minute: number) => `20260105-1000${minute}0000`

function project(config: string, columns: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const declared =
    columns.length === 0 ? '' : `        columns:\n${columns.map((one) => `          - ${one}\n`).join('')}`
  return {
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales${config}}
    tables:
      - name: items
        config: {primary_key: id}
${declared}      - name: shelves
        identifier: shelves
        config: {primary_key: id}
        columns: [{name: id, data_type: bigint}]
`,
    'models/staging/stg_items.sql': 'select * from {{source "shop" "items"}}\n',
    'models/staging/stg_shelves.sql': 'select id from {{source "shop" "shelves"}}\n',
    'models/core/items.sql': '{{config unique_key="id"}}\nselect * from {{ref "stg_items"}}\n',
    'models/core/shelves.sql': '{{config unique_key="id"}}\nselect id from {{ref "stg_shelves"}}\n',
    ...more,
  }
}

const bare = onlyModels()

async function columnsOf(workshop: Workshop): Promise<readonly string[]> {
  const rows = await workshop.query(
    "select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns where table_schema = 'core' and table_name = 'items' and column_name not like '!_%' escape '!' and column_name not in ('op', 'commit_ts', 'change_seq') order by column_name",
  )
  return rows.map(([name, type, precision, scale]) => {
    const kind = String(type).toLowerCase().replace(/\(.*/, '')
    return `${name} ${kind}${['decimal', 'numeric'].includes(kind) ? `(${precision},${scale})` : ''}`
  })
}

async function rowsOf(workshop: Workshop, columns: string): Promise<readonly string[]> {
  const rows = await workshop.query(`select ${columns} from core.items order by id`)
  return rows.map((row) => row.map((cell) => String(cell)).join(' '))
}

const shelf = { ...change(load, 0, { id: ['bigint', 1n] }), path: `sales/shelves/${load}.parquet` }

describe.each(workshopLayouts)('on %s', { timeout: 300_000 }, (layout) => {
  const names =
    layout === 'duckdb'
      ? { bigint: 'bigint', decimal: 'decimal', double: 'double', text: 'varchar' }
      : { bigint: 'bigint', decimal: 'numeric', double: 'double precision', text: 'text' }

  test('files of other schemas come together in one batch', async () => {
    const workshop = await newWorkshopOn(layout, { ...bare, ...project('') })
    workshop.deliver([
      shelf,
      change(load, 0, {
        id: ['int', 1],
        whole: ['int', 7],
        exact: ['int', 7],
        rough: ['decimal(12,2)', 750n],
        words: ['int', 7],
        name: ['string', 'a'],
      }),
      // Other names, in another case and another order.
      change(later(1), 1, {
        NAME: ['string', 'b'],
        Words: ['bigint', 5_000_000_000n],
        ROUGH: ['double', 0.125],
        Exact: ['bigint', 9_000_000_000_000n],
        WHOLE: ['bigint', 5_000_000_000n],
        ID: ['bigint', 2n],
      }),
      change(later(2), 2, {
        id: ['int', 3],
        whole: ['smallint', 3],
        exact: ['decimal(12,2)', 125n],
        rough: ['int', 3],
        words: ['string', 'seven'],
        colour: ['string', 'red'],
      }),
      change(later(3), 3, { id: ['int', 4], colour: ['string', 'blue'], SIZE: ['int', 4] }),
    ])
    await workshop.buildWell()
    expect(await workshop.query('select count(*) from tidemill.batches')).toEqual([['2']])
    expect(await columnsOf(workshop)).toEqual([
      `colour ${names.text}`,
      `exact ${names.decimal}(22,2)`,
      'id bigint',
      `name ${names.text}`,
      `rough ${names.double}`,
      expect.stringMatching(/^size int/),
      `whole ${names.bigint}`,
      `words ${names.text}`,
    ])
    expect(await rowsOf(workshop, 'id, whole, exact, rough, words, name, colour, size')).toEqual([
      '1 7 7.00 7.5 7 a null null',
      '2 5000000000 9000000000000.00 0.125 5000000000 b null null',
      '3 3 1.25 3 seven null red null',
      '4 null null null null null blue 4',
    ])
  })

  test('ignored columns are not seen, whichever files come together', async () => {
    const workshop = await newWorkshopOn(layout, { ...bare, ...project(', drift: {new_column: ignore}') })
    workshop.deliver([shelf, change(load, 0, { id: ['int', 1], name: ['string', 'a'] })])
    await workshop.buildWell()
    workshop.deliver([
      change(later(1), 1, { id: ['int', 2], Colour: ['string', 'red'], name: ['string', 'b'] }),
      change(later(2), 2, { colour: ['boolean', true], id: ['bigint', 3n] }),
    ])
    await workshop.buildWell()
    expect(await columnsOf(workshop)).toEqual(['id bigint', `name ${names.text}`])
    expect(await rowsOf(workshop, 'id, name')).toEqual(['1 a', '2 b', '3 null'])
    if (layout !== 'duckdb') return
    await workshop.buildWell({ fullRefresh: true })
    expect(await columnsOf(workshop)).toEqual(['id bigint', `name ${names.text}`])
  })
})

const declared = [
  '{name: id, data_type: bigint}',
  '{name: name, data_type: varchar(20)}',
  '{name: size, data_type: integer}',
]

test('declared columns are all that is seen where new ones are ignored, of a CSV too', async () => {
  const workshop = newWorkshop({
    ...bare,
    ...project(', format: csv, drift: {new_column: ignore}', declared.slice(0, 2)),
  })
  const csv = (...[name, sequence, cells]: Parameters<typeof change>) => change(name, sequence, cells, 'csv')
  workshop.deliver([
    { ...csv(load, 0, { id: ['int', 1] }), path: `sales/shelves/${load}.csv` },
    csv(load, 0, { colour: ['string', 'red'], id: ['int', 1], name: ['string', 'a'] }),
    csv(later(1), 1, { id: ['int', 2], name: ['string', 'b'], size: ['int', 3] }),
  ])
  await workshop.buildWell()
  expect(await columnsOf(workshop)).toEqual(['id bigint', 'name varchar'])
  expect(await rowsOf(workshop, 'id, name')).toEqual(['1 a', '2 b'])
})

test('a column that came and went is still there for whoever asks for it', async () => {
  const workshop = newWorkshop({ ...bare, ...project('') })
  workshop.deliver([shelf, change(load, 0, { id: ['int', 1] }), change(later(1), 1, { id: ['int', 2] })])
  await workshop.buildWell()
  workshop.deliver([
    change(later(2), 2, { id: ['int', 3], colour: ['string', 'red'] }),
    change(later(3), 3, { id: ['int', 4] }),
  ])
  await workshop.buildWell()
  workshop.write({
    'models/core/colours.sql': '{{config materialized="view"}}\nselect id, colour from {{ref "items"}}\n',
  })
  await workshop.buildWell()
  expect(await workshop.query('select * from core.colours where colour is not null')).toEqual([[3, 'red']])
})

describe('a file that a policy refuses', () => {
  const good = { id: ['bigint', 1n], name: ['string', 'a'], size: ['int', 1] } as const

  test.each([
    [
      'new_column',
      { ...good, colour: ['string', 'red'] },
      'source/new-column',
      'shop.items has a new column "colour", which is not declared, in sales/items/20260105-100010000.parquet.',
    ],
    [
      'changed_type',
      { ...good, size: ['bigint', 1n] },
      'source/changed-type',
      'The column "size" of shop.items is declared integer, and bigint in sales/items/20260105-100010000.parquet.',
    ],
    [
      'changed_type',
      { ...good, size: ['string', 'large'] },
      'source/changed-type',
      'The column "size" of shop.items is declared integer, and string in sales/items/20260105-100010000.parquet.',
    ],
    [
      'missing_column',
      { id: good.id, size: good.size },
      'source/missing-column',
      'shop.items declares the column "name", which is not in sales/items/20260105-100010000.parquet.',
    ],
  ] as const)('for its %s stops its table and no other', async (policy, cells, code, message) => {
    const workshop = newWorkshop({ ...bare, ...project(`, drift: {${policy}: fail}`, declared) })
    workshop.deliver([shelf, change(load, 0, good), change(later(1), 1, cells)])
    const { results, diagnostics } = await workshop.build()
    const statuses = Object.fromEntries(results.map(({ node, status }) => [node.split('.').at(-1), status]))
    expect(statuses).toMatchObject({ stg_items: 'error', items: 'skipped', stg_shelves: 'success', shelves: 'success' })
    expect(diagnostics).toMatchObject([{ code, message }])

    // The other policies let it pass, and it passes once the table says so.
    workshop.write(project(`, drift: {new_column: append, changed_type: widen, missing_column: null}`, declared))
    await workshop.buildWell()
    expect(await workshop.query('select count(*) from core.items')).toEqual([['1']])
  })

  test('has a type that no other holds, whatever the policy', async () => {
    const workshop = newWorkshop({ ...bare, ...project('', declared.slice(0, 2)) })
    workshop.deliver([
      shelf,
      change(load, 0, { ...good, flag: ['boolean', true] }),
      change(later(1), 1, { ...good, flag: ['int', 1] }),
    ])
    const { diagnostics } = await workshop.build()
    expect(diagnostics).toMatchObject([
      {
        code: 'source/changed-type',
        message:
          'The column "flag" of shop.items is boolean in the first files, and int in sales/items/20260105-100010000.parquet.',
        help: expect.stringContaining('No type holds both'),
      },
    ])
  })

  test('is held against the first files where nothing is declared', async () => {
    const workshop = newWorkshop({
      ...bare,
      ...project(', drift: {new_column: fail, changed_type: fail, missing_column: fail}'),
    })
    workshop.deliver([shelf, change(load, 0, good), change(later(1), 1, { id: ['int', 2], size: ['smallint', 1] })])
    await workshop.buildWell()
    workshop.deliver([change(later(2), 2, { ...good, size: ['double', 0.5], colour: ['string', 'red'] })])
    const { diagnostics } = await workshop.build()
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'shop.items has a new column "colour", which its first files do not have, in sales/items/20260105-100020000.parquet.',
      'The column "size" of shop.items is int in the first files, and double in sales/items/20260105-100020000.parquet.',
    ])
  })

  test('lacks nothing that is masked away, and has the tool’s columns as it likes', async () => {
    const columns = [
      ...declared.slice(0, 2),
      '{name: secret, data_type: varchar(10), mask: drop}',
      '{name: change_seq, data_type: varchar(35)}',
    ]
    const workshop = newWorkshop({
      ...bare,
      ...project(', drift: {new_column: fail, changed_type: fail, missing_column: fail}', columns),
    })
    workshop.deliver([shelf, change(load, 0, { id: ['int', 1], name: ['string', 'a'] })])
    await workshop.buildWell()
    expect(await rowsOf(workshop, 'id, name')).toEqual(['1 a'])
  })
})

describe('a plan tells', () => {
  const explicit = {
    'models/staging/stg_listed.sql': 'select id, upper(name) as name from {{source "shop" "items"}}\n',
    'models/core/listed.sql': '{{config unique_key="id"}}\nselect id, name from {{ref "stg_listed"}}\n',
  }
  const first = { id: ['bigint', 1n], name: ['string', 'a'], size: ['int', 1] } as const
  const file = (minute: number) => `sales/items/${later(minute)}.parquet`

  async function notes(config: string, columns: readonly string[]) {
    const workshop = newWorkshop({ ...bare, ...project(config, columns, explicit) })
    workshop.deliver([shelf, change(load, 0, first)])
    expect((await workshop.plan()).notes).toEqual([])
    await workshop.buildWell()
    workshop.deliver([
      change(later(1), 1, { id: ['int', 2], name: ['string', 'b'], size: ['bigint', 2n], colour: ['string', 'red'] }),
      change(later(2), 2, { id: ['int', 3], size: ['bigint', 3n], colour: ['string', 'red'], weight: ['double', 1] }),
    ])
    // What a plan tells of tables besides is tested with their models.
    const told = (await workshop.plan()).notes.filter((note) => !note.startsWith('"items"'))
    // It is told of a build too, and only once.
    expect((await workshop.buildWell()).notes).toEqual(told)
    workshop.deliver([change(later(3), 3, { id: ['int', 4], size: ['bigint', 3n], colour: ['string', 'blue'] })])
    expect((await workshop.plan()).notes).toEqual([])
    return told
  }

  test('which columns are new, in another type or missing, and who does not take them', async () => {
    const unmapped = 'It is unmapped in stg_listed, whose select list does not name it.'
    expect(await notes('', declared)).toEqual([
      `shop.items has a new column "colour" (in ${file(1)} and 1 more). Rows from before have NULL there until a reload. ${unmapped}`,
      `The column "size" of shop.items was int and is bigint in ${file(1)} and 1 more: it is widened to bigint.`,
      `shop.items has a new column "weight" (in ${file(2)}). Rows from before have NULL there until a reload. ${unmapped}`,
      `shop.items declares the column "name", which is not in ${file(2)}: it is NULL in those rows.`,
    ])
  })

  test('which new columns are ignored, where nothing is declared', async () => {
    expect(await notes(', drift: {new_column: ignore}', [])).toEqual([
      `shop.items has a new column "colour" (in ${file(1)} and 1 more), which is ignored.`,
      `The column "size" of shop.items was int and is bigint in ${file(1)} and 1 more: it is widened to bigint.`,
      `shop.items has a new column "weight" (in ${file(2)}), which is ignored.`,
    ])
  })

  test('what a policy will refuse, in a step that fails', async () => {
    const workshop = newWorkshop({ ...bare, ...project(', drift: {new_column: fail}', declared) })
    workshop.deliver([shelf, change(load, 0, { ...first, colour: ['string', 'red'] })])
    const { steps, diagnostics } = await workshop.plan()
    const failing = steps
      .flatMap(({ script }) => script)
      .flatMap((action) => (action.kind === 'fail' ? action.diagnostic.code : []))
    expect(failing).toEqual(['source/new-column'])
    expect(diagnostics.map(({ code }) => code)).toEqual(failing)

    await workshop.skipFile('shop.items', `sales/items/${load}.parquet`)
    await workshop.buildWell()
    expect(await workshop.query('select count(*) from core.items')).toEqual([['0']])
  })
})
