import { CommanderError } from 'commander'
import { noCommand } from '../diagnostics/catalog/cli.ts'
import { type Diagnostic, DiagnosticError, diagnosticToJson } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../diagnostics/format.ts'
import { commandFirst } from './command-first.ts'
import { makeConsole } from './console.ts'
import { withoutDbtOptions } from './dbt-options.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { grammarOf, usageOf } from './grammar.ts'
import { makeProgram } from './make-program.ts'
import { unknownCommand, usageProblem } from './usage-problem.ts'
import { version } from './version.ts'

/** Reads the words behind `tidemill`, runs the command that they name, and answers with the exit code. */
export async function runCommandLine(written: readonly string[]): Promise<ExitCode> {
  const words = withoutDbtOptions(written)
  let result: ExitCode = exitCodes.ok
  const program = makeProgram((code) => {
    result = code
  })
  const grammar = grammarOf(program)
  const ordered = withHelp(commandFirst(words, grammar))
  const usage = usageOf(program, ordered)
  const [first] = ordered
  if (first === undefined) {
    program.outputHelp({ error: true })
    return exitCodes.misuse
  }
  if (ordered.includes('--version')) {
    process.stdout.write(`tidemill ${version}\n`)
    return exitCodes.ok
  }
  if (!first.startsWith('-') && !grammar.isCommand(first)) return refuse([unknownCommand(first, usage)], words)
  const known = ordered.every((word) => !word.startsWith('-') || grammar.takes(optionOf(word)) !== null)
  if (first.startsWith('-') && known && !ordered.some((word) => word === '--help' || word === '-h')) {
    return refuse([noCommand('tidemill', usage.commands)], words)
  }
  try {
    await program.parseAsync(ordered, { from: 'user' })
  } catch (failure) {
    if (failure instanceof DiagnosticError) return refuse(failure.diagnostics, words)
    if (!(failure instanceof CommanderError)) throw failure
    if (failure.exitCode === 0) return exitCodes.ok
    return refuse([usageProblem(failure, usage)], words)
  }
  return result
}

/** `help build` is `build --help`. */
function withHelp(words: readonly string[]): readonly string[] {
  return words[0] === 'help' ? [...words.slice(1), '--help'] : words
}

function optionOf(word: string): string {
  return word.split('=')[0] ?? word
}

/** What is wrong with the command line itself, before any command has begun. */
function refuse(diagnostics: readonly Diagnostic[], words: readonly string[]): ExitCode {
  const { stdout, stderr, env } = process
  const color = !words.includes('--no-color')
  const console = makeConsole({ quiet: false, color, env, stdout, stderr, redact: (text) => text })
  if (words.includes('--json')) console.out(`${JSON.stringify({ diagnostics: diagnostics.map(diagnosticToJson) })}\n`)
  else console.problem(formatDiagnostics(diagnostics, console.style))
  return exitCodes.misuse
}
