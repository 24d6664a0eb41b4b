import type { Manifest } from '../manifest/manifest.ts'
import { type Node, resourceTypeOf } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'

/** `1 model`, `3,000 models`. */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

/** A whole number with its thousands apart: `1,234,567`. The language's own formatter takes 20 ms to load. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** What a node is, in the words of dbt's console: `sql table model dimensions.dim_customer`. */
export function nodePhrase(node: Node): string {
  switch (node.kind) {
    case 'model':
      return `${node.dataframe ? 'python' : 'sql'} ${node.config.materialized} model ${relationKey(node.relation)}`
    case 'seed':
      return `seed file ${relationKey(node.relation)}`
    case 'test':
      return `test ${node.name}`
    case 'unit_test':
      return `unit test ${node.name}`
    default:
      return `${node.kind} ${node.name}`
  }
}

/** `Found 12 models, 30 data tests, 3 sources`. */
export function foundLine({ nodes, macros }: Manifest): string {
  const amounts = new Map<string, number>()
  for (const node of nodes.values()) {
    const type = resourceTypeOf(node)
    amounts.set(type, (amounts.get(type) ?? 0) + 1)
  }
  const nouns = {
    model: 'model',
    snapshot: 'snapshot',
    seed: 'seed',
    test: 'data test',
    unit_test: 'unit test',
    source: 'source',
    exposure: 'exposure',
  } as const
  const parts = Object.entries(nouns).flatMap(([kind, noun]) => {
    const amount = amounts.get(kind) ?? 0
    return amount > 0 ? [count(amount, noun)] : []
  })
  if (macros.length > 0) parts.push(count(macros.length, 'macro'))
  return `Found ${parts.join(', ') || 'nothing: the project has no models yet'}`
}

/** `0.52s`, `1m 03s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)}s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  const rest = `${String(whole % 60).padStart(2, '0')}s`
  return minutes < 60
    ? `${minutes}m ${rest}`
    : `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m ${rest}`
}

/** How long ago, in the largest unit that tells something: `45s`, `12m`, `5h`, `3d`. */
export function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)}s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)}m`
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3600)}h`
  return `${Math.round(seconds / 86_400)}d`
}
