import { expect, onTestFinished, test } from 'vitest'
import { Workshop } from '../support/truth/workshop.ts'
import { encode, type FileColumn } from '../support/truth/write-file.ts'

const project = {
  'project.yml': `name: modes
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+schema: core}
`,
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
`,
}

function newWorkshop(files: Readonly<Record<string, string>>): Workshop {
  const workshop = new Workshop()
  onTestFinished(() => workshop.close())
  workshop.write(files)
  return workshop
}

/** Rows as `1 ann 2026-01-01`, of the columns that are named. */
function extract(path: string, names: readonly string[], lines: readonly string[]) {
  const rows = lines.map((line) => line.split(' '))
  const columns = names.map((name, at): FileColumn => {
    const cells = rows.map((row) => (row[at] === '-' ? null : (row[at] ?? null)))
    return name === 'id' || name === 'version'
      ? { name, type: 'integer', cells: cells.map((cell) => (cell === null ? null : Number(cell))) }
      : { name, type: 'text', cells }
  })
  return { path: `shop/${path}.parquet`, bytes: encode(columns, 'parquet') }
}

async function rows(workshop: Workshop, sql: string): Promise<string[]> {
  return (await workshop.query(sql)).map((row) => row.map((cell) => cell ?? '-').join(' '))
}

function source(config: string): string {
  return `version: 2
sources:
  - name: shop
    config: {location: raw, schema: shop}
    tables:
      - {name: people, config: {${config}}}
`
}

const people = (lines: readonly string[], path = 'people/LOAD00000001') => extract(path, ['id', 'name', 'city'], lines)

function fullWorkshop(config = 'mode: full, primary_key: id'): Workshop {
  return newWorkshop({
    ...project,
    'models/sources.yml': source(config),
    'models/staging/stg_people.sql': `select id, name, city from {{source "shop" "people"}} where city <> 'nowhere'`,
    'models/core/people.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="id"}}\nselect id, name, city from {{ref "stg_people"}}',
    'models/core/past_people.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="id" on_delete="soft"}}\nselect id, name from {{ref "stg_people"}}',
    'models/core/cities.sql':
      '{{config materialized="table"}}\nselect city, count(*) as people from {{ref "stg_people"}} group by city',
    'models/core/by_name.sql':
      '{{config materialized="incremental" strategy="recompute" unique_key="name"}}\nselect name, count(*) as found from {{ref "people"}} group by name',
  })
}

test('a full source: the newest extract replaces the last', async () => {
  const workshop = fullWorkshop()
  workshop.deliver([people(['1 ann rome', '2 bob paris', '3 cat nowhere'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name, city from core.people order by id')).toEqual([
    '1 ann rome',
    '2 bob paris',
  ])
  expect(await rows(workshop, 'select * from core.cities order by all')).toEqual(['paris 1', 'rome 1'])

  workshop.deliver([people(['1 ann rome', '4 dan rome', '2 bob nowhere'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name, city from core.people order by id')).toEqual([
    '1 ann rome',
    '4 dan rome',
  ])
  expect(await rows(workshop, 'select * from core.cities order by all')).toEqual(['rome 2'])
  expect(await rows(workshop, 'select * from core.by_name order by all')).toEqual(['ann 1', 'dan 1'])
  expect(await rows(workshop, 'select id, name, _deleted_at is null from core.past_people order by id')).toEqual([
    '1 ann true',
    '2 bob false',
    '4 dan true',
  ])

  workshop.deliver([people(['2 bob paris'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name, city from core.people order by id')).toEqual(['2 bob paris'])
  expect(await rows(workshop, 'select id, name, _deleted_at is null from core.past_people order by id')).toEqual([
    '1 ann false',
    '2 bob true',
    '4 dan false',
  ])
  expect(await workshop.steps()).toEqual([])
  await workshop.buildWell({ fullRefresh: true })
  expect(await rows(workshop, 'select id, name, city from core.people order by id')).toEqual(['2 bob paris'])
})

test('an extract without rows', async () => {
  const workshop = fullWorkshop()
  workshop.deliver([people(['1 ann rome'])])
  await workshop.buildWell()
  workshop.deliver([people([])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people')).toEqual([])
  workshop.deliver([people(['2 bob paris'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people')).toEqual(['2'])
})

test('an extract of several files, whose number changes', async () => {
  const workshop = fullWorkshop()
  workshop.deliver([people(['1 ann rome']), people(['2 bob paris'], 'people/LOAD00000002')])
  await workshop.buildWell()
  workshop.remove('raw/shop/people/LOAD00000002.parquet')
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people order by id')).toEqual(['1', '2'])
  workshop.deliver([people(['3 cat rome'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people order by id')).toEqual(['3'])
})

test('extracts in date folders: the newest counts, and one that comes late does not', async () => {
  const workshop = fullWorkshop()
  workshop.deliver([
    people(['1 ann rome'], 'people/2026/01/01/20260101-000000000'),
    people(['2 bob paris'], 'people/2026/01/01/20260101-000100000'),
  ])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people order by id')).toEqual(['1', '2'])
  workshop.deliver([people(['1 ann rome'], 'people/2026/01/03/20260103-000000000')])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people order by id')).toEqual(['1'])
  workshop.deliver([people(['9 zoe rome'], 'people/2026/01/02/20260102-000000000')])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id from core.people order by id')).toEqual(['1'])
})

test('an extract needs no key where nobody applies it', async () => {
  const workshop = newWorkshop({
    ...project,
    'models/sources.yml': source('mode: full'),
    'models/staging/stg_people.sql': 'select name, city from {{source "shop" "people"}}',
    'models/core/cities.sql':
      '{{config materialized="table"}}\nselect city, count(*) as people from {{ref "stg_people"}} group by city',
  })
  workshop.deliver([people(['1 ann rome', '1 ann rome', '2 bob paris'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select * from core.cities order by all')).toEqual(['paris 1', 'rome 2'])
  workshop.deliver([people(['1 ann rome'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select * from core.cities order by all')).toEqual(['rome 1'])
})

test('a staging model looks things up in an extract', async () => {
  const workshop = newWorkshop({
    ...project,
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: shop}
    tables:
      - {name: people, config: {mode: incremental, primary_key: id, watermark: version}}
      - {name: cities, config: {mode: full}}
`,
    'models/staging/stg_people.sql': `select p.id, p.name, c.land from {{source "shop" "people"}} as p
left join {{source "shop" "cities"}} as c on c.city = p.city`,
    'models/core/people.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="id"}}\nselect id, name, land from {{ref "stg_people"}}',
  })
  workshop.deliver([
    extract('people/LOAD00000001', ['id', 'name', 'city', 'version'], ['1 ann rome 1', '2 bob paris 1']),
    extract('cities/LOAD00000001', ['city', 'land'], ['rome IT', 'paris FR']),
  ])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name, land from core.people order by id')).toEqual(['1 ann IT', '2 bob FR'])
})

