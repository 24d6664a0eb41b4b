import { describe, expect, test } from 'vitest'
import { petShop, readJson, temporaryFolder, tidemill } from '../support/cli.ts'

describe('tidemill lineage', () => {
  test('follows a column up, step by step', async () => {
    const { code, stdout, stderr } = await tidemill(['lineage', 'species.worth'], { cwd: temporaryFolder(petShop) })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'species.worth',
        '',
        'comes from              how          hops',
        '──────────────────────  ───────────  ────',
        'animals_for_sale.price  aggregation     1',
        'animals.price           aggregation     2',
        '',
      ].join('\n'),
    )
  })

  test('tells of a model where its columns come from first, and what its rows depend on', async () => {
    const { stdout } = await tidemill(['lineage', 'species'], { cwd: temporaryFolder(petShop) })
    expect(stdout).toBe(
      [
        'species',
        '',
        'column   comes from       how',
        '───────  ───────────────  ───────────',
        'species  animals.species  identity',
        'worth    animals.price    aggregation',
        '',
        'which rows there are depends on  how',
        '───────────────────────────────  ────────',
        'animals_for_sale.species         group by',
        '',
      ].join('\n'),
    )
  })

  test('follows a column down, through rows when asked', async () => {
    const cwd = temporaryFolder(petShop)
    const columnsOf = async (...words: readonly string[]) => {
      const { stdout } = await tidemill(['lineage', 'animals.price', '--down', '--output', 'json', ...words], { cwd })
      const { down } = JSON.parse(stdout) as {
        down: { price: { unique_id: string; column: string; kinds: string[] }[] }
      }
      return down.price.map(({ unique_id, column, kinds }) => `${unique_id}.${column} ${kinds.join(' ')}`)
    }
    expect(await columnsOf()).toEqual([
      'model.pets.animals_for_sale.price identity',
      'model.pets.species.worth aggregation',
    ])
    expect(await columnsOf('--rows')).toContain('model.pets.animals_for_sale.species filter')
  })
})

test('manifest.json has the lineage of each model, one hop', async () => {
  const cwd = temporaryFolder(petShop)
  await tidemill(['parse'], { cwd })
  const { nodes } = readJson(cwd, 'target/manifest.json') as { nodes: Record<string, { config: object }> }
  expect(nodes['model.pets.animals_for_sale']?.config).toMatchObject({
    column_lineage: {
      columns: {
        price: { direct: [{ unique_id: 'seed.pets.animals', column: 'price', kinds: ['identity'] }], indirect: [] },
      },
      indirect: [{ unique_id: 'seed.pets.animals', column: 'price', kinds: ['filter'] }],
      unresolved: [],
    },
  })
})
