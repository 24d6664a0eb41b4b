import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import type { Workshop } from '../support/truth/workshop.ts'

const header = 'id,name,city,updated_at'

/** A project that takes snapshots of a seed, which stands for a table that somebody else changes. */
function taking(settings: string, more: Readonly<Record<string, string>> = {}): Workshop {
  return newWorkshop({
    'models/core/people_snapshot.sql': `{{config materialized="snapshot" unique_key="id" ${settings}}}
select * from {{ref "people"}}
`,
    ...more,
  })
}

async function take(workshop: Workshop, rows: readonly string[], columns = header): Promise<void> {
  workshop.write({ 'seeds/people.csv': `${[columns, ...rows].join('\n')}\n` })
  await workshop.buildWell({ only: ['people', 'people_snapshot'] })
}

/** Days of January; `now` for what the build's clock tells, `-` for NULL. */
function day(value: unknown): string {
  if (value === null) return '-'
  const text = String(value)
  return text.startsWith('2026-01-') ? String(Number(text.slice(8, 10))) : text.startsWith('9999') ? 'ever' : 'now'
}

async function versions(workshop: Workshop, more = '', columns = 'id, name, city'): Promise<string[]> {
  const rows = await workshop.query(
    `select dbt_valid_from, dbt_valid_to, ${columns}${more === '' ? '' : `, ${more}`} from core.people_snapshot order by id, dbt_valid_from, dbt_valid_to nulls last`,
  )
  return rows.map(([from, to, ...values]) => `${values.join(' ')} ${day(from)}..${day(to)}`)
}

const ann = '1,ann,paris,2026-01-01 10:00:00'
const bob = '2,bob,rome,2026-01-01 10:00:00'

const byTime = 'strategy="timestamp" updated_at="updated_at"'

test('timestamp: a later time of change begins a version, an earlier or equal one does not', async () => {
  const workshop = taking(byTime)
  await take(workshop, [ann, bob])
  await take(workshop, ['1,ann,lyon,2026-01-03 10:00:00', '2,bob,bern,2026-01-01 10:00:00'])
  expect(await versions(workshop)).toEqual(['1 ann paris 1..3', '1 ann lyon 3..-', '2 bob rome 1..-'])
  const meta = await workshop.query(
    "select dbt_scd_id = md5('1|2026-01-03 10:00:00'), dbt_updated_at = dbt_valid_from, count(*) over () from core.people_snapshot where city = 'lyon'",
  )
  expect(meta).toEqual([[true, true, '1']])
})

test('a snapshot is not taken again while what it reads is as it was, and never made anew', async () => {
  const workshop = taking(byTime)
  await take(workshop, [ann])
  expect(await workshop.steps({ only: ['people', 'people_snapshot'] })).toEqual([])
  workshop.write({ 'seeds/people.csv': `${header}\n1,ann,lyon,2026-01-03 10:00:00\n` })
  await workshop.buildWell({ only: ['people', 'people_snapshot'], fullRefresh: true })
  expect(await versions(workshop)).toEqual(['1 ann paris 1..3', '1 ann lyon 3..-'])
})

test('check: what differs in the named columns begins a version now', async () => {
  const workshop = taking('strategy="check" check_cols=(list "city")')
  await take(workshop, [ann, bob])
  await take(workshop, ['1,anna,paris,2026-01-01 10:00:00', '2,bob,,2026-01-01 10:00:00'])
  expect(await versions(workshop)).toEqual(['1 ann paris now..-', '2 bob rome now..now', '2 bob  now..-'])
  await take(workshop, ['1,anna,paris,2026-01-01 10:00:00', '2,bob,,2026-01-01 10:00:00'])
  expect(await versions(workshop)).toHaveLength(3)
})

test('check of all columns with a time of change: the time is theirs', async () => {
  const workshop = taking('strategy="check" check_cols="all" updated_at="updated_at"')
  await take(workshop, [ann, bob])
  await take(workshop, ['1,ann,paris,2026-01-02 10:00:00', bob])
  expect(await versions(workshop)).toEqual(['1 ann paris 1..2', '1 ann paris 2..-', '2 bob rome 1..-'])
})

test('a deleted row stays open, unless hard deletes are to be seen', async () => {
  for (const [settings, expected] of [
    ['', ['1 ann paris 1..-', '2 bob rome 1..-']],
    ['hard_deletes="invalidate"', ['1 ann paris 1..-', '2 bob rome 1..now']],
    ['invalidate_hard_deletes=true', ['1 ann paris 1..-', '2 bob rome 1..now']],
  ] as const) {
    const workshop = taking(`${byTime} ${settings}`)
    await take(workshop, [ann, bob])
    await take(workshop, [ann])
    expect(await versions(workshop)).toEqual(expected)
  }
})

test('a row that comes back begins a version, after the one that ended', async () => {
  const workshop = taking(`${byTime} hard_deletes="invalidate"`)
  await take(workshop, [ann, bob])
  await take(workshop, [ann])
  await take(workshop, [ann, bob])
  expect(await versions(workshop)).toEqual(['1 ann paris 1..-', '2 bob rome 1..now', '2 bob rome now..-'])
  const [ids] = await workshop.query(
    'select count(distinct dbt_scd_id), bool_and(dbt_valid_to is null or dbt_valid_from < dbt_valid_to) from core.people_snapshot',
  )
  expect(ids).toEqual(['3', true])
})

