import { expect, test } from 'vitest'
import { compileFiles } from '../../tests/support/compile-files.ts'
import { testsOf } from '../manifest/manifest.ts'
import { invariant } from '../util/invariant.ts'
import { planVersions } from './versions.ts'

test('a data test that asks for the time is another one in every run, as no other is', () => {
  const engine = { type: 'duckdb', path: 'w.duckdb' }
  const { compiled } = compileFiles({
    'project.yml': 'name: shop\nprofile: local\n',
    'profiles/local.yml': JSON.stringify({ engines: { spark: engine, redshift: engine } }),
    'models/orders.sql': `select cast('2026-01-02' as timestamp) as sold_at`,
    'models/models.yml':
      'models: [{name: orders, columns: [{name: sold_at, data_tests: [not_null, {freshness: {within: 3 days}}]}]}]\n',
  })
  invariant(compiled, 'the project compiles')
  const { manifest } = compiled
  const versionsIn = (runId: string) => {
    const nothing = {
      ...{ batchesOf: () => [], stagedIn: () => null, recorded: () => null, isMadeAnew: () => false },
      ...{ settingAside: () => [], releasedOf: () => [] },
    }
    const versions = planVersions({ manifest, runId, ...nothing })
    return new Map(testsOf(manifest).map((node) => [node.testName, versions.ofTest(node)]))
  }
  const [one, other] = [versionsIn('1'), versionsIn('2')]
  expect(one.get('not_null')).toBe(other.get('not_null'))
  expect(one.get('freshness')).not.toBe(other.get('freshness'))
})