const columns = ['id', 'name', 'changed_at']

test('an incremental source: the newest row of each key by its watermark, whichever file comes last', async () => {
  const workshop = newWorkshop({
    ...project,
    'models/sources.yml': source('mode: incremental, primary_key: id, watermark: changed_at'),
    'models/staging/stg_people.sql': 'select id, name, changed_at from {{source "shop" "people"}}',
    'models/core/people.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="id"}}\nselect id, name from {{ref "stg_people"}}',
    'models/core/log.sql':
      '{{config materialized="incremental" strategy="append"}}\nselect id, name from {{ref "stg_log"}}',
    'models/staging/stg_log.sql': '{{config keep="all"}}\nselect id, name from {{source "shop" "people"}}',
  })
  workshop.deliver([extract('people/LOAD00000001', columns, ['1 ann 2026-01-01', '2 bob 2026-01-05', '3 cat -'])])
  await workshop.buildWell()
  workshop.deliver([
    extract('people/20260109-000000000', columns, ['1 anna 2026-01-02', '2 old 2026-01-04', '3 kate 2025-01-01']),
    extract('people/20260110-000000000', columns, ['1 annie 2026-01-02', '4 dan 2026-01-03']),
  ])
  await workshop.buildWell()
  const found = () => rows(workshop, 'select id, name from core.people order by id')
  expect(await found()).toEqual(['1 annie', '2 bob', '3 kate', '4 dan'])
  // Nothing comes too late: an older folder, and content under an old name.
  workshop.deliver([
    extract('people/2026/01/01/20260101-000000000', columns, ['4 daniel 2026-01-06', '5 eve 2020-01-01']),
  ])
  workshop.deliver([extract('people/LOAD00000001', columns, ['1 ann 2026-01-01', '2 bobby 2026-01-07'])])
  await workshop.buildWell()
  expect(await found()).toEqual(['1 annie', '2 bobby', '3 kate', '4 daniel', '5 eve'])
  await workshop.buildWell({ fullRefresh: true, untilCaughtUp: true })
  expect(await found()).toEqual(['1 annie', '2 bobby', '3 kate', '4 daniel', '5 eve'])
})

test('a watermark may be a number, and DMS may say what is deleted', async () => {
  const workshop = newWorkshop({
    ...project,
    'models/sources.yml': source('mode: incremental, primary_key: id, watermark: version'),
    'models/staging/stg_people.sql': 'select id, name from {{source "shop" "people"}}',
    'models/core/people.sql':
      '{{config materialized="incremental" strategy="cdc" unique_key="id"}}\nselect id, name from {{ref "stg_people"}}',
  })
  const names = ['Op', 'id', 'name', 'version']
  workshop.deliver([extract('people/20260101-000000000', names, ['I 1 ann 9', 'I 2 bob 3'])])
  await workshop.buildWell()
  workshop.deliver([extract('people/20260102-000000000', names, ['U 1 anna 10', 'U 2 old 2', 'I 3 cat 1'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name from core.people order by id')).toEqual(['1 anna', '2 bob', '3 cat'])
  workshop.deliver([extract('people/20260103-000000000', names, ['D 3 - 2'])])
  await workshop.buildWell()
  expect(await rows(workshop, 'select id, name from core.people order by id')).toEqual(['1 anna', '2 bob'])
})

test('of rows with one number that of the later file counts, wherever builds come between', async () => {
  const names = ['id', 'name', 'version']
  const files = [
    extract('people/20260101-000000000', names, ['1 first 2', '2 one 10', '2 two 10']),
    extract('people/20260102-000000000', names, ['1 second 2']),
    extract('people/20260103-000000000', names, ['2 old 9']),
  ]
  const orders = [[files], [files.slice(1), files.slice(0, 1)], files.map((file) => [file])]
  for (const builds of orders) {
    const workshop = newWorkshop({
      ...project,
      'models/sources.yml': source('mode: incremental, primary_key: id, watermark: version'),
      'models/staging/stg_people.sql': 'select id, name from {{source "shop" "people"}}',
      'models/core/people.sql':
        '{{config materialized="incremental" strategy="cdc" unique_key="id"}}\nselect id, name from {{ref "stg_people"}}',
    })
    for (const wave of builds) {
      workshop.deliver(wave)
      await workshop.buildWell()
    }
    expect(await rows(workshop, 'select id, name from core.people order by id')).toEqual(['1 second', '2 two'])
  }
})
