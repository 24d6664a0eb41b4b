import { configArtifact, testConfigArtifact } from '../../manifest/artifact-config.ts'
import { type Node, resourceTypeOf } from '../../manifest/nodes.ts'
import type { Secrets } from '../../runner/secrets.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import type { ListCommandOptions, ListFormat } from '../options.ts'
import { selectedNodes } from '../selection.ts'

/** dbt's keys of `ls --output json`. */
const defaultKeys = [
  'alias',
  'name',
  'package_name',
  'depends_on',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
]

export function listCommand(options: ListCommandOptions): Promise<ExitCode> {
  return withInvocation('ls', options, async (invocation) => {
    const { console, secrets } = invocation
    const { manifest } = openCompiled(invocation).compiled
    const format: ListFormat = options.output ?? (options.json ? 'json' : 'selector')
    const keys = options.outputKeys?.flatMap((text) => text.split(/[\s,]+/)) ?? defaultKeys
    const lines = selectedNodes(invocation, manifest, options.resourceType)
      .map((id) => manifest.nodes.get(id))
      .filter((node) => node !== undefined)
      .map((node) => printed(node, format, keys, manifest.projectName, secrets))
    // In one piece: ten thousand small writes to a pipe are slow.
    if (lines.length > 0) console.out(`${lines.join('\n')}\n`)
    return exitCodes.ok
  })
}

function printed(
  node: Node,
  format: ListFormat,
  keys: readonly string[],
  packageName: string,
  secrets: Secrets,
): string {
  switch (format) {
    case 'name':
      return node.name
    case 'path':
      return node.path
    case 'selector':
      return selectorOf(node)
    case 'json': {
      const all: Readonly<Record<string, unknown>> = { ...describe(node, packageName) }
      return secrets.toJson(Object.fromEntries(keys.filter((key) => key in all).map((key) => [key, all[key]])))
    }
  }
}

/** As dbt prints it: what `--select` would take. */
function selectorOf(node: Node): string {
  const name = node.fqn.join('.')
  // dbt leaves the folders and the model out.
  if (node.kind === 'unit_test') return `unit_test:${node.fqn[0]}.${node.name}`
  return node.kind === 'source' || node.kind === 'exposure' ? `${node.kind}:${name}` : name
}

function describe(node: Node, packageName: string) {
  const shared = {
    name: node.name,
    package_name: packageName,
    depends_on: { macros: [], nodes: node.dependsOn },
    tags: node.tags,
    resource_type: resourceTypeOf(node),
    original_file_path: node.path,
    path: node.path,
    unique_id: node.id,
    fqn: node.fqn,
    description: node.description,
    meta: node.meta,
  }
  switch (node.kind) {
    case 'model':
    case 'seed':
      return {
        ...shared,
        alias: node.relation.name,
        schema: node.relation.schema,
        config: configArtifact(node.config, node.engine, node.kind),
      }
    case 'test':
      return { ...shared, alias: node.name, config: testConfigArtifact(node) }
    case 'unit_test':
      return { ...shared, config: { enabled: true, tags: node.tags, meta: node.meta } }
    case 'source':
      return { ...shared, source_name: node.sourceName, config: { enabled: true, mode: node.config.mode } }
    case 'exposure':
      return { ...shared, config: { enabled: true } }
  }
}
