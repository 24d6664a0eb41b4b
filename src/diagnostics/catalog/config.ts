import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A key is not known in the place where it is written.
 *
 * Either it is misspelled, or it belongs somewhere else: a model's configuration, for instance, goes below `config:`.
 */
export function configUnknownKey(
  key: string,
  owner: string,
  span: Span,
  known: readonly string[],
  help: string | null = null,
): Diagnostic {
  return error('config/unknown-key', {
    message: `"${key}" is not a key of ${owner}.`,
    span,
    help: help ?? didYouMean(key, known) ?? `The keys are ${known.join(', ')}.`,
  })
}

/**
 * A value has the wrong form: a text where a list is needed, words where a number is needed.
 *
 * The message says what is expected and what was found. Quote text that looks like a number, and leave numbers,
 * `true` and `false` without quotes.
 */
export function configWrongType(
  subject: string,
  expected: string,
  found: string,
  span: Span,
  help: string | null = null,
): Diagnostic {
  return error('config/wrong-type', {
    message: `${sentence(subject)}: expected ${expected}, but found ${found}.`,
    span,
    help,
  })
}

/**
 * A key that allows only certain words holds another.
 *
 * The message lists the words; upper and lower case are not told apart.
 */
export function configUnknownValue(subject: string, value: string, known: readonly string[], span: Span): Diagnostic {
  return error('config/unknown-value', {
    message: `${sentence(subject)}: expected ${alternatives(known.map(quoted))}, but found "${value}".`,
    span,
    help: didYouMean(value, known),
  })
}

/**
 * A key that must be there is missing.
 *
 * The place shown is where the entry begins that lacks the key.
 */
export function configMissingKey(key: string, owner: string, span: Span, help: string | null = null): Diagnostic {
  return error('config/missing-key', {
    message: `${sentence(owner)} has no "${key}".`,
    span,
    help: help ?? `Write \`${key}: …\` there.`,
  })
}

/**
 * A name holds characters that names cannot have.
 *
 * The name of a project consists of letters, digits and underscores, and does not begin with a digit. Names of sources and
 * their tables may hold more, but no blanks, dots, quotes, brackets or slashes.
 */
export function configBadName(subject: string, name: string, rule: string, span: Span, better: string): Diagnostic {
  return error('config/bad-name', {
    message: `${sentence(subject)}: "${name}" is not a name. ${rule}`,
    span,
    help: better === '' ? null : `Write "${better}".`,
  })
}

/**
 * An alias holds a dot.
 *
 * A dot separates the schema from the table's name, so it cannot be part of the name. The schema has a key of its own.
 */
export function configAliasWithDot(alias: string, span: Span): Diagnostic {
  const dot = alias.lastIndexOf('.')
  return error('config/alias-with-dot', {
    message: `The alias "${alias}" holds a dot, which separates a schema from a name.`,
    span,
    help: `Write schema: "${alias.slice(0, dot)}" and alias: "${alias.slice(dot + 1)}".`,
  })
}

/**
 * A path leaves the project's folder.
 *
 * Paths in project.yml, and the location of a source, are relative to the project and stay inside it: no `/` in front,
 * no drive letter, and no `..` that leads out.
 */
export function configPathOutsideProject(subject: string, path: string, span: Span): Diagnostic {
  return error('config/path-outside-project', {
    message: `${sentence(subject)}: the path "${path}" leaves the project's folder.`,
    span,
    help: 'Write a path relative to the project, such as "models".',
  })
}

/**
 * A key of dbt has no effect here.
 *
 * It is accepted so that projects can be carried over, and can be removed.
 */
export function configIgnoredKey(key: string, owner: string, span: Span): Diagnostic {
  return warning('config/ignored-key', {
    message: `"${key}" has no effect in ${owner}: Tidemill does not use it.`,
    span,
    help: 'Remove the key.',
  })
}

/**
 * A thing that dbt has is not part of Tidemill.
 *
 * Groups, metrics, semantic models and model versions belong to other tools, or are not offered.
 */
