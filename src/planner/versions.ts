import { findVolatile } from '../analysis/volatile.ts'
import { isIncremental } from '../manifest/incremental.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { ModelNode, Node, NodeId, TestNode } from '../manifest/nodes.ts'
import { sha256 } from '../util/hash.ts'

/**
 * What every relation will hold once a plan is done, as a fingerprint: of its own SQL, of its inputs' fingerprints, and
 * for an incremental model of the batches that it has applied. A relation whose fingerprint was recorded when it was last
 * built is as it should be.
 */
export interface Versions {
  of(id: NodeId): string
  /** Of the test's own query and of all it looks at: recorded when it passes. */
  ofTest(test: TestNode): string
}

export interface VersionsInput {
  readonly manifest: Manifest
  /** The batches that an incremental model will have applied. */
  batchesOf(model: ModelNode): readonly string[]
  /** The batches that a staging model will hold; null when the plan leaves it as it is. */
  stagedIn(model: ModelNode): readonly string[] | null
  /** The fingerprint that was recorded when a relation was last built. */
  recorded(id: NodeId): string | null
  /** Rules that set rows aside, which are part of what a table holds. */
  settingAside(model: NodeId): readonly TestNode[]
  /** What somebody has let in of what these had set aside. */
  releasedOf(model: NodeId): readonly string[]
  /** The plan makes the model's table anew, whatever it took in before. */
  isMadeAnew(model: ModelNode): boolean
  /** Changes with every run: for SQL whose result can differ though its inputs did not. */
  readonly runId: string
}

export function planVersions(input: VersionsInput): Versions {
  const known = new Map<NodeId, string>()
  const of = (id: NodeId): string => {
    const found = known.get(id)
    if (found !== undefined) return found
    const node = input.manifest.nodes.get(id)
    const version = node ? versionOf(node, input, of) : id
    known.set(id, version)
    return version
  }
  // From the roots down, so that a deep graph does not recurse.
  for (const id of input.manifest.graph.order) of(id)
  return {
    of,
    ofTest: (test) => {
      const { query, text } = test.compiled
      const isVolatile = test.dataframe ? test.dataframe.volatile : query && findVolatile(query)
      const runs = isVolatile ? [input.runId] : []
      const given = test.dataframe ? [JSON.stringify(test.dataframe.vars)] : []
      return fingerprint([text.text, JSON.stringify(test.config), ...given, ...test.dependsOn.map(of), ...runs])
    },
  }
}

function versionOf(node: Node, input: VersionsInput, of: (id: NodeId) => string): string {
  switch (node.kind) {
    case 'source':
    case 'exposure':
    case 'test':
    case 'unit_test':
      return node.id
    case 'seed':
      return fingerprint([node.checksum, node.delimiter, JSON.stringify(node.header)])
    case 'model': {
      const { materialized } = node.config
      if (isIncremental(node.config)) return incrementalVersion(node, input, of)
      if (materialized === 'staging') {
        const staged = input.stagedIn(node)
        return staged
          ? fingerprint([node.id, ...staged, ...input.releasedOf(node.id)])
          : (input.recorded(node.id) ?? node.id)
      }
      const inputs = node.dependsOn.map(of)
      return fingerprint([
        materialized,
        node.compiled.text.text,
        ...(node.dataframe ? [JSON.stringify(node.dataframe.vars)] : []),
        ...[...node.hooks.pre, ...node.hooks.post].map((hook) => hook.sql),
        ...input.settingAside(node.id).map(({ compiled, name }) => `${name} ${compiled.text.text}`),
        ...input.releasedOf(node.id),
        ...inputs,
        ...(node.volatile && materialized !== 'view' ? [input.runId] : []),
      ])
    }
  }
}

/**
 * Of all that an incremental model has taken in, and of the time when its table was last made anew: the same changes may
 * have given other rows before.
 */
function incrementalVersion(model: ModelNode, input: VersionsInput, of: (id: NodeId) => string): string {
  const taken = model.recompute
    ? model.recompute.feeds.map(of)
    : model.flow
      ? input.batchesOf(model)
      : [model.compiledIncremental.text.text, ...model.dependsOn.map(of), ...(model.volatile ? [input.runId] : [])]
  const madeAnew = input.isMadeAnew(model)
    ? fingerprint([input.runId]).slice(0, 12)
    : input.recorded(model.id)?.split('.')[1]
  const released = [model.id, ...(model.flow ? [model.flow.driving] : [])].flatMap((id) => input.releasedOf(id))
  const rows = fingerprint([model.id, ...taken, ...released])
  return madeAnew ? `${rows}.${madeAnew}` : rows
}

function fingerprint(parts: readonly string[]): string {
  return sha256(parts.join('\0')).slice(0, 32)
}
