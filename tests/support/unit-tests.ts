import { DiagnosticError, hasErrors } from '../../src/diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../src/diagnostics/format.ts'
import { ScratchDatabase } from '../../src/runner/scratch-database.ts'
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

/** One for all tests of a process: opening it takes longest. */
const scratch = new ScratchDatabase()

/** What became of each unit test of a project: `pass`, the diff, or what is wrong, by the name of the test. */
export async function runUnitTests(files: ProjectFiles, root = '/nowhere'): Promise<Record<string, string>> {
  const { compiled, diagnostics } = compileFiles({ ...embeddedProject, ...files })
  if (!compiled || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  const tests = new UnitTests(compiled.manifest, root, scratch)
  const found: Record<string, string> = {}
  for (const node of compiled.manifest.nodes.values()) {
    if (node.kind !== 'unit_test') continue
    const { tests: judged } = await tests.run(node, new AbortController().signal)
    for (const { status, message, diagnostics: problems } of judged)
      found[node.name] = status === 'pass' ? status : (message ?? formatDiagnostics(problems))
  }
  return found
}
