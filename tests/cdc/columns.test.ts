import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { encode, type FileColumn } from '../support/truth/write-file.ts'

const sources = (config: string) => `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, mode: cdc, ${config}}
    tables:
      - name: items
        config: {primary_key: id}
`

const bare = {
  ...onlyModels(),
  'models/sources.yml': sources('format: parquet'),
  'models/core/items.sql': '{{config unique_key="id"}}\nselect * from {{ref "stg_items"}}\n',
}

/** One change of an item in a file of its own. Columns that are undefined are not in the file. */
function item(name: string, sequence: number, cells: Readonly<Record<string, string | number | null>>) {
  const columns = Object.entries(cells).map(
    ([column, cell]): FileColumn => ({
      name: column,
      type: typeof cell === 'number' ? 'integer' : 'text',
      cells: [cell],
    }),
  )
  const system: FileColumn[] = [
    { name: 'Op', type: 'text', cells: [name.startsWith('LOAD') ? 'I' : 'U'] },
    { name: 'commit_ts', type: 'text', cells: [`2026-01-05 10:00:0${sequence}.000000`] },
    { name: 'change_seq', type: 'text', cells: [sequence === 0 ? '' : String(sequence).padStart(35, '0')] },
  ]
  return { path: `sales/items/${name}.parquet`, bytes: encode([...system, ...columns], 'parquet') }
}

test('a column that only later files have is NULL in batches of files from before', async () => {
  const workshop = newWorkshop({
    ...bare,
    'models/staging/stg_items.sql':
      'select id, name, upper(colour) as colour, size + 1 as size from {{source "shop" "items"}}\n',
  })
  workshop.deliver([
    item('LOAD00000001', 0, { id: 1, name: 'a' }),
    item('20260106-120000000', 5, { id: 2, name: 'b', colour: 'red', size: 4 }),
  ])
  await workshop.buildWell()
  workshop.deliver([item('2026/01/05/20260106-110000000', 3, { id: 3, name: 'c' })])
  await workshop.buildWell()
  expect(await workshop.query('select id, name, colour, size from core.items order by id')).toEqual([
    [1, 'a', null, null],
    [2, 'b', 'RED', 5],
    [3, 'c', null, null],
  ])
})

