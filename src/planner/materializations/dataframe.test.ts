import { describe, expect, test } from 'vitest'
import { compileFiles } from '../../../tests/support/compile-files.ts'
import { invariant } from '../../util/invariant.ts'
import { sparkPlanner } from '../dialects/spark.ts'
import { scratchOf } from '../planner-dialect.ts'
import { dataframeAction, dataframeRows } from './dataframe.ts'

function actionFor(python: string, name: string) {
  const { compiled } = compileFiles({
    'project.yml': 'name: p\nversion: "1"\nvars: {least: 3, other: 4}\n',
    'profiles/local.yml':
      'engines:\n  spark: {type: duckdb, path: w.duckdb}\n  redshift: {type: duckdb, path: w.duckdb}\n',
    'models/models.yml': `sources:
  - name: shop
    config: {location: raw}
    tables:
      - name: orders
        config: {primary_key: [Id]}
        columns: [{name: id, data_type: bigint}]
models:
  - name: promised
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: bigint}]
`,
    'seeds/names.csv': 'id\n1\n',
    [`models/${name}.py`]: python,
  })
  const model = compiled?.manifest.nodes.get(`model.p.${name}`)
  invariant(model?.kind === 'model' && model.dataframe, 'the model compiles')
  const scratch = scratchOf(sparkPlanner, 7)
  const relationOf = (id: string) => ({ schema: 'there', name: id })
  return { action: dataframeAction({ scratch, model, dataframe: model.dataframe, relationOf }), scratch }
}

describe('the step of a DataFrame model', () => {
  test('has the code, what it reads and the variables that it asks for', () => {
    const code = 'def model(tm, spark):\n    return tm.ref("names").limit(tm.var("least", 1) + tm.var("unset", 2))\n'
    const { action, scratch } = actionFor(code, 'few')
    expect(action).toEqual({
      kind: 'dataframe',
      calls: 'model',
      model: 'model.p.few',
      code,
      path: 'models/few.py',
      reads: [{ call: 'ref', names: ['names'], relation: { schema: 'there', name: 'seed.p.names' } }],
      vars: { least: 3 },
      needs: { as: 'key', columns: [] },
      contract: null,
      into: { schema: '', name: '_tm_dataframe_7' },
    })
    expect(dataframeRows(scratch).sql).toBe('select * from `_tm_dataframe_7`')
  })

  test.each([
    ['', { as: 'key', columns: ['id'] }],
    [', keep="all"', { as: 'changes', columns: ['_op', '_change_seq', '_commit_ts', '_change_id'] }],
  ])('over a source has to give what tells its rows apart', (more, needs) => {
    const code = `def model(tm, spark):\n    tm.config(materialized="staging"${more})\n    return tm.source("shop", "orders")\n`
    expect(actionFor(code, 'stg').action).toMatchObject({
      reads: [
        { call: 'source', names: ['shop', 'orders'], relation: { schema: 'there', name: 'source.p.shop.orders' } },
      ],
      needs,
    })
  })

  test('with a contract has to give what it says', () => {
    const code = 'def model(tm, spark):\n    return tm.ref("names")\n'
    expect(actionFor(code, 'promised').action).toMatchObject({ contract: [{ name: 'id', dataType: 'bigint' }] })
  })
})
