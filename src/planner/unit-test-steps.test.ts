import { expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { invariant } from '../util/invariant.ts'
import { makeStep } from './make-step.ts'
import { enginesOf } from './steps.ts'
import { heldBy, unitTestStep, waiting } from './unit-test-steps.ts'

const { compiled } = compileFiles({
  'project.yml': 'name: shop\ntarget: local\n',
  'profiles/local.yml': 'engines: {spark: {type: duckdb, path: a.duckdb}, redshift: {type: duckdb, path: a.duckdb}}\n',
  'models/part.sql': '{{config materialized="ephemeral"}}\nselect 1 as id\n',
  'models/inner.sql': '{{config materialized="ephemeral"}}\nselect id from {{ref "part"}}\n',
  'models/whole.sql': '{{config materialized="table"}}\nselect id from {{ref "inner"}}\n',
  'models/below.sql': '{{config materialized="table"}}\nselect id from {{ref "whole"}}\n',
  'models/units.yml': 'unit_tests: [{name: one, model: part, expect: {rows: [{id: 1}]}}]\n',
})
invariant(compiled, 'the project compiles')
const { manifest } = compiled

test('a unit test goes before its model, and that of an ephemeral model before whatever it is a part of', () => {
  const models = (id: string) => [...heldBy(`model.shop.${id}`, manifest)].map((held) => held.split('.')[2])
  expect(models('whole')).toEqual(['whole'])
  expect(models('part')).toEqual(['part', 'inner', 'whole'])
})

test('its step works on no engine, and what it holds back waits for it', () => {
  const node = manifest.nodes.get('unit_test.shop.part.one')
  invariant(node?.kind === 'unit_test', 'the unit test is a node')
  const step = unitTestStep(node, manifest)
  expect([step.why, [...enginesOf(step)]]).toEqual(['a unit test of part', []])
  const build = makeStep({ kind: 'build', id: 'build', node: 'model.shop.whole', why: '', script: [], after: ['x'] })
  const other = makeStep({ kind: 'build', id: 'other', node: 'model.shop.below', why: '', script: [] })
  const [first, second] = waiting([build, other], new Map([['model.shop.whole', [step.id]]]))
  expect([first?.after, first?.needs, second?.after]).toEqual([[step.id, 'x'], [step.id], []])
})
