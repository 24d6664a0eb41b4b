import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { noRunBefore } from '../diagnostics/catalog/cli.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { type PlanCommand, planCommands } from '../planner/plan.ts'
import type { PreviousResult } from '../planner/retry.ts'
import type { RunCommandOptions } from './options.ts'

/** What run_results.json keeps of a command, by dbt's names where dbt has one. */
export interface RunArguments {
  readonly which: PlanCommand
  readonly full_refresh: boolean
  readonly fail_fast: boolean
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly resource_types: readonly string[]
  readonly target: string
  readonly threads: number
  readonly until_caught_up: boolean
  readonly strict: boolean
  /** The YAML of `--vars` as it was written: a number would lose its digits otherwise. */
  readonly vars: string
}

export interface PreviousRun {
  readonly command: PlanCommand
  /** Its options, as the command line would give them. */
  readonly options: Omit<RunCommandOptions, 'color'>
  readonly results: readonly PreviousResult[]
}

/** Reads what the last run left. `path` is relative to the project. Throws a DiagnosticError when it left nothing of use. */
export function readPreviousRun(root: string, path: string): PreviousRun {
  if (!existsSync(join(root, path))) throw new DiagnosticError([noRunBefore(`There is no ${path}.`)])
  const document = parse(readFileSync(join(root, path), 'utf8'))
  const args = asRecord(asRecord(document).args)
  const command = planCommands.find((name) => name === args.which)
  const { results } = asRecord(document)
  if (!command || !Array.isArray(results)) {
    throw new DiagnosticError([noRunBefore(`${path} is not what ${planCommands.join(', ')} of Tidemill leave behind.`)])
  }
  const vars = typeof args.vars === 'string' ? { vars: args.vars } : {}
  const target = typeof args.target === 'string' ? { target: args.target } : {}
  const threads = typeof args.threads === 'number' ? { threads: args.threads } : {}
  return {
    command,
    options: {
      ...vars,
      ...target,
      ...threads,
      fullRefresh: args.full_refresh === true,
      failFast: args.fail_fast === true,
      select: texts(args.select),
      exclude: texts(args.exclude),
      resourceType: texts(args.resource_types),
      untilCaughtUp: args.until_caught_up === true,
      strict: args.strict === true,
    },
    results: results.map((result) => {
      const { unique_id, status } = asRecord(result)
      return { node: String(unique_id), status: String(status) }
    }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