export function configNotSupported(key: string, what: string, span: Span): Diagnostic {
  return error('config/not-supported', {
    message: `"${key}" is not supported: Tidemill has no ${what}.`,
    span,
    help: `Remove "${key}" from this file.`,
  })
}

/**
 * A feature of the project format is not in this version of Tidemill.
 *
 * The value is correct, and a later version will run it. Until then, choose one of the values that this version runs.
 */
export function configNotBuiltYet(value: string, span: Span, instead: readonly string[]): Diagnostic {
  return error('config/not-built-yet', {
    message: `"${value}" is part of the project format, but this version of Tidemill does not run it yet.`,
    span,
    help: `Use ${alternatives(instead)}.`,
  })
}

/**
 * A key does not apply to the model's materialization.
 *
 * `strategy`, for instance, says how an incremental model takes in changes, so a view has no use for it. From the folder
 * defaults of project.yml such a key is left out silently; on the model itself it is a mistake.
 */
export function configKeyDoesNotApply(key: string, owner: string, appliesTo: string, span: Span): Diagnostic {
  return error('config/key-does-not-apply', {
    message: `"${key}" does not apply to ${owner}: it is for ${appliesTo}.`,
    span,
    help: `Remove "${key}", or change what it belongs to.`,
  })
}

/**
 * A key is needed because of the value of another.
 *
 * A strategy that replaces rows, for instance, must know by which columns a row is recognised: `unique_key`.
 */
export function configNeedsKey(key: string, owner: string, because: string, span: Span, help: string): Diagnostic {
  return error('config/needs-key', { message: `${sentence(owner)} needs "${key}", because ${because}.`, span, help })
}

/**
 * Two settings are written that exclude each other.
 *
 * A merge is told either which columns a row that is there gets, or which it does not get.
 */
export function configOneOfTwo(key: string, other: string, owner: string, span: Span, first: Span): Diagnostic {
  return error('config/one-of-two', {
    message: `${sentence(owner)} has both "${key}" and "${other}", and one of them alone can hold.`,
    span,
    help: 'Remove one of the two.',
    related: [{ message: 'The other one is here.', span: first }],
  })
}

/**
 * A setting of a model names a column that the model's query does not give.
 */
export function configUnknownColumn(
  key: string,
  column: string,
  model: string,
  known: readonly string[],
  span: Span | null,
): Diagnostic {
  return error('config/unknown-column', {
    message: `"${key}" names the column "${column}", which "${model}" does not give.`,
    span,
    help: didYouMean(column, known) ?? `Its columns are ${known.join(', ')}.`,
  })
}

/**
 * A condition of `incremental_predicates` reads an ephemeral model.
 *
 * The condition becomes a part of the statements that change the table, where no query stands that an ephemeral model
 * could be put in front of.
 */
export function predicateReadsEphemeral(model: string, ephemeral: string, span: Span): Diagnostic {
  return error('config/predicate-reads-ephemeral', {
    message: `A condition of "incremental_predicates" of "${model}" reads "${ephemeral}", which is ephemeral and has no relation.`,
    span,
    help: `Make "${ephemeral}" a view.`,
  })
}

/**
 * One setting is written under two names.
 *
 * `tests` and `data_tests`, `strategy` and `incremental_strategy` and others mean the same; both together leave open which
 * one holds.
 */
export function configSameKeyTwice(key: string, other: string, usual: string, span: Span, first: Span): Diagnostic {
  return error('config/same-key-twice', {
    message: `"${key}" and "${other}" mean the same, and both are written here.`,
    span,
    help: `Keep one of the two; "${usual}" is the usual name.`,
    related: [{ message: `"${other}" is written here.`, span: first }],
  })
}

/**
 * A setting is written both below a key and beside it.
 *
 * Older projects write the arguments and the configuration of a data test directly below its name, newer ones below
 * `arguments:` and `config:`. Both forms are read, but not for the same key.
 */
export function configKeyInTwoPlaces(key: string, below: string, owner: string, span: Span, first: Span): Diagnostic {
  return error('config/key-in-two-places', {
    message: `"${key}" of ${owner} is written both below "${below}" and beside it.`,
    span,
    help: `Keep the one below "${below}".`,
    related: [{ message: `"${key}" is written here, too.`, span: first }],
  })
}

