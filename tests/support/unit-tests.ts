import { DiagnosticError, hasErrors } from '../../src/diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../src/diagnostics/format.ts'
import type { Engine, Session } from '../../src/engines/engine.ts'
import { openEngine } from '../../src/engines/registry.ts'
import { macroStatements } from '../../src/planner/prepare.ts'
import { UnitTests } from '../../src/runner/unit-tests.ts'
import { compileFiles, type ProjectFiles } from './compile-files.ts'

/** A project in which everything is embedded. */
export const embeddedProject: ProjectFiles = {
  'project.yml': 'name: shop\ntarget: local\n',
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
`,
}

/** What became of each unit test of a project: `pass`, the diff, or what is wrong, by the name of the test. */
export async function runUnitTests(files: ProjectFiles, root = '/nowhere'): Promise<Record<string, string>> {
  const { compiled, diagnostics } = compileFiles({ ...embeddedProject, ...files })
  if (!compiled || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  const tests = new UnitTests(compiled, { scratch }, root)
  const found: Record<string, string> = {}
  for (const node of compiled.manifest.nodes.values()) {
    if (node.kind !== 'unit_test') continue
    const { tests: judged } = await tests.run(node, new AbortController().signal)
    for (const { status, message, diagnostics: problems } of judged)
      found[node.name] = status === 'pass' ? status : (message ?? formatDiagnostics(problems))
  }
  return found
}

let opened: Promise<Engine> | null = null

/** A session of its own on one database for all tests of a file. */
async function scratch(): Promise<Session> {
  opened ??= openEngine({ type: 'duckdb', path: ':memory:' }).then(async (engine) => {
    const session = await engine.connect()
    for (const statement of macroStatements()) await session.execute(statement)
    return engine
  })
  return (await opened).connect()
}