test('new_record: a row says that the key is gone, until it is back', async () => {
  const workshop = taking(`${byTime} hard_deletes="new_record"`)
  await take(workshop, [ann, bob])
  await take(workshop, [ann])
  const gone = ['1 ann paris False 1..-', '2 bob rome False 1..now', '2 bob rome True now..-']
  expect(await versions(workshop, 'dbt_is_deleted')).toEqual(gone)
  await take(workshop, ['1,ann,paris,2026-01-01 10:00:00', '3,cem,oslo,2026-01-05 10:00:00'])
  expect(await versions(workshop, 'dbt_is_deleted')).toEqual([...gone, '3 cem oslo False 5..-'])
  await take(workshop, [ann, bob, '3,cem,oslo,2026-01-05 10:00:00'])
  expect(await versions(workshop, 'dbt_is_deleted')).toEqual([
    ...gone.slice(0, 2),
    '2 bob rome True now..now',
    '2 bob rome False now..-',
    '3 cem oslo False 5..-',
  ])
})

test('dbt_valid_to_current stands in the place of NULL', async () => {
  const workshop = taking(
    `${byTime} hard_deletes="invalidate" dbt_valid_to_current="to_date('9999-12-31', 'YYYY-MM-DD')"`,
  )
  await take(workshop, [ann, bob])
  await take(workshop, ['1,ann,lyon,2026-01-03 10:00:00'])
  expect(await versions(workshop)).toEqual(['1 ann paris 1..3', '1 ann lyon 3..ever', '2 bob rome 1..now'])
})

test('the columns have the names that the project gives them', async () => {
  const workshop = taking(
    `${byTime} snapshot_meta_column_names=(dict dbt_valid_from="valid_from" dbt_valid_to="valid_to" dbt_scd_id="id_of_version" dbt_updated_at="changed")`,
    { 'models/marts/current.sql': 'select id, changed from {{ref "people_snapshot"}} where valid_to is null\n' },
  )
  await take(workshop, [ann])
  await take(workshop, ['1,ann,lyon,2026-01-03 10:00:00'])
  const rows = await workshop.query('select * from core.people_snapshot order by valid_from')
  expect(rows.map((row) => [row[2], day(row[6]), day(row[7])])).toEqual([
    ['paris', '1', '3'],
    ['lyon', '3', '-'],
  ])
})

test('a key of several columns', async () => {
  const workshop = newWorkshop({
    'models/core/people_snapshot.sql': `{{config materialized="snapshot" unique_key=(list "id" "name") ${byTime}}}
select * from {{ref "people"}}
`,
  })
  await take(workshop, [ann, '1,eve,rome,2026-01-01 10:00:00'])
  await take(workshop, [ann, '1,eve,bern,2026-01-02 10:00:00'])
  expect((await versions(workshop)).sort()).toEqual(['1 ann paris 1..-', '1 eve bern 2..-', '1 eve rome 1..2'])
})

test('a new column joins the table, one that is gone stays in it', async () => {
  const workshop = taking('strategy="check" check_cols="all"')
  await take(workshop, [ann])
  await take(workshop, ['1,ann,2026-01-01 10:00:00,blue'], 'id,name,updated_at,colour')
  const rows = await workshop.query(
    'select name, city, colour, dbt_valid_to is null from core.people_snapshot order by dbt_valid_from',
  )
  expect(rows).toEqual([
    ['ann', 'paris', null, false],
    ['ann', null, 'blue', true],
  ])
})

test('a snapshot in YAML, as dbt has it, with a test', async () => {
  const workshop = newWorkshop({
    'models/core/snapshots.yml': `version: 2
snapshots:
  - name: people_snapshot
    relation: ref('people')
    description: People as they were.
    config: {schema: core, unique_key: id, strategy: timestamp, updated_at: updated_at}
    columns:
      - {name: dbt_scd_id, data_tests: [unique, not_null]}
      - {name: city, data_tests: [{accepted_values: {arguments: {values: [paris, lyon]}}}]}
`,
  })
  await take(workshop, [ann])
  workshop.write({ 'seeds/people.csv': `${header}\n1,ann,berlin,2026-01-03 10:00:00\n` })
  const summary = await workshop.build()
  expect(summary.results.find(({ status }) => status === 'fail')?.node).toContain('accepted_values')
  expect(await versions(workshop)).toEqual(['1 ann paris 1..-'])
  await take(workshop, ['1,ann,lyon,2026-01-03 10:00:00'])
  expect(await versions(workshop)).toEqual(['1 ann paris 1..3', '1 ann lyon 3..-'])
})

test('two rows with one key are an error, and nothing is taken', async () => {
  const workshop = taking(byTime)
  await take(workshop, [ann])
  workshop.write({ 'seeds/people.csv': `${header}\n${ann}\n1,eve,rome,2026-01-03 10:00:00\n` })
  const { results } = await workshop.build({ only: ['people', 'people_snapshot'] })
  expect(results.find(({ node }) => node === 'snapshot.truth.people_snapshot')?.diagnostics[0]?.code).toBe(
    'cdc/key-repeated',
  )
  expect(await versions(workshop)).toEqual(['1 ann paris 1..-'])
})
