import { type UnresolvedLineage, unresolvedReasons } from '../manifest/lineage.ts'
import { type KindSet, kindsOf } from '../manifest/lineage-kinds.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ColumnAddress, ReachedColumn, WalkOptions } from '../manifest/walk-lineage.ts'
import { formatTable } from '../util/format-table.ts'
import { type LineageAddress, lineageName } from './lineage-address.ts'

export type Direction = WalkOptions['direction']

/** One column that was asked about, and what lies in one direction of it. */
export interface Way {
  readonly column: string
  readonly reached: readonly ReachedColumn[]
}

/** What `lineage` prints for people: of a column the whole way, of a relation only where its columns come from first. */
export function lineageTables(
  address: LineageAddress,
  manifest: Manifest,
  direction: Direction,
  ways: readonly Way[],
): string[] {
  const main = address.column === null ? relationTable : columnTable
  const tables = [main(address, manifest, direction, ways)]
  if (direction === 'down') return tables
  if (address.column === null) tables.push(...rowsTable(address, manifest))
  return [...tables, ...unresolvedTable(address, manifest, ways)]
}

function columnTable(
  { node, column }: LineageAddress,
  manifest: Manifest,
  direction: Direction,
  ways: readonly Way[],
): string {
  const rows = ways.flatMap(({ reached }) =>
    reached.map((one) => [label(one, manifest), how(one.kinds), String(one.hops)]),
  )
  const titles = [{ title: verbs[direction] }, { title: 'how' }, { title: 'hops', align: 'right' as const }]
  const table = rows.length > 0 ? formatTable(titles, rows) : nothing[direction]
  return `${lineageName(node, manifest.nodes)}.${column}\n\n${table}`
}

function relationTable(
  { node }: LineageAddress,
  manifest: Manifest,
  direction: Direction,
  ways: readonly Way[],
): string {
  const isShown = (one: ReachedColumn) =>
    direction === 'down' || (manifest.lineage.get(one.node)?.columns.get(one.column) ?? []).length === 0
  const rows = ways.flatMap((way) =>
    way.reached.filter(isShown).map((one) => [way.column, label(one, manifest), how(one.kinds)]),
  )
  const titles = [{ title: 'column' }, { title: verbs[direction] }, { title: 'how' }]
  const table = rows.length > 0 ? formatTable(titles, rows) : nothing[direction]
  return `${lineageName(node, manifest.nodes)}\n\n${table}`
}

function rowsTable({ node }: LineageAddress, manifest: Manifest): string[] {
  const rows = (manifest.lineage.get(node)?.rows ?? []).map((edge) => [label(edge, manifest), how(edge.kinds)])
  return rows.length > 0 ? [formatTable([{ title: 'which rows there are depends on' }, { title: 'how' }], rows)] : []
}

/** What could not be followed of the columns themselves and of all that they come from. */
function unresolvedTable(
  { node, column }: LineageAddress,
  { nodes, lineage }: Manifest,
  ways: readonly Way[],
): string[] {
  const passed = new Map<string, Set<string>>([[node, new Set(column === null ? [] : [column])]])
  for (const one of ways.flatMap(({ reached }) => reached)) {
    passed.set(one.node, (passed.get(one.node) ?? new Set()).add(one.column))
  }
  const concerns = (owner: string, one: UnresolvedLineage) =>
    one.column === null || (owner === node && column === null) || passed.get(owner)?.has(one.column)
  const rows = [...passed.keys()].flatMap((owner) =>
    (lineage.get(owner)?.unresolved ?? [])
      .filter((one) => concerns(owner, one))
      .map(({ reference, reason, column: at }) => [
        reference,
        [lineageName(owner, nodes), ...(at === null ? [] : [at])].join('.'),
        unresolvedReasons[reason],
      ]),
  )
  return rows.length > 0 ? [formatTable([{ title: 'not followed' }, { title: 'at' }, { title: 'because' }], rows)] : []
}

const verbs = { up: 'comes from', down: 'leads to' } as const
const nothing = { up: 'It is made from no column.', down: 'Nothing is made from it.' } as const

function label({ node, column }: ColumnAddress, { nodes }: Manifest): string {
  return `${lineageName(node, nodes)}.${column}`
}

function how(kinds: KindSet): string {
  return kindsOf(kinds).join(', ').replaceAll('_', ' ')
}
