import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A unit test names a model that is not there.
 */
export function unitTestUnknownModel(test: string, model: string, known: readonly string[], span: Span): Diagnostic {
  return error('unit_test/unknown-model', {
    message: `Unit test "${test}" is of "${model}", which is no model of this project.`,
    span,
    help: didYouMean(model, known) ?? 'Write the name of a model.',
  })
}

/**
 * A unit test is of something that no query over given rows can stand for.
 *
 * Seeds and sources have no query, snapshots take note of what they find from build to build, and DataFrame models run
 * on Spark alone.
 */
export function unitTestOfOtherKind(test: string, name: string, kind: string, span: Span): Diagnostic {
  return error('unit_test/kind', {
    message: `Unit test "${test}" is of "${name}", which is a ${kind}.`,
    span,
    help: 'Unit tests are for models that are queries.',
  })
}

/**
 * A unit test is of a model whose SQL could not be read.
 *
 * Such a model is sent to its engine as it is written. A unit test runs on an embedded DuckDB, whose SQL it has to become.
 */
export function unitTestUnread(test: string, model: string, span: Span): Diagnostic {
  return error('unit_test/unread', {
    message: `Unit test "${test}" cannot run, because the SQL of "${model}" could not be read.`,
    span,
    help: 'Write what could not be read in another way, or take the unit test out.',
  })
}

/**
 * Two unit tests of a model have one name.
 */
export function unitTestTwice(test: string, model: string, span: Span, first: Span): Diagnostic {
  return error('unit_test/duplicate', {
    message: `"${model}" has a second unit test called "${test}".`,
    span,
    help: 'Give one of them another name.',
    related: [{ message: 'The first is here.', span: first }],
  })
}

/**
 * An `input` is no reference.
 */
export function unitTestBadInput(written: string, span: Span): Diagnostic {
  return error('unit_test/input', {
    message: `"${written}" is no input: it names no model, source or "this".`,
    span,
    help: "Write ref('orders'), source('shop', 'orders') or this.",
  })
}

/**
 * A unit test gives rows of something that the model does not read.
 *
 * They would have no effect, and the test would not test what it says.
 */
export function unitTestInputNotRead(model: string, input: string, read: readonly string[], span: Span): Diagnostic {
  return error('unit_test/input-not-read', {
    message: `"${model}" does not read ${input}.`,
    span,
    help: didYouMean(input, read) ?? (read.length > 0 ? `It reads ${read.join(', ')}.` : 'It reads nothing.'),
  })
}

/**
 * A unit test gives the rows of an input twice.
 */
export function unitTestInputTwice(input: string, span: Span, first: Span): Diagnostic {
  return error('unit_test/input-twice', {
    message: `The rows of ${input} are given a second time.`,
    span,
    help: 'Put all rows under one of them.',
    related: [{ message: 'The first is here.', span: first }],
  })
}

/**
 * A unit test leaves out an input of the model.
 *
 * A unit test sees no table of any database. Only seeds have rows by themselves, those of their file.
 */
export function unitTestInputMissing(test: string, model: string, inputs: readonly string[], span: Span): Diagnostic {
  const them = inputs.length === 1 ? 'it' : 'them'
  return error('unit_test/input-missing', {
    message: `"${model}" reads ${inputs.join(' and ')}, and unit test "${test}" gives no rows of ${them}.`,
    span,
    help: `Add ${inputs.map((input) => `{input: ${quoted(input)}, rows: []}`).join(', ')} to "given".`,
  })
}

/**
 * `this` is given for a model that does not take rows into a table that is there.
 */
export function unitTestNoThis(model: string, materialized: string, span: Span): Diagnostic {
  return error('unit_test/this', {
    message: `"${model}" is a ${materialized} and made as a whole: it has no rows from before.`,
    span,
    help: '"this" is for incremental and scd2 models.',
  })
}

/**
 * Versions are given as the rows that an scd2 model has from before.
 *
 * What a late change makes of them can only be told from all changes, not from the versions.
 */
