import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { CompiledProject, CompileResult } from './compiler/compile.ts'
import { computedValue, type PlainValue } from './config/value.ts'
import { DiagnosticError, hasErrors } from './diagnostics/diagnostic.ts'
import { span } from './diagnostics/source.ts'
import type { PlanCommand } from './planner/plan.ts'
import { selectNodes } from './planner/select.ts'
import type { Plan } from './planner/steps.ts'
import type { RunListener, RunSummary } from './runner/events.ts'
import { openProject } from './runner/open-project.ts'
import { planProject, type RunOptions as RunnerOptions, runProject } from './runner/run.ts'

export interface CompileOptions {
  /** The folder with project.yml; the current folder without. */
  readonly projectDir?: string
  /** The profile to use, in place of what project.yml says. */
  readonly target?: string
  /** Variables, over those of project.yml. */
  readonly vars?: Readonly<Record<string, PlainValue>>
  /** In place of the process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly fullRefresh?: boolean
}

export interface PlanOptions extends CompileOptions {
  /** `build` without. */
  readonly command?: PlanCommand
  /** Terms as on the command line; everything without. */
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** How long to wait for a database that another process uses; without, not at all. */
  readonly waitSeconds?: number
}

export interface RunOptions extends PlanOptions {
  readonly threads?: number
  readonly failFast?: boolean
  readonly untilCaughtUp?: boolean
  /** Told about every node; it cannot influence the run. */
  readonly listener?: RunListener
  /** Aborting it stops the run in order; what was finished is kept. */
  readonly signal?: AbortSignal
}

/** Compiles a project. Everything that is wrong is among the diagnostics; nothing is thrown for it. */
export function compile(options: CompileOptions = {}): CompileResult {
  const nowhere = span({ path: 'vars', text: '' }, 0)
  const vars = Object.entries(options.vars ?? {}).map(([name, value]) => [name, computedValue(value, nowhere)] as const)
  return openProject({
    root: resolve(options.projectDir ?? '.'),
    target: options.target ?? null,
    vars: new Map(vars),
    env: options.env ?? process.env,
    fullRefresh: options.fullRefresh ?? false,
    runStartedAt: new Date(),
  })
}

/**
 * The steps that a run would take now, and why; changes nothing. Throws DiagnosticError when the project is wrong, and
 * TryAgainError while another process has the database.
 */
export async function plan(options: PlanOptions = {}): Promise<Plan> {
  const compiled = compiledOrThrow(options)
  return planProject(compiled, runnerOptions(options, compiled))
}

/** Does the work of `tidemill build`, or of another command. Nodes that fail are in the summary; see `plan` for what is thrown. */
export async function run(options: RunOptions = {}): Promise<RunSummary> {
  const compiled = compiledOrThrow(options)
  return runProject(compiled, runnerOptions(options, compiled))
}

function compiledOrThrow(options: CompileOptions): CompiledProject {
  const { compiled, diagnostics } = compile(options)
  if (!compiled || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  return compiled
}

function runnerOptions(options: RunOptions, { manifest }: CompiledProject): RunnerOptions {
  const { ids, diagnostics } = selectNodes(manifest, { select: options.select ?? [], exclude: options.exclude ?? [] })
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  return {
    root: resolve(options.projectDir ?? '.'),
    env: options.env ?? process.env,
    command: options.command ?? 'build',
    selected: ids,
    fullRefresh: options.fullRefresh ?? false,
    threads: options.threads ?? null,
    failFast: options.failFast ?? false,
    untilCaughtUp: options.untilCaughtUp ?? false,
    waitSeconds: options.waitSeconds ?? null,
    listener: options.listener ?? (() => {}),
    signal: options.signal ?? new AbortController().signal,
    runId: randomUUID(),
    startedAt: new Date(),
  }
}
