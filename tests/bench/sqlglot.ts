import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { pythonOf } from '../../src/engines/setup/python.ts'

/** Pinned, so that the figures can be had again. */
const version = '30.30.0'

const environment = new URL(`../../.tidemill/sqlglot-${version}`, import.meta.url).pathname
const script = new URL('./translate_lines.py', import.meta.url).pathname

export interface OtherTranslation {
  /** Null where it cannot be translated. */
  readonly sql: string | null
  readonly ms: number
}

/** What sqlglot makes of statements for DuckDB, one after the other in one process; installs it if it is not there. */
export function translateWithSqlglot(
  statements: readonly { readonly dialect: string; readonly sql: string }[],
): readonly OtherTranslation[] {
  const python = pythonOf(environment)
  if (!existsSync(python)) run('python3', ['-m', 'venv', environment])
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `sqlglot==${version}`])
  const input = statements.map(({ dialect, sql }) => JSON.stringify({ dialect, sql })).join('\n')
  const lines = run(python, [script], input).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as OtherTranslation)
}

function run(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}: ${stderr}`)
  return stdout
}
