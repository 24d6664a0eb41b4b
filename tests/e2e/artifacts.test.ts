import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  changed,
  changeProject,
  jsonLines,
  petShop,
  readFiles,
  readJson,
  temporaryFolder,
  tidemill,
} from '../support/cli.ts'

type Json = Readonly<Record<string, unknown>>

interface ManifestJson {
  readonly metadata: Json
  readonly nodes: Readonly<Record<string, Json>>
  readonly sources: Readonly<Record<string, Json>>
  readonly parent_map: Readonly<Record<string, readonly string[]>>
  readonly child_map: Readonly<Record<string, readonly string[]>>
}

async function manifestOf(files: Readonly<Record<string, string>>): Promise<ManifestJson> {
  const cwd = temporaryFolder(files)
  expect((await tidemill(['parse'], { cwd })).code).toBe(0)
  return readJson(cwd, 'target/manifest.json') as ManifestJson
}

describe('manifest.json', () => {
  test("has the keys of dbt's version 12", async () => {
    const manifest = await manifestOf(petShop)
    expect(Object.keys(manifest)).toEqual(
      'metadata nodes sources macros docs exposures metrics groups selectors disabled parent_map child_map group_map saved_queries semantic_models unit_tests functions'.split(
        ' ',
      ),
    )
    expect(manifest.metadata).toMatchObject({
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
      adapter_type: 'redshift',
      project_name: 'pets',
      invocation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      generated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
  })

  test('describes a model', async () => {
    const { nodes } = await manifestOf(petShop)
    expect(nodes['model.pets.species']).toMatchObject({
      database: 'warehouse',
      schema: 'shop',
      name: 'species',
      alias: 'species',
      resource_type: 'model',
      package_name: 'pets',
      path: 'species.sql',
      original_file_path: 'models/species.sql',
      unique_id: 'model.pets.species',
      fqn: ['pets', 'species'],
      checksum: { name: 'sha256', checksum: expect.stringMatching(/^[0-9a-f]{64}$/) },
      language: 'sql',
      raw_code: petShop['models/species.sql'],
      compiled: true,
      compiled_path: 'target/compiled/pets/models/species.sql',
      compiled_code: expect.stringContaining('from "shop"."animals_for_sale"'),
      relation_name: '"warehouse"."shop"."species"',
      depends_on: { macros: [], nodes: ['model.pets.animals_for_sale'] },
      refs: [{ name: 'animals_for_sale', package: null, version: null }],
      sources: [],
      patch_path: 'pets://models/shop.yml',
      description: 'One row for each species.',
      columns: { species: { name: 'species', description: 'The kind of animal.', data_type: 'varchar' } },
      tags: ['daily'],
      meta: { engine: 'redshift' },
      config: { enabled: true, materialized: 'table', meta: { engine: 'redshift' }, 'pre-hook': [], 'post-hook': [] },
    })
  })

  test('describes a generic test', async () => {
    const { nodes } = await manifestOf(petShop)
    expect(Object.values(nodes).find((node) => node.name === 'unique_species_species')).toMatchObject({
      resource_type: 'test',
      attached_node: 'model.pets.species',
      column_name: 'species',
      file_key_name: 'models.species',
      test_metadata: {
        name: 'unique',
        kwargs: { column_name: 'species', model: "{{ get_where_subquery(ref('species')) }}" },
        namespace: null,
      },
      config: { severity: 'ERROR', warn_if: '!= 0', error_if: '!= 0', fail_calc: 'count(*)' },
    })
  })

  test('describes a source, and tells which engine a node belongs to', async () => {
    const { nodes, sources } = await manifestOf(changeProject)
    expect(sources['source.orders.shop.orders']).toMatchObject({
      source_name: 'shop',
      name: 'orders',
      identifier: 'orders',
      resource_type: 'source',
      columns: { order_id: { data_type: 'bigint' } },
    })
    expect(nodes['model.orders.stg_orders']).toMatchObject({ meta: { engine: 'spark' }, sources: [['shop', 'orders']] })
    expect(nodes['model.orders.orders']).toMatchObject({
      config: {
        materialized: 'incremental',
        incremental_strategy: 'cdc',
        unique_key: 'order_id',
        meta: { engine: 'redshift' },
      },
    })
  })

  test('maps parents and children both ways', async () => {
    const { nodes, sources, parent_map, child_map } = await manifestOf(changeProject)
    const ids = [...Object.keys(nodes), ...Object.keys(sources)].sort()
    expect(Object.keys(parent_map).sort()).toEqual(ids)
    expect(Object.keys(child_map).sort()).toEqual(ids)
    for (const [child, parents] of Object.entries(parent_map)) {
      for (const parent of parents) expect(child_map[parent]).toContain(child)
    }
    expect(parent_map['model.orders.orders']).toEqual(['model.orders.stg_orders'])
  })
})

describe('run_results.json', () => {
  test("has the shape of dbt's version 6, and every id is in the manifest", async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build', '--select', 'species'], { cwd })
    const manifest = readJson(cwd, 'target/manifest.json') as ManifestJson
    await tidemill(['build'], { cwd })
    const results = readJson(cwd, 'target/run_results.json') as {
      readonly results: readonly Json[]
      readonly metadata: Json
    }
    expect(results).toMatchObject({
      metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json' },
      elapsed_time: expect.any(Number),
      args: { which: 'build', select: [], target: 'local' },
    })
    expect(results.results.length).toBeGreaterThan(0)
    for (const result of results.results) {
      expect(Object.keys(manifest.nodes)).toContain(result.unique_id)
      expect(['success', 'error', 'skipped', 'pass', 'warn', 'fail']).toContain(result.status)
      expect(result).toMatchObject({
        timing: [
          { name: 'compile', started_at: expect.any(String), completed_at: expect.any(String) },
          { name: 'execute', started_at: expect.any(String), completed_at: expect.any(String) },
        ],
        thread_id: expect.any(String),
        execution_time: expect.any(Number),
        adapter_response: expect.any(Object),
      })
    }
  })

  test('warnings alone are exit code 0 and have their own status', async () => {
    const cwd = temporaryFolder(
      changed(petShop, {
        'tests/no_cats.sql':
          '{{config severity="warn"}}select species from {{ref "animals"}} where species = \'cat\'\n',
      }),
    )
    const { code, stderr } = await tidemill(['build'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^\d of 7 WARN 2 no_cats \.+ \[WARN 2 in /m)
    expect(stderr).toContain('Completed with 1 warning\n')
    const { results } = readJson(cwd, 'target/run_results.json') as { readonly results: readonly Json[] }
    expect(results.find((result) => result.unique_id === 'test.pets.no_cats')).toMatchObject({
      status: 'warn',
      failures: 2,
    })
  })
})

describe('the target folder', () => {
  test('holds the compiled SQL of models and tests, a log of JSON lines, and no half-written file', async () => {
    const cwd = temporaryFolder(petShop)
    await tidemill(['build'], { cwd })
    await tidemill(['build'], { cwd })
    const files = readFiles(join(cwd, 'target'))
    expect(Object.keys(files).sort()).toEqual([
      'compiled/pets/models/animals_for_sale.sql',
      'compiled/pets/models/shop.yml/not_null_animals_for_sale_animal_id.sql',
      'compiled/pets/models/shop.yml/unique_animals_for_sale_animal_id.sql',
      'compiled/pets/models/shop.yml/unique_species_species.sql',
      'compiled/pets/models/species.sql',
      'manifest.json',
      'run/pets/models/animals_for_sale.sql',
      'run/pets/models/species.sql',
      'run/pets/seeds/animals.csv/animals.sql',
      'run_results.json',
      'tidemill.log',
    ])
    const log = jsonLines(files['tidemill.log'] ?? '')
    expect(new Set(log.map((line) => line.run)).size).toBe(2)
    expect(log.filter((line) => line.event === 'command')).toHaveLength(2)
    expect(log.find((line) => line.event === 'finish')).toMatchObject({
      node: 'seed.pets.animals',
      status: 'success',
      rows: 3,
    })
  })

  test('lies where target-path says', async () => {
    const cwd = temporaryFolder(
      changed(petShop, { 'project.yml': `${petShop['project.yml']}target-path: build/out\n` }),
    )
    await tidemill(['parse'], { cwd })
    expect(readdirSync(join(cwd, 'build/out'))).toEqual(['manifest.json'])
  })
})

describe('secrets', () => {
  const secret = 'hunter2-quite"secret'
  const project = changed(petShop, {
    'profiles/local.yml': `${petShop['profiles/local.yml']}cdc: {dms: {password: hunter3-in-the-file}}\n`,
    'models/leaky.sql': `{{config materialized="table"}}\nselect '{{env_var "API_TOKEN"}}' as token, cast('{{env_var "API_TOKEN"}}' as integer) as n\n`,
    'models/other.sql': "select 'hunter3-in-the-file' as t\n",
  })

  test('never reach a log, an artifact or a message', async () => {
    const cwd = temporaryFolder(project)
    const env = { API_TOKEN: secret }
    const built = await tidemill(['build'], { cwd, env })
    expect(built.code).toBe(1)
    const json = await tidemill(['build', '--json'], { cwd, env })
    const compiled = await tidemill(['compile', '--select', 'leaky', 'other'], { cwd, env })
    expect(compiled.stdout).toContain("'*****' as token")
    const written = Object.values(readFiles(join(cwd, 'target')))
    for (const text of [...written, built.stderr, json.stdout, json.stderr, compiled.stdout, compiled.stderr]) {
      expect(text).not.toContain('hunter2')
      expect(text).not.toContain('hunter3')
    }
  })

  test('a secret that is also a name of the project leaves the names readable', async () => {
    const cwd = temporaryFolder(project)
    appendFileSync(join(cwd, 'models/leaky.sql'), ' ')
    await tidemill(['parse'], { cwd, env: { API_TOKEN: 'species' } })
    expect(Object.keys((readJson(cwd, 'target/manifest.json') as ManifestJson).nodes)).toContain('model.pets.species')
  })
})