export function unitTestVersionsGiven(model: string, span: Span): Diagnostic {
  return error('unit_test/versions-given', {
    message: `"${model}" keeps versions, which are made from all changes and cannot be given.`,
    span,
    help: 'Write `rows: []`, and give the earlier changes with their _commit_ts among the others.',
  })
}

/**
 * A row of a unit test has a column that the relation has not.
 */
export function unitTestUnknownColumn(column: string, owner: string, known: readonly string[], span: Span): Diagnostic {
  return error('unit_test/unknown-column', {
    message: `${owner} has no column "${column}".`,
    span,
    help: didYouMean(column, known) ?? `Its columns: ${known.join(', ')}.`,
  })
}

/**
 * Nobody knows which columns an input has, and no row tells.
 */
export function unitTestNoColumns(input: string, span: Span): Diagnostic {
  return error('unit_test/no-columns', {
    message: `Nothing is known of the columns of ${input}, and no row tells.`,
    span,
    help: 'Declare its columns in YAML, or give a row.',
  })
}

/**
 * The rows of a unit test are written in another form than its `format` says, or are missing.
 */
export function unitTestNoRows(format: string, span: Span): Diagnostic {
  return error('unit_test/no-rows', {
    message: `There are no rows, though the format is ${format}.`,
    span,
    help: 'Write the text under "rows", or the name of a file of the test paths\' folder "fixtures" under "fixture".',
  })
}

/**
 * Text in the format CSV cannot be read as rows.
 */
export function unitTestBadCsv(problem: string, span: Span): Diagnostic {
  return error('unit_test/csv', {
    message: `The rows cannot be read as CSV: ${problem}.`,
    span,
    help: 'The first line has the names of the columns, each other line a value for each of them.',
  })
}

/**
 * A fixture names a file that is not there.
 *
 * Fixtures lie in the folder `fixtures` of the test paths, and are named without their ending.
 */
export function unitTestNoFixture(
  name: string,
  folders: readonly string[],
  ending: string,
  known: readonly string[],
  span: Span,
): Diagnostic {
  return error('unit_test/no-fixture', {
    message: `There is no file ${name}.${ending} in ${folders.join(' or ')}.`,
    span,
    help: didYouMean(name, known) ?? 'Fixtures are named without their ending.',
  })
}

/**
 * A unit test overrides a macro that is not there, or one that cannot be replaced.
 */
export function unitTestUnknownMacro(name: string, known: readonly string[], span: Span): Diagnostic {
  return error('unit_test/unknown-macro', {
    message: `"${name}" is no macro or helper that a unit test can replace.`,
    span,
    help: didYouMean(name, known) ?? 'Name a macro of the project, a helper, or is_incremental.',
  })
}

/**
 * What `is_incremental` is overridden with is neither true nor false.
 */
export function unitTestNotBoolean(name: string, span: Span): Diagnostic {
  return error('unit_test/not-boolean', {
    message: `"${name}" is true or false.`,
    span,
    help: 'Write true or false, without quotes.',
  })
}

/**
 * A value of a unit test cannot be read as what its column holds.
 */
export function unitTestBadValue(value: string, column: string, type: string, span: Span): Diagnostic {
  return error('unit_test/value', {
    message: `"${value}" cannot be read as ${type}, which is the type of "${column}".`,
    span,
    help: 'Times are written 2026-01-02 03:04:05, nested values as YAML or JSON, binary ones in hexadecimal.',
  })
}

function quoted(input: string): string {
  return input.includes(',') ? `"${input}"` : input
}

/**
 * The SQL that gives rows of a unit test reads a table.
 *
 * Such rows are the same wherever and whenever the test runs: `select 1 as order_id union all select 2`.
 */
export function unitTestReadsTable(table: string, span: Span): Diagnostic {
  return error('unit_test/reads-table', {
    message: `The rows of a unit test are read from ${table}, and a unit test sees no table.`,
    span,
    help: 'Write the values out: select 1 as order_id union all select 2.',
  })
}
