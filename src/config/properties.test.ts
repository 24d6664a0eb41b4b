import { expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProperties } from './properties.ts'

function read(text: string) {
  const { properties, diagnostics } = readProperties({ path: 'models/a.yml', text })
  expect(diagnosticLines(diagnostics)).toEqual([])
  return properties
}

test('an empty file says nothing', () => {
  const { properties, readable, diagnostics } = readProperties({ path: 'models/a.yml', text: '# later\n' })
  expect([readable, diagnostics, properties.models]).toEqual([true, [], []])
})

test('a file with a syntax error is not readable', () => {
  expect(readProperties({ path: 'models/a.yml', text: 'models: [' }).readable).toBe(false)
})

test('keys of the configuration may stand beside it', () => {
  const [model] = read('models:\n  - {name: m, tags: [a], meta: {b: 1}, config: {tags: c, access: public}}\n').models
  expect(model?.config.map(({ key }) => key.value)).toEqual(['tags', 'meta', 'tags', 'access'])
})

test('constraints of models and columns', () => {
  const [model] = read(`models:
  - name: m
    constraints:
      - {type: foreign_key, columns: [a], to: ref('b'), to_columns: [c]}
    columns:
      - {name: a, constraints: [{type: check, expression: a > 0}]}
`).models
  expect(model?.constraints).toMatchObject([
    { type: { value: 'foreign_key' }, to: { value: "ref('b')" }, toColumns: ['c'] },
  ])
  expect(model?.columns[0]?.constraints).toMatchObject([{ type: { value: 'check' }, expression: { value: 'a > 0' } }])
})

test('an exposure', () => {
  const { exposures } = read(`exposures:
  - name: report
    type: dashboard
    maturity: high
    url: https://example.com
    owner: {name: Ada, email: [ada@example.com, bob@example.com]}
    depends_on: [ref('a'), "source('b', 'c')"]
    config: {tags: [x], enabled: false}
`)
  expect(exposures).toMatchObject([
    {
      name: { value: 'report' },
      owner: { name: 'Ada', email: 'ada@example.com, bob@example.com' },
      dependsOn: [{ value: "ref('a')" }, { value: "source('b', 'c')" }],
      tags: ['x'],
      enabled: false,
    },
  ])
})

test('a macro', () => {
  const { macros } = read('macros:\n  - {name: cents, description: d, arguments: [{name: column, type: text}]}\n')
  expect(macros).toMatchObject([{ name: { value: 'cents' }, arguments: [{ name: { value: 'column' }, type: 'text' }] }])
})

test('a unit test with rows as CSV and an expectation as a list', () => {
  const { unitTests } = read(`unit_tests:
  - name: t
    model: m
    overrides: {vars: {x: 1}}
    given:
      - input: this
        format: csv
        rows: |
          a,b
          1,2
    expect: [{a: 1}]
`)
  expect(unitTests[0]).toMatchObject({
    given: [{ input: { value: 'this' }, format: 'csv', rows: { value: 'a,b\n1,2\n' } }],
    expect: { format: 'dict', rows: { kind: 'list' } },
  })
})

test('a seed', () => {
  const { seeds } = read(
    'seeds:\n  - {name: s, config: {column_types: {id: bigint}}, columns: [{name: id, data_tests: [unique]}]}\n',
  )
  expect(seeds).toMatchObject([
    { kind: 'seed', name: { value: 's' }, columns: [{ dataTests: [{ test: { value: 'unique' } }] }] },
  ])
})
