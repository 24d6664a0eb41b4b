import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigValue } from '../config/value.ts'
import { readYaml } from '../config/yaml.ts'
import { legacyOption, noSuchFolder, varsNotAMap } from '../diagnostics/catalog/cli.ts'
import { DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import { formatDiagnostic } from '../diagnostics/format.ts'
import type { SelectionRequest } from '../planner/select.ts'
import { Secrets } from '../runner/secrets.ts'
import { type Console, makeConsole } from './console.ts'
import type { ExitCode } from './exit-codes.ts'
import { reportFailure } from './failure.ts'
import type { GlobalOptions } from './options.ts'

/** One call of the command line: what every command starts from. */
export interface Invocation {
  /** As dbt names it: `build`, `ls`. */
  readonly command: string
  /** The project's folder, absolute. */
  readonly root: string
  /** From `--target` or TIDEMILL_TARGET; null for what project.yml says. */
  readonly target: string | null
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly selection: SelectionRequest
  /** Whether other programs read stdout. */
  readonly json: boolean
  /** Whether what is not verified on DuckDB is an error. */
  readonly strict: boolean
  readonly console: Console
  readonly secrets: Secrets
  readonly startedAt: Date
  readonly runId: string
}

/**
 * Runs a command's work and answers with its exit code; whatever is thrown becomes words and an exit code as well. The
 * work may throw DiagnosticError for what is wrong with the project and TryAgainError for what may pass.
 */
export async function withInvocation(
  command: string,
  options: GlobalOptions,
  work: (invocation: Invocation) => Promise<ExitCode>,
): Promise<ExitCode> {
  const secrets = new Secrets(process.env)
  const console = makeConsole({
    quiet: options.quiet ?? false,
    color: options.color,
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    redact: (text) => secrets.redact(text),
  })
  const json = options.json ?? false
  try {
    if (options.models) console.note(formatDiagnostic(legacyOption('--models', '--select'), console.style))
    return await work({
      command,
      root: projectFolder(options.projectDir),
      target: options.target || process.env.TIDEMILL_TARGET || null,
      vars: readVars(options.vars),
      selection: { select: [...(options.select ?? []), ...(options.models ?? [])], exclude: options.exclude ?? [] },
      json,
      strict: options.strict ?? false,
      console,
      secrets,
      startedAt: new Date(),
      runId: randomUUID(),
    })
  } catch (failure) {
    return reportFailure(failure, { console, json, secrets, env: process.env })
  }
}

function projectFolder(written: string | undefined): string {
  const folder = resolve(written ?? '.')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new DiagnosticError([noSuchFolder(written ?? folder)])
  }
  return folder
}

function readVars(text: string | undefined): ReadonlyMap<string, ConfigValue> {
  if (text === undefined || text.trim() === '') return new Map()
  const { document, diagnostics } = readYaml({ path: '--vars', text })
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  if (document?.kind !== 'map') throw new DiagnosticError([varsNotAMap(document?.span ?? null)])
  return new Map(document.entries.map((entry) => [entry.key, entry.value]))
}
