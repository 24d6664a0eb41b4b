import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { hasTemplate } from '../config/profile-engines.ts'
import { entryOf } from '../config/value.ts'
import { manifestArtifact } from '../manifest/artifact.ts'
import { compiledPathOf, compiledSqlOf, type NodeSurroundings } from '../manifest/artifact-nodes.ts'
import type { EngineName, NodeId } from '../manifest/nodes.ts'
import { type SourceFreshness, sourcesArtifact } from '../manifest/sources-artifact.ts'
import type { Plan } from '../planner/steps.ts'
import type { NodeResult } from '../runner/events.ts'
import { runResultsArtifact } from '../runner/results.ts'
import { scriptText } from '../runner/script-text.ts'
import { writeFileAtomically } from '../storage/write-file-atomically.ts'
import type { Invocation } from './invocation.ts'
import type { RunArguments } from './previous-run.ts'
import { version } from './version.ts'

/** The files that a command leaves in the target folder. Secrets are taken out of each. */
export class Artifacts {
  readonly #invocation: Invocation
  readonly #compiled: CompiledProject
  readonly #around: NodeSurroundings

  constructor(invocation: Invocation, compiled: CompiledProject, fullRefresh = false) {
    this.#invocation = invocation
    this.#compiled = compiled
    this.#around = {
      manifest: compiled.manifest,
      databases: { spark: databaseOf(compiled, 'spark'), redshift: databaseOf(compiled, 'redshift') },
      compiledPath: `${compiled.project.targetPath}/compiled`,
      fullRefresh,
      createdAt: invocation.startedAt.getTime() / 1000,
    }
  }

  /** The path of a file in the target folder, relative to the project. */
  path(name: string): string {
    return `${this.#compiled.project.targetPath}/${name}`
  }

  absolute(name: string): string {
    return join(this.#invocation.root, this.path(name))
  }

  writeManifest(): void {
    this.#writeJson('manifest.json', manifestArtifact({ ...this.#around, ...this.#metadata() }))
  }

  writeRunResults(results: readonly NodeResult[], args: RunArguments): void {
    const { manifest, databases, fullRefresh } = this.#around
    const seconds = (Date.now() - this.#invocation.startedAt.getTime()) / 1000
    this.#writeJson(
      'run_results.json',
      runResultsArtifact({
        ...this.#metadata(),
        manifest,
        databases,
        fullRefresh,
        results,
        seconds,
        args: { ...args },
      }),
    )
  }

  /** Writes sources.json, and answers what is in it. `path`: relative to the project, in place of the target folder. */
  writeSources(results: readonly SourceFreshness[], path: string | null): object {
    const seconds = (Date.now() - this.#invocation.startedAt.getTime()) / 1000
    const document = sourcesArtifact({ ...this.#metadata(), results, seconds })
    const file = path === null ? this.absolute('sources.json') : resolve(this.#invocation.root, path)
    writeFileAtomically(file, `${this.#invocation.secrets.toJson(document)}\n`)
    return document
  }

  /** Writes the compiled SQL of nodes; a file that is as it should be is left alone. */
  writeCompiled(ids: readonly NodeId[]): void {
    const { root, secrets } = this.#invocation
    for (const id of ids) {
      const path = this.compiledPath(id)
      const node = this.#compiled.manifest.nodes.get(id)
      if (path === null || (node?.kind !== 'model' && node?.kind !== 'test')) continue
      const text = secrets.redact(compiledSqlOf(node, this.#around.fullRefresh))
      const isPython = node.kind === 'model' && node.dataframe !== null
      writeQuickly(join(root, path), isPython ? text : `${text.trimEnd()}\n`)
      if (node.kind !== 'model' || !node.recompute) continue
      const keys = secrets.redact(node.recompute.changedKeys.text.text)
      writeQuickly(join(root, path.replace(/\.sql$/, '.changed_keys.sql')), `${keys.trim()}\n`)
    }
  }

  /** Writes what the adapters get for each node of a plan to target/run. */
  writeRun({ steps, layout }: Plan): void {
    const { root, secrets } = this.#invocation
    const scripts = new Map<NodeId, string[]>()
    for (const step of steps) {
      const { node, why } = step
      const text = `-- ${why}\n\n${scriptText(step, layout)}`
      if (node !== null) scripts.set(node, [...(scripts.get(node) ?? []), text])
    }
    for (const [id, texts] of scripts) {
      const node = this.#compiled.manifest.nodes.get(id)
      if (node?.kind !== 'model' && node?.kind !== 'test' && node?.kind !== 'seed') continue
      const path = `${this.path('run')}/${this.#compiled.project.name}/${node.path}`
      const file = node.path.endsWith('.sql') ? path : `${path}/${node.name}.sql`
      writeQuickly(join(root, file), `${secrets.redact(texts.join('\n\n')).trimEnd()}\n`)
    }
  }

  compiledPath(id: NodeId): string | null {
    const node = this.#compiled.manifest.nodes.get(id)
    return node?.kind === 'model' || node?.kind === 'test' ? compiledPathOf(node, this.#around) : null
  }

  #metadata() {
    const { runId, startedAt } = this.#invocation
    return {
      version,
      invocationId: runId,
      invocationStartedAt: startedAt.toISOString(),
      generatedAt: new Date().toISOString(),
    }
  }

  #writeJson(name: string, document: object): void {
    writeFileAtomically(this.absolute(name), `${this.#invocation.secrets.toJson(document)}\n`)
  }
}

/** What stands before the schema in an address: the server's database, Glue's catalog, the name of a database file. */
function databaseOf({ profile }: CompiledProject, name: EngineName): string {
  const engine = profile?.engines[name]
  if (!engine) return 'warehouse'
  if (engine.type.value === 'glue') return 'awsdatacatalog'
  const written = entryOf(engine.settings, engine.type.value === 'duckdb' ? 'path' : 'database')?.value
  if (written?.kind !== 'scalar' || hasTemplate(written) || written.value === null) return 'warehouse'
  return engine.type.value === 'duckdb' ? parse(written.raw).name : written.raw
}

/** For files that can be made again at any time: whole or not at all, but not worth waiting for the disk. */
function writeQuickly(path: string, text: string): void {
  if (readIfThere(path) === text) return
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
