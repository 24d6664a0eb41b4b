import { describe, expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'

function testOf(sql: string, settings = '{}') {
  const { compiled, diagnostics } = compileFiles({
    'project.yml': 'name: p\nversion: "1"\n',
    'profiles/local.yml':
      'engines:\n  spark: {type: duckdb, path: w.duckdb}\n  redshift: {type: duckdb, path: w.duckdb}\n',
    'macros/tests.hbs': `{{#test "own" as |model column|}}\n${sql}\n{{/test}}\n`,
    'models/sums.sql': '{{config materialized="table"}}\nselect 1 as a, 2 as b\n',
    'models/models.yml': `models:
  - name: sums
    columns:
      - {name: a, data_tests: [{own: {config: ${settings}}}]}
`,
  })
  const node = [...(compiled?.manifest.nodes.values() ?? [])].find((found) => found.kind === 'test')
  return {
    isRowTest: node?.kind === 'test' && node.measured?.condition?.query != null,
    isByIds: node?.kind === 'test' && node.failingIds?.query != null,
    onFailure: node?.kind === 'test' ? node.config.onFailure : null,
    codes: diagnostics.map(({ code }) => code),
  }
}

describe("a test of one's own that is a condition on rows", () => {
  test.each([
    'select * from {{model}} where {{column}} < 0',
    'select {{column}}, b from {{model}} where {{column}} < b order by b',
  ])('%s', (sql) => {
    const found = testOf(sql, '{on_failure: quarantine}')
    expect(found).toEqual({ isRowTest: true, isByIds: false, onFailure: 'quarantine', codes: [] })
  })

  test('whose condition asks queries is asked for the failing rows, since Spark takes them in a WHERE alone', () => {
    const found = testOf('select a from {{model}} as t where t.a < 0 or t.b in (select 3)', '{on_failure: quarantine}')
    expect(found).toEqual({ isRowTest: false, isByIds: true, onFailure: 'quarantine', codes: [] })
  })

  test.each([
    'select {{column}} from {{model}} where {{column}} < 0 group by 1',
    'select distinct {{column}} from {{model}} where {{column}} < 0',
    'select max({{column}}) as a from {{model}} where {{column}} < 0',
    'select {{column}} from {{model}} where {{column}} < 0 limit 3',
    'select x.a from {{model}} as x join {{model}} as y on x.a = y.b where x.a < 0',
    'select {{column}} from (select * from {{model}}) as t where {{column}} < 0',
    'select {{column}} from {{model}}',
  ])('not: %s', (sql) => {
    const { isRowTest, onFailure, codes } = testOf(sql, '{on_failure: quarantine}')
    expect({ isRowTest, onFailure }).toEqual({ isRowTest: false, onFailure: 'block' })
    expect(codes).toContain('quality/cannot-set-aside')
  })

  test.each([
    ['select * from {{model}} where {{column}} < 0', 'b > 1 or b is null', true],
    ['select t.a from {{model}} as t where t.a < 0', 'b > 1', true],
    ['select t.a from {{model}} as t where t.a < 0', 'sums.b > 1', false],
    ['select * from {{model}} where {{column}} < 0 group by 1', 'b > 1', false],
  ])('%s, where %s: %s', (sql, where, isRowTest) => {
    expect(testOf(sql, `{on_failure: quarantine, where: "${where}"}`).isRowTest).toBe(isRowTest)
  })

  test('not with an aggregate that is counted', () => {
    expect(testOf('select * from {{model}} where {{column}} < 0', '{fail_calc: max(a)}').isRowTest).toBe(false)
  })
})
