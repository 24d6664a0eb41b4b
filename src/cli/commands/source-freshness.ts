import type { SourceNode } from '../../manifest/nodes.ts'
import type { SourceFreshness } from '../../manifest/sources-artifact.ts'
import { hasFreshness, sourceFreshness } from '../../runner/source-freshness.ts'
import { Artifacts } from '../artifacts.ts'
import type { Colors } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled, tellDoubts } from '../open-compiled.ts'
import type { FreshnessCommandOptions } from '../options.ts'
import { dotted } from '../progress/result-line.ts'
import { selectedNodes } from '../selection.ts'
import { age, duration } from '../words.ts'

/** Says how old the newest row of each source table is. Exit code 1 when one is older than it may be. */
export function sourceFreshnessCommand(options: FreshnessCommandOptions): Promise<ExitCode> {
  return withInvocation('source freshness', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const { compiled } = openCompiled(invocation)
    const selected = new Set(selectedNodes(invocation, compiled.manifest))
    const asked = [...compiled.manifest.nodes.values()].filter(
      (node): node is SourceNode => node.kind === 'source' && selected.has(node.id) && hasFreshness(node),
    )
    if (asked.length === 0) console.note('No source table of the selection says how fresh it has to be.')
    let index = 0
    const results = await sourceFreshness(compiled, {
      root,
      env: secrets.env,
      selected,
      warn: tellDoubts(invocation),
      listener: (found, source) => {
        console.note(`${freshnessLine(found, source, ++index, asked.length, console.colors)}`)
      },
    })
    const artifacts = new Artifacts(invocation, compiled)
    const document = artifacts.writeSources(results, options.output ?? null)
    if (json) console.out(`${secrets.toJson(document)}\n`)
    const isStale = results.some(({ status }) => status === 'error' || status === 'runtime error')
    return isStale ? exitCodes.failed : exitCodes.ok
  })
}

/** `1 of 5 ERROR STALE freshness of shop.orders ... [ERROR STALE in 0.02s, 3 days old]`, as dbt words it. */
function freshnessLine(
  { status, ageSeconds, error, startedAt, completedAt }: SourceFreshness,
  { sourceName, name }: SourceNode,
  index: number,
  total: number,
  colors: Colors,
): string {
  const word = { pass: 'PASS', warn: 'WARN', error: 'ERROR STALE', 'runtime error': 'ERROR' }[status]
  const colour = { pass: colors.green, warn: colors.yellow, error: colors.red, 'runtime error': colors.red }[status]
  const took = duration((completedAt.getTime() - startedAt.getTime()) / 1000)
  const old = ageSeconds === null ? 'no rows' : `${age(Math.max(0, ageSeconds))} old`
  const line = `${index} of ${total} ${word} freshness of ${sourceName}.${name}`
  return `${dotted(line, colour(`${word} in ${took}, ${error === null ? old : 'see below'}`))}${error === null ? '' : `\n  ${error}`}`
}
