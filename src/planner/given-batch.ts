import { changeAge } from '../ingest/change-age.ts'
import type { FixtureRows } from '../manifest/fixture.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode } from '../manifest/nodes.ts'
import { carriedColumns } from '../manifest/system-columns.ts'
import { orderOf } from './change-files-of.ts'
import { duckdbPlanner } from './dialects/duckdb.ts'
import { exitsOf } from './sidecars.ts'

/** The given rows as changes, in the order in which they are written (`_tm_place`). */
const changes = 'temp._tm_given'

/**
 * Statements that lay the given rows of a staging model out as it does with those that its query gives for a batch: every
 * change, or the newest of each key with the last values that it had; and what took keys out, where somebody asks for it.
 *
 * @param rows a query for them
 */
export function givenBatch(
  rows: string,
  fixture: FixtureRows,
  staging: ModelNode,
  model: ModelNode,
  { nodes }: Manifest,
): readonly string[] {
  const { relation, identifier } = duckdbPlanner
  const { flow, config } = staging
  const source = nodes.get(flow?.source ?? '')
  const keys = (flow?.keyColumns ?? []).map(identifier)
  const target = `create or replace table ${relation(staging.relation)} as`
  const given = `create or replace temp table _tm_given as ${changesOf(rows, fixture, model)}`
  if (config.keep === 'all' || source?.kind !== 'source' || keys.length === 0)
    return [given, `${target} select * exclude (_tm_place) from ${changes}`]
  const key = keys.join(', ')
  const age = changeAge(orderOf(source), (name) => name, duckdbPlanner).map((expression) => `${expression} desc`)
  const newestFirst = `(partition by ${key} order by ${age.join(', ')}, _tm_place desc)`
  const newest = (where: string) => `(select * from ${changes}${where} qualify row_number() over ${newestFirst} = 1)`
  const fate = ['i._change_id is not null as _has_image', 'i._change_seq as _image_seq', 'i._commit_ts as _image_ts']
  const items = [
    ...[...carriedColumns, ...keys].map((name) => `n.${name}`),
    `i.* exclude (${[...carriedColumns, ...keys, '_tm_place'].join(', ')})`,
    ...(flow?.imagesQuery ? fate : []),
  ]
  const isSame = keys.map((name) => `n.${name} = i.${name}`).join(' and ')
  const images = newest(" where _op <> 'D'")
  const latest = `select ${items.join(', ')} from ${newest('')} as n left join ${images} as i on ${isSame}`
  if (!flow?.imagesQuery) return [given, `${target} ${latest}`]
  // What took a key out for good is behind its image.
  const ranked = `select *, row_number() over ${newestFirst} as _tm_rank from ${changes}`
  const placed = `select *, min(case when _op <> 'D' then _tm_rank end) over (partition by ${key}) as _tm_image from (${ranked})`
  const exits = `select ${key}, _change_seq, _commit_ts from (${placed}) where _op = 'D' and (_tm_image is null or _tm_rank < _tm_image)`
  return [given, `${target} ${latest}`, `create or replace table ${relation(exitsOf(staging))} as ${exits}`]
}

/** Changes without a time come after all that have one, as they are written. */
function changesOf(rows: string, fixture: FixtureRows, { config, relation }: ModelNode): string {
  const isTimed = fixture.kind !== 'seed' && fixture.columns.some(({ name }) => name === '_commit_ts')
  const hasTimes = config.strategy === 'cdc' || config.strategy === 'append'
  const times = [
    ...(isTimed ? ['select max(_commit_ts) as t from given'] : []),
    ...(hasTimes ? [`select max(_commit_ts) as t from ${duckdbPlanner.relation(relation)}`] : []),
  ]
  const newest = times.length === 0 ? 'null' : `(select max(t) from (${times.join(' union all ')}))`
  const base = `coalesce(${newest}, timestamp '2000-01-01 00:00:00')`
  const items = [
    '* exclude (_commit_ts, _change_id)',
    `coalesce(_commit_ts, ${base} + _tm_place * interval 1 second) as _commit_ts`,
    "coalesce(_change_id, 'given ' || _tm_place) as _change_id",
  ]
  return `with given as (select *, row_number() over () as _tm_place from (${rows})) select ${items.join(', ')} from given`
}
