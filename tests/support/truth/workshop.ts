import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hasErrors } from '../../../src/diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../../src/diagnostics/format.ts'
import type { Value } from '../../../src/engines/engine.ts'
import { type EngineConfig, openEngine } from '../../../src/engines/registry.ts'
import type { Plan } from '../../../src/planner/steps.ts'
import type { RunSummary } from '../../../src/runner/events.ts'
import { openProject } from '../../../src/runner/open-project.ts'
import {
  countQuarantined,
  type Release,
  type ReleaseOptions,
  releaseQuarantined,
} from '../../../src/runner/quarantine.ts'
import { type Rollback, rollbackProject } from '../../../src/runner/rollback.ts'
import { planProject, type RunOptions, runProject } from '../../../src/runner/run.ts'
import { setFileAside } from '../../../src/runner/skip-file.ts'
import { rebuildPrefix, type Verified, verifyProject } from '../../../src/runner/verify.ts'
import { KeptEngines } from '../engines/kept-engines.ts'
import { type Contents, comparedColumns, sorted } from './truth.ts'

export interface BuildOptions {
  readonly fullRefresh?: boolean
  readonly threads?: number
  readonly untilCaughtUp?: boolean
  readonly discardsHistory?: boolean
  readonly storeFailures?: boolean
  readonly command?: 'build' | 'test'
  /** Names of the models and seeds that take part; everything when left out. */
  readonly only?: readonly string[]
  /** Names of models and seeds that take no part. */
  readonly except?: readonly string[]
  /** Environment variables of the tool's own. */
  readonly env?: Readonly<Record<string, string>>
}

/** A project in a folder of its own, to be built in this process as often as a test likes. */
export class Workshop {
  readonly root = mkdtempSync(join(tmpdir(), 'tidemill-truth-'))
  readonly #warehouse: EngineConfig
  readonly #engines = new KeptEngines()
  #runs = 0

