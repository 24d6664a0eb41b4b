import { lineageArtifact, unresolvedArtifact } from '../../manifest/lineage-artifact.ts'
import { kindsOf } from '../../manifest/lineage-kinds.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { lineageWalker, type WalkOptions } from '../../manifest/walk-lineage.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { type LineageAddress, readLineageAddress } from '../lineage-address.ts'
import { type Direction, lineageTables, type Way } from '../lineage-tables.ts'
import { openCompiled } from '../open-compiled.ts'
import type { LineageCommandOptions } from '../options.ts'

export function lineageCommand(written: string, options: LineageCommandOptions): Promise<ExitCode> {
  return withInvocation('lineage', options, async (invocation) => {
    const { console, secrets } = invocation
    const { manifest } = openCompiled(invocation).compiled
    const address = readLineageAddress(written, manifest)
    const directions: readonly Direction[] = options.down ? (options.up ? ['up', 'down'] : ['down']) : ['up']
    const throughRows = options.rows ?? false
    const found = directions.map((direction) => ({
      direction,
      ways: waysFrom(address, manifest, { direction, throughRows }),
    }))
    if ((options.output ?? (invocation.json ? 'json' : 'table')) === 'json') {
      const document = lineageDocument(address, manifest, found)
      console.out(`${secrets.toJson(document, 2)}\n`)
      return exitCodes.ok
    }
    const tables = found.flatMap(({ direction, ways }) => lineageTables(address, manifest, direction, ways))
    console.out(`${tables.join('\n\n')}\n`)
    return exitCodes.ok
  })
}

function waysFrom({ node, column }: LineageAddress, { lineage }: Manifest, options: WalkOptions): readonly Way[] {
  const columns = column === null ? [...(lineage.get(node)?.columns.keys() ?? [])] : [column]
  const walk = lineageWalker(lineage, options)
  return columns.map((name) => ({ column: name, reached: walk({ node, column: name }) }))
}

/** For other programs: every column on the way. */
function lineageDocument(
  { node, column }: LineageAddress,
  { lineage }: Manifest,
  found: readonly { readonly direction: Direction; readonly ways: readonly Way[] }[],
) {
  const own = lineage.get(node)
  return {
    unique_id: node,
    column,
    ...Object.fromEntries(
      found.map(({ direction, ways }) => [
        direction,
        Object.fromEntries(
          ways.map((way) => [
            way.column,
            way.reached.map((one) => ({
              unique_id: one.node,
              column: one.column,
              kinds: kindsOf(one.kinds),
              hops: one.hops,
            })),
          ]),
        ),
      ]),
    ),
    indirect: lineageArtifact(own).indirect,
    unresolved: unresolvedArtifact(own),
  }
}
