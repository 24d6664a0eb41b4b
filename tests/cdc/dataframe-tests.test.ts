import { expect, test } from 'vitest'
import type { RunSummary } from '../../src/runner/events.ts'
import { newWorkshop, newWorkshopOn } from '../support/truth/new-workshop.ts'
import { onlyModels } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'

const files = {
  ...onlyModels('stg_orders', 'orders'),
  'tests/dear.py': `def test(tm, df):
    return df.filter(df[tm.var("column")] > tm.var("most", 1000))
`,
  'tests/places/unknown_country.py': `def test(tm, df):
    known = tm.ref("countries").select("country_name")
    return df.join(known, "country_name", "left_anti")
`,
  'models/tests.yml': `version: 2
models:
  - name: stg_orders
    data_tests: [unknown_country]
    columns:
      - {name: amount, data_tests: [{dear: {arguments: {most: 50}, config: {severity: warn}}}, {dear: {name: far_too_dear, arguments: {most: 500}}}]}
`,
}

function found({ results }: RunSummary): Record<string, string> {
  return Object.fromEntries(
    results.map(({ node, status, failures }) => [
      node.split('.')[2] ?? node,
      failures === null ? status : `${status} ${failures}`,
    ]),
  )
}

test('tests in Python look at the rows of a batch on Spark, and hold them back', { timeout: 300_000 }, async () => {
  const workshop = await newWorkshopOn('spark and postgres', files)
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1', '0 I 2 open DE 60.00'])])
  expect(found(await workshop.build())).toMatchObject({
    unknown_country_stg_orders: 'pass 0',
    dear_stg_orders_amount__50: 'warn 1',
    far_too_dear: 'pass 0',
    stg_orders: 'success',
    orders: 'success',
  })
  workshop.deliver([orderFile('20260105-100000000', ['1 U 1 open DE 501.00'])])
  expect(found(await workshop.build())).toMatchObject({
    far_too_dear: 'fail 1',
    stg_orders: 'error',
    orders: 'skipped',
  })
  expect(await workshop.query('select amount from core.orders order by 1')).toEqual([['10.00'], ['60.00']])
  workshop.write({
    'tests/dear.py': 'def test(tm, df):\n    tm.var("most")\n    return df.nonsense(tm.var("column"))\n',
  })
  const broken = (await workshop.build()).results.find(({ node }) => node.includes('far_too_dear'))
  expect(broken?.status).toBe('error')
  expect(broken?.diagnostics[0]).toMatchObject({ span: { file: { path: 'tests/dear.py' } } })
  expect(broken?.diagnostics[0]?.message).toContain('nonsense')
})

test('without a Spark they say what is missing', async () => {
  const workshop = newWorkshop(files)
  workshop.deliver([orderFile('LOAD00000001', ['0 I 1'])])
  const { results } = await workshop.build()
  const codes = results.flatMap(({ status, diagnostics }) => (status === 'error' ? diagnostics : []))
  expect(codes[0]).toMatchObject({ code: 'dataframe/needs-spark', span: { file: { path: 'models/tests.yml' } } })
})

test('rows that they find are set aside, beside those of other tests', { timeout: 300_000 }, async () => {
  const workshop = await newWorkshopOn('spark and postgres', {
    ...files,
    'models/tests.yml': `version: 2
models:
  - name: stg_orders
    config: {quality: {on_failure: quarantine}}
    columns:
      - name: amount
        data_tests: [{dear: {arguments: {most: 50}}}, {accepted_range: {name: not_for_nothing, arguments: {min_value: 1}}}]
      - {name: status, data_tests: [{accepted_values: {arguments: {values: [open]}}}]}
`,
  })
  workshop.deliver([
    orderFile('LOAD00000001', ['0 I 1', '0 I 2 paid DE 60.00', '0 I 3 open DE 0.50', '0 I 4 open FR 51.00']),
  ])
  expect(found(await workshop.build())).toMatchObject({
    dear_stg_orders_amount__50: 'warn 2',
    not_for_nothing: 'warn 1',
    orders: 'success',
  })
  expect(await workshop.query('select order_id from core.orders')).toEqual([['1']])
  const aside = await workshop.query('select order_id, _reason from staging.stg_orders__quarantine order by 1')
  expect(aside.map((row) => row.join(' '))).toEqual([
    '2 accepted_values_stg_orders_status__open, dear_stg_orders_amount__50',
    '3 not_for_nothing',
    '4 dear_stg_orders_amount__50',
  ])
})