  /** @param warehouse where the tables are made, if not in the embedded file */
  constructor(warehouse: EngineConfig | null = null) {
    this.#warehouse = warehouse ?? { type: 'duckdb', path: join(this.root, 'warehouse.duckdb') }
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.root, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, content)
    }
  }

  remove(...paths: readonly string[]): void | Promise<void> {
    for (const path of paths) rmSync(join(this.root, path))
  }

  /** Files of changes, below the source's location. */
  deliver(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): void | Promise<void> {
    this.write(Object.fromEntries(files.map(({ path, bytes }) => [`raw/${path}`, bytes])))
  }

  async build(options: BuildOptions = {}): Promise<RunSummary> {
    const { compiled, run } = this.#open(options)
    return runProject(compiled, run)
  }

  /** A build in which nothing may go wrong. */
  async buildWell(options: BuildOptions = {}): Promise<RunSummary> {
    const summary = await this.build(options)
    const bad = summary.results.filter((result) => !['success', 'pass'].includes(result.status))
    if (bad.length > 0) throw new Error(bad.map(describeResult).join('\n'))
    return summary
  }

  async plan(options: BuildOptions = {}): Promise<Plan> {
    const { compiled, run } = this.#open(options)
    return planProject(compiled, run)
  }

  /** Compares what is there with its rebuild. */
  async verify(options: BuildOptions & { readonly share?: number } = {}): Promise<readonly Verified[]> {
    const { compiled, run } = this.#open(options)
    const { compiled: rebuild } = this.#open(options, rebuildPrefix)
    const { models } = await verifyProject(compiled, rebuild, { ...run, share: options.share ?? 1, examples: 5 })
    return models
  }

  /** Makes tables as they were after a batch. */
  async rollback(toBatch: string, options: BuildOptions = {}): Promise<Rollback> {
    const { compiled, run } = this.#open({ ...options, fullRefresh: true })
    return rollbackProject(compiled, { ...run, toBatch, dryRun: false })
  }

  /** How many rows are set aside, with the tests that they fail, by the names of their models. */
  async quarantined(): Promise<readonly string[]> {
    const { compiled, run } = this.#open({})
    const found = await countQuarantined(compiled, run.selected, { root: this.root, env: {}, waitSeconds: null })
    return found.map(({ model, rows, reason }) => `${model.split('.').at(-1)} ${rows} ${reason}`)
  }

  /** Lets rows in that a model has set aside. */
  async release(
    model: string,
    rows: ReleaseOptions['rows'] = 'all',
    options: Partial<Pick<ReleaseOptions, 'sets' | 'checksAgain' | 'dryRun'>> = {},
  ): Promise<Release> {
    const { compiled, run } = this.#open({})
    return releaseQuarantined(compiled, {
      ...run,
      model,
      rows,
      sets: null,
      checksAgain: false,
      dryRun: false,
      ...options,
    })
  }

  /** Sets a file aside. */
  async skipFile(table: string, file: string): Promise<void> {
    const { compiled, run } = this.#open({})
    await setFileAside(compiled, { table, file, reason: 'a test', undo: false }, run)
  }

  /** What a build would do, by the ids of the steps. */
  async steps(options: BuildOptions = {}): Promise<readonly string[]> {
    return (await this.plan(options)).steps.map((step) => step.id)
  }

  async query(sql: string): Promise<readonly (readonly Value[])[]> {
    const engine = await openEngine(this.#warehouse)
    try {
      return (await (await engine.connect()).query(sql)).rows
    } finally {
      await engine.close()
    }
  }

  async execute(...statements: readonly string[]): Promise<void> {
    const engine = await openEngine(this.#warehouse)
    try {
      const session = await engine.connect()
      for (const sql of statements) await session.execute(sql)
    } finally {
      await engine.close()
    }
  }

  /** What the relations hold, in the form of the truth. */
  async contents(relations: readonly string[] = Object.keys(comparedColumns)): Promise<Contents> {
    const found: Record<string, readonly string[]> = {}
    const engine = await openEngine(this.#warehouse)
    try {
      const session = await engine.connect()
      for (const name of relations) {
        const columns = (comparedColumns[name] ?? []).map((column) => `cast(${column} as varchar)`)
        const { rows } = await session.query(`select ${columns.join(', ')} from ${name}`)
        found[name] = sorted(rows.map((row) => row.map((value) => (value === null ? null : String(value)))))
      }
    } finally {
      await engine.close()
    }
    return found
  }

  async close(): Promise<void> {
    await this.#engines.close()
    rmSync(this.root, { recursive: true, force: true })
  }

  #open(options: BuildOptions, schemaPrefix = '') {
    const fullRefresh = options.fullRefresh ?? false
    const { compiled, diagnostics } = openProject({
      root: this.root,
      target: null,
      vars: new Map(),
      env: {},
      fullRefresh,
      schemaPrefix,
      runStartedAt: new Date(),
    })
    if (!compiled || hasErrors(diagnostics)) throw new Error(formatDiagnostics(diagnostics))
    const nodes = compiled.manifest.nodes
    const run: RunOptions = {
      root: this.root,
      env: options.env ?? {},
      command: options.command ?? 'build',
      selected: compiled.manifest.graph.order.filter((id) => {
        const node = nodes.get(id)
        const isBuilt = node?.kind === 'model' || node?.kind === 'seed'
        if (options.only) return isBuilt && options.only.includes(node.name)
        return !(isBuilt && options.except?.includes(node.name))
      }),
      fullRefresh,
      threads: options.threads ?? null,
      failFast: false,
      untilCaughtUp: options.untilCaughtUp ?? false,
      discardsHistory: options.discardsHistory ?? false,
      storeFailures: options.storeFailures ?? false,
      waitSeconds: null,
      listener: () => {},
      signal: new AbortController().signal,
      openEngine: this.#engines.open,
      runId: `run-${++this.#runs}`,
      startedAt: new Date(),
    }
    return { compiled, run }
  }
}

export function describeResult({ node, status, message, diagnostics }: RunSummary['results'][number]): string {
  return `${node} ${status} ${message ?? ''} ${formatDiagnostics(diagnostics)}`
}