/**
 * A source's `order_by` lacks the change sequence.
 *
 * Several changes of one row can have the same commit time, and only the change sequence tells which of them came last.
 * Without one the file's name and the row's place in it decide, which can be wrong. Let DMS write a change sequence, and
 * name its column with `change_seq`.
 */
export function cdcOrderWithoutSequence(table: string, span: Span): Diagnostic {
  return warning('cdc/order-without-sequence', {
    message: `Changes of ${table} that have the same commit time cannot be ordered well: "order_by" has no change sequence.`,
    span,
    help: 'Write order_by: [change_seq, commit_ts], and name the column of the sequence with change_seq.',
  })
}

/**
 * A name is used twice in one list.
 *
 * Two columns of a table, or two tables of a source, cannot have the same name; upper and lower case are not told apart.
 */
export function configDuplicateName(what: string, name: string, owner: string, span: Span, first: Span): Diagnostic {
  return error('config/duplicate-name', {
    message: `The ${what} "${name}" is written twice in ${owner}.`,
    span,
    help: 'Merge the two, or rename one.',
    related: [{ message: `The first "${name}" is here.`, span: first }],
  })
}

/**
 * The folder defaults of project.yml name a folder that does not exist.
 *
 * They have no effect then. A key of the configuration can be written with "+" in front, so that it is never taken for a
 * folder.
 */
export function configUnknownFolder(name: string, where: string, span: Span): Diagnostic {
  return warning('config/unknown-folder', {
    message: `There is no folder "${name}" below ${where}, so these defaults apply to nothing.`,
    span,
    help: 'Remove them, or create the folder.',
  })
}

/**
 * The folder defaults of project.yml hold a name that is neither a folder nor a key.
 *
 * Below `models:` stand the names of folders, each with a map of defaults, and keys of the configuration, best with "+" in
 * front. A name that is neither is usually misspelled.
 */
export function configUnknownFolderOrKey(name: string, where: string, span: Span, near: string): Diagnostic {
  return error('config/unknown-folder-or-key', {
    message: `"${name}" is neither a folder below ${where} nor a key of the configuration.`,
    span,
    help: near,
  })
}

/**
 * A template stands where none is read.
 *
 * Names, paths and settings in the project's YAML are taken as written. Templates work in profiles, hooks, conditions and
 * SQL.
 */
export function configTemplateNotRead(subject: string, span: Span): Diagnostic {
  return error('config/template-not-read', {
    message: `${sentence(subject)}: templates are not read here.`,
    span,
    help: 'Write the value itself. Values that differ between targets belong in the profile.',
  })
}

/**
 * A data test's arguments stand beside its name instead of below it.
 *
 * The name of a test is a key, and its arguments are indented further than the name.
 */
export function configTestIndentation(test: string, argument: string, span: Span): Diagnostic {
  return error('config/test-indentation', {
    message: `"${argument}" stands beside the test "${test}" instead of below it.`,
    span,
    help: `Indent it further than "${test}", or write {${test}: {arguments: {${argument}: …}}}.`,
  })
}

/**
 * A model asks an engine for what it cannot do.
 *
 * Spark has no transactions over tables here, so models that are changed in place (`incremental`, `scd2`, `snapshot`)
 * run on the engine `redshift`. On `spark` models are staging, views, tables or ephemeral.
 */
export function engineCannotMaterialize(owner: string, engine: string, materialized: string, span: Span): Diagnostic {
  return error('engine/unsupported', {
    message: `${sentence(owner)} is ${materialized}, which the engine "${engine}" cannot do, for want of transactions.`,
    span,
    help: 'Write engine: redshift, or materialize it as staging, view, table or ephemeral.',
  })
}

/** Begins a sentence; a file's name keeps its letters. */
function sentence(text: string): string {
  return /^[\w-]+\.\w+/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
}

function quoted(name: string): string {
  return `"${name}"`
}

/** `a, b or c`. */
function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
