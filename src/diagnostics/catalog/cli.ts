import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * The command line has an option that the command does not know.
 *
 * `tidemill <command> --help` lists the options of a command.
 */
export function unknownOption(option: string, command: string, known: readonly string[]): Diagnostic {
  return error('cli/unknown-option', {
    message: `"${option}" is not an option of ${command}.`,
    help: `${didYouMean(option, known) ?? `\`${command} --help\` lists them.`}`,
  })
}

/**
 * `tidemill retry` goes on from where the last command stopped, and nothing tells which that was.
 *
 * `build`, `run`, `test` and `seed` leave target/run_results.json behind; `tidemill clean` removes it.
 */
export function noRunBefore(why: string): Diagnostic {
  return error('cli/no-run-before', {
    message: `There is no run to go on with. ${why}`,
    help: 'Run the command itself, as `tidemill build`: what is finished is not done twice.',
  })
}

/**
 * The command line names a command that does not exist.
 *
 * `tidemill --help` lists the commands.
 */
export function unknownCommand(name: string, program: string, known: readonly string[]): Diagnostic {
  return error('cli/unknown-command', {
    message: `"${name}" is not a command of ${program}.`,
    help: didYouMean(name, known) ?? `\`${program} --help\` lists them.`,
  })
}

/**
 * The command is planned, but this version of Tidemill does not have it.
 *
 * The message names what this version offers instead.
 */
export function commandNotBuilt(name: string, help: string): Diagnostic {
  return error('cli/command-not-built', {
    message: `"${name}" is a command of Tidemill that this version does not have yet.`,
    help,
  })
}

/**
 * No command was given.
 */
export function noCommand(program: string, known: readonly string[]): Diagnostic {
  return error('cli/no-command', {
    message: `${program} needs a command: ${known.join(', ')}.`,
    help: `\`${program} --help\` says what each of them does.`,
  })
}

/**
 * An option that needs a value stands without one.
 *
 * A value that begins with a dash is written with an equals sign: `--limit=-1`.
 */
export function missingValue(option: string): Diagnostic {
  return error('cli/missing-value', {
    message: `${option} needs a value.`,
    help: `Write the value behind it; \`--help\` shows an example.`,
  })
}

/**
 * An option has a value that it cannot take.
 */
export function wrongValue(option: string, value: string, expected: string): Diagnostic {
  return error('cli/wrong-value', {
    message: `${option}: expected ${expected}, but found "${value}".`,
    help: null,
  })
}

/**
 * A command was given words that it has no use for.
 *
 * Names of models are given with `--select`.
 */
export function excessWords(command: string, words: readonly string[]): Diagnostic {
  const first = words[0] ?? ''
  return error('cli/excess-words', {
    message: `${command} takes no ${words.length === 1 ? 'word' : 'words'} like ${words.map((word) => `"${word}"`).join(', ')}.`,
    help: `To choose models, write --select ${first}.`,
  })
}

/**
 * A command needs a word that was not given.
 */
export function missingWord(command: string, word: string): Diagnostic {
  return error('cli/missing-word', {
    message: `${command} needs a ${word}.`,
    help: `\`${command} --help\` shows an example.`,
  })
}

/**
 * `lineage` was asked about something that is no model, seed or source of the project.
 *
 * A source table is written with its source: `sales.orders`. A column stands behind its relation: `fct_orders.order_id`.
 */
export function unknownLineageNode(written: string, known: readonly string[]): Diagnostic {
  const relation = written.slice(0, Math.max(0, written.lastIndexOf('.')))
  const near = (relation === '' ? null : didYouMean(relation, known)) ?? didYouMean(written, known)
  return error('cli/unknown-lineage-node', {
    message: `There is no model, seed or source "${written}".`,
    help: near ?? '`tidemill ls` prints every name.',
  })
}

/**
 * `lineage` was asked about a column that the relation does not have, as far as its columns are known.
 */
export function unknownLineageColumn(node: string, column: string, known: readonly string[]): Diagnostic {
  const all = known.length === 0 ? 'Its columns are not known.' : `It has ${known.join(', ')}.`
  return error('cli/unknown-lineage-column', {
    message: `"${node}" has no column "${column}".`,
    help: didYouMean(column, known) ?? all,
  })
}

/**
 * Two options, or none of them, were given where exactly one is needed.
 */
export function chooseOne(command: string, options: readonly string[]): Diagnostic {
  return error('cli/choose-one', {
    message: `${command} needs exactly one of ${options.join(' and ')}.`,
    help: `For example: ${command} --select orders.`,
  })
}

/**
 * The value of `--vars` is not a map of YAML.
 *
 * Variables are given as YAML or JSON: `--vars '{currency: EUR, days: 7}'`.
 */
export function varsNotAMap(span: Span | null): Diagnostic {
  return error('cli/vars-not-a-map', {
    message: '--vars must be a map of names and values.',
    span,
    help: "Write --vars '{currency: EUR}'.",
  })
}

/**
 * The folder that `--project-dir` names does not exist.
 */
export function noSuchFolder(folder: string): Diagnostic {
  return error('cli/no-such-folder', {
    message: `There is no folder ${folder}.`,
    help: 'Correct --project-dir, or create the folder with `tidemill init`.',
  })
}

/**
 * `show --select` has to name one model, seed or source, and its selection names several or none.
 */
export function selectOneNode(names: readonly string[]): Diagnostic {
  const found = names.length === 0 ? 'nothing that can be shown' : `${names.length}: ${names.slice(0, 5).join(', ')}`
  return error('cli/select-one-node', {
    message: `show takes one model, seed or source, but the selection names ${found}${names.length > 5 ? ', …' : ''}.`,
    help: '`tidemill ls` prints every name that can be selected.',
  })
}

/**
 * `init` would have to overwrite files.
 *
 * It writes new projects only, and never touches a file that is there.
 */
export function initWouldOverwrite(folder: string, files: readonly string[]): Diagnostic {
  return error('cli/init-would-overwrite', {
    message: `There ${files.length === 1 ? 'is a file' : 'are files'} in ${folder} already that a new project would overwrite: ${files.join(', ')}.`,
    help: 'Give `init` the name of a new folder: tidemill init my_warehouse.',
  })
}

/**
 * An option goes by another name.
 *
 * `--models` and `-m` are an older spelling of `--select`, kept for scripts that use it.
 */
export function legacyOption(option: string, instead: string): Diagnostic {
  return warning('cli/legacy-option', {
    message: `${option} is an older name of ${instead}.`,
    help: `Write ${instead}.`,
  })
}

/**
 * The selection leaves nothing to work on.
 *
 * Each term that matched nothing is named before this.
 */
export function nothingSelected(): Diagnostic {
  return warning('cli/nothing-selected', {
    message: 'The selection names nothing that this command works on, so there is nothing to do.',
    help: '`tidemill ls` prints every name that can be selected.',
  })
}

/**
 * The operating system did not let Tidemill read or write a file.
 *
 * Check who owns the file, the space that is left on the disk, and whether a folder stands where a file should be.
 */
export function systemRefused(message: string): Diagnostic {
  return error('cli/system-refused', { message: `The operating system refused: ${message}.` })
}

/**
 * The database failed outside any model: while it was opened, asked for what is there, or told what was done.
 *
 * The engine's message is quoted whole. What was finished before is kept.
 */
export function databaseFailed(message: string): Diagnostic {
  return error('engine/database-failed', { message: `The database failed: ${message}` })
}