test('select * brings the columns of the source, and nothing of the tool’s own workings', async () => {
  const workshop = newWorkshop({ ...bare, 'models/staging/stg_items.sql': 'select * from {{source "shop" "items"}}\n' })
  workshop.deliver([item('LOAD00000001', 0, { id: 1, name: 'a' }), item('20260106-120000000', 5, { id: 2, name: 'b' })])
  await workshop.buildWell()
  const columns = await workshop.query(
    "select column_name from information_schema.columns where table_schema = 'core' and table_name = 'items' order by 1",
  )
  expect(columns.flat()).not.toContain('_position')
  expect(await workshop.query('select id, name from core.items order by id')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('a column that appears later flows through select *', async () => {
  const workshop = newWorkshop({ ...bare, 'models/staging/stg_items.sql': 'select * from {{source "shop" "items"}}\n' })
  workshop.deliver([item('LOAD00000001', 0, { id: 1, name: 'a' })])
  await workshop.buildWell()
  workshop.deliver([item('20260106-120000000', 5, { id: 2, name: 'b', colour: 'red' })])
  await workshop.buildWell()
  expect(await workshop.query('select id, name, colour from core.items order by id')).toEqual([
    [1, 'a', null],
    [2, 'b', 'red'],
  ])
})

test('a column appears in an update of a row that is there', async () => {
  const workshop = newWorkshop({ ...bare, 'models/staging/stg_items.sql': 'select * from {{source "shop" "items"}}\n' })
  workshop.deliver([item('LOAD00000001', 0, { id: 1, name: 'a' }), item('LOAD00000002', 0, { id: 2, name: 'b' })])
  await workshop.buildWell()
  workshop.deliver([item('20260106-120000000', 5, { id: 2, name: 'b', colour: 'red' })])
  await workshop.buildWell()
  expect(await workshop.query('select id, name, colour from core.items order by id')).toEqual([
    [1, 'a', null],
    [2, 'b', 'red'],
  ])
})

test.each([
  ['integer', 'long', 7, 5_000_000_000, '5000000000'],
  ['integer', 'text', 7, 'seven', 'seven'],
] as const)(
  'a column that becomes wider, from %s to %s, makes the table wider',
  async (before, after, old, fresh, seen) => {
    const size = (name: string, sequence: number, id: number, cell: number | string, type: FileColumn['type']) => {
      const cells = (value: string | number): FileColumn['cells'] => [value]
      const columns: FileColumn[] = [
        { name: 'Op', type: 'text', cells: [name.startsWith('LOAD') ? 'I' : 'U'] },
        { name: 'id', type: 'integer', cells: [id] },
        { name: 'size', type, cells: cells(cell) },
        { name: 'commit_ts', type: 'text', cells: [`2026-01-05 10:00:0${sequence}.000000`] },
        { name: 'change_seq', type: 'text', cells: [sequence === 0 ? '' : String(sequence).padStart(35, '0')] },
      ]
      return { path: `sales/items/${name}.parquet`, bytes: encode(columns, 'parquet') }
    }
    const workshop = newWorkshop({
      ...bare,
      'models/staging/stg_items.sql': 'select id, size from {{source "shop" "items"}}\n',
      'models/core/items.sql': '{{config unique_key="id"}}\nselect id, size from {{ref "stg_items"}}\n',
      'models/marts/sizes.sql': 'select id, size from {{ref "items"}}\n',
    })
    workshop.deliver([size('LOAD00000001', 0, 1, old, before), size('LOAD00000002', 0, 2, old, before)])
    await workshop.buildWell()
    workshop.deliver([size('20260106-120000000', 5, 2, fresh, after)])
    await workshop.buildWell()
    const sizes = (await workshop.query('select id, size from marts.sizes order by id')).map((row) => row.map(String))
    expect(sizes).toEqual([
      ['1', String(old)],
      ['2', seen],
    ])
  },
)

test('a composite key is not confused by what its parts hold', async () => {
  const workshop = newWorkshop({
    ...bare,
    'models/sources.yml': sources('format: parquet').replace('primary_key: id', 'primary_key: [a, b]'),
    'models/staging/stg_items.sql': '{{config keep="all"}}\nselect a, b from {{source "shop" "items"}}\n',
    'models/core/items.sql': '{{config strategy="append"}}\nselect a, b from {{ref "stg_items"}}\n',
  })
  workshop.deliver([item('LOAD00000001', 0, { a: 'x|y', b: 'z' }), item('LOAD00000002', 0, { a: 'x', b: 'y|z' })])
  await workshop.buildWell()
  expect(await workshop.query('select a, b from core.items order by a')).toEqual([
    ['x', 'y|z'],
    ['x|y', 'z'],
  ])
})

test('a model that ignores new columns keeps its own', async () => {
  const workshop = newWorkshop({
    ...bare,
    'models/staging/stg_items.sql': 'select * from {{source "shop" "items"}}\n',
    'models/core/items.sql':
      '{{config unique_key="id" on_schema_change="ignore"}}\nselect * from {{ref "stg_items"}}\n',
  })
  const columns = async () =>
    (
      await workshop.query(
        "select column_name from information_schema.columns where table_schema = 'core' and table_name = 'items'",
      )
    ).flat()
  workshop.deliver([item('LOAD00000001', 0, { id: 1, name: 'a' })])
  await workshop.buildWell()
  const before = await columns()
  workshop.deliver([item('20260106-120000000', 5, { id: 2, name: 'b', colour: 'red' })])
  await workshop.buildWell()
  expect(await columns()).toEqual(before)
  expect(await workshop.query('select id, name from core.items order by id')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('a declared type holds for all files, and the wider one of a file from there on', async () => {
  const workshop = newWorkshop({
    ...bare,
    'models/sources.yml': `${sources('format: parquet')}        columns:
          - {name: id, data_type: bigint}
          - {name: size, data_type: bigint}
          - {name: name, data_type: varchar(20)}
`,
    'models/staging/stg_items.sql': 'select id, size, name, size / 2 as half from {{source "shop" "items"}}\n',
  })
  const types = () =>
    workshop.query(
      "select column_name, data_type from information_schema.columns where table_schema = 'staging' and table_name = 'stg_items' and column_name not like '!_%' escape '!' order by column_name",
    )
  workshop.deliver([item('LOAD00000001', 0, { id: 1, size: 3, name: 'a' })])
  await workshop.buildWell()
  expect(await types()).toEqual([
    ['half', 'DOUBLE'],
    ['id', 'BIGINT'],
    ['name', 'VARCHAR'],
    ['size', 'BIGINT'],
  ])
  workshop.deliver([item('20260106-120000000', 5, { id: 2, size: '7', name: 'b' })])
  await workshop.buildWell()
  expect(await types()).toContainEqual(['size', 'VARCHAR'])
})

test('a new column joins the versions of its row with the change that brings it', async () => {
  const workshop = newWorkshop({
    ...bare,
    'models/staging/stg_items.sql': '{{config keep="all"}}\nselect * from {{source "shop" "items"}}\n',
    'models/core/items.sql': null,
    'models/core/versions.sql': `{{config materialized="scd2" unique_key="id"}}
select {{star (ref "stg_items")}} from {{ref "stg_items"}}
`,
  })
  workshop.deliver([item('LOAD00000001', 0, { id: 1, name: 'tea' })])
  await workshop.buildWell()
  workshop.deliver([item('20260105-110000000', 2, { id: 1, name: 'tea', colour: 'green' })])
  await workshop.buildWell()
  workshop.deliver([item('20260105-110000001', 1, { id: 1, name: 'rum' })])
  await workshop.buildWell()
  const rows = await workshop.query('select name, colour, is_current from core.versions order by valid_from')
  expect(rows).toEqual([
    ['tea', null, false],
    ['rum', null, false],
    ['tea', 'green', true],
  ])
})
