import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A DataFrame model cannot be read as Python.
 *
 * The file is read without being run. What stands at the place is no Python of version 3.
 */
export function pythonSyntax(found: string, span: Span): Diagnostic {
  return error('dataframe/syntax', {
    message: found === '' ? 'The Python ends or breaks off here.' : `"${found}" is not expected here.`,
    span,
    help: 'Check the brackets, colons and quotes before this place.',
  })
}

/** The same for a bracket, which is reported where it was opened. */
export function pythonUnclosed(bracket: string, span: Span): Diagnostic {
  return error('dataframe/syntax', { message: `The "${bracket}" is not closed.`, span, help: 'Close it.' })
}

/** A function that the project calls: of a DataFrame model, or of a test. */
export interface CalledFunction {
  readonly name: 'model' | 'test'
  readonly parameters: readonly string[]
  /** Of `tm`. */
  readonly calls: readonly ('ref' | 'source' | 'var' | 'config')[]
  /** What it is called with, in words. */
  readonly given: string
}

export const modelFunction: CalledFunction = {
  name: 'model',
  parameters: ['tm', 'spark'],
  calls: ['ref', 'source', 'var', 'config'],
  given: 'a project and a Spark session',
}

export const testFunction: CalledFunction = {
  name: 'test',
  parameters: ['tm', 'df'],
  calls: ['ref', 'var'],
  given: 'a project and a DataFrame',
}

function definitionOf({ name, parameters }: CalledFunction): string {
  return `def ${name}(${parameters.join(', ')}):`
}

/**
 * A Python file below the model paths defines no `model`, or one below the test paths no `test`.
 *
 * A DataFrame model is a function `def model(tm, spark)` at the outermost level of its file that returns a DataFrame. A test
 * is a function `def test(tm, df)` that returns the rows of `df` which fail.
 */
export function noModelFunction(
  path: string,
  called: CalledFunction,
  functions: readonly string[],
  span: Span,
): Diagnostic {
  const near = didYouMean(called.name, functions)
  return error('dataframe/no-model', {
    message: `${path} defines no function "${called.name}", so that there is nothing to ${called.name === 'model' ? 'build' : 'run'}.`,
    span,
    help: near
      ? `${near} It has to be called "${called.name}".`
      : `Write \`${definitionOf(called)}\`, which returns a DataFrame, or move the file out of the ${called.name} paths.`,
  })
}

/**
 * A Python file defines its function more than once.
 *
 * Python would take the last of them. Which one is meant should not hang on that.
 */
export function modelTwice({ name }: CalledFunction, span: Span, first: Span): Diagnostic {
  return error('dataframe/model-twice', {
    message: `"${name}" is defined a second time.`,
    span,
    help: 'Keep one of them, or give the other a name of its own.',
    related: [{ message: 'The first definition is here.', span: first }],
  })
}

/**
 * The function of a DataFrame model has other parameters than `tm` and `spark`, or that of a test others than `tm` and `df`.
 *
 * `tm` gives what the function reads; calls on it are found by this name. `spark` is the Spark session, `df` what is tested.
 */
export function modelParameters(called: CalledFunction, found: string, span: Span): Diagnostic {
  return error('dataframe/parameters', {
    message: `"${called.name}" is called with ${called.given}, and takes ${found}.`,
    span,
    help: `Write \`${definitionOf(called)}\`.`,
  })
}

/**
 * A test in Python stands at a relation that Spark does not make.
 *
 * Its function runs on Spark, so it is for source tables and for models whose engine is `spark`.
 */
export function dataframeTestEngine(test: string, node: string, engine: string, span: Span): Diagnostic {
  return error('dataframe/test-engine', {
    message: `"${test}" is a test in Python, which runs on Spark, and "${node}" is made on ${engine}.`,
    span,
    help: 'Test a source table or a model of the engine spark with it, or write the test as SQL.',
  })
}

/**
 * A DataFrame model asks `tm` for something that it does not have.
 *
 * `tm` has `ref`, `source`, `var` and `config`, which are called.
 */
export function unknownTmMember(name: string, known: readonly string[], span: Span): Diagnostic {
  return error('dataframe/unknown-call', {
    message: known.includes(name) ? `tm.${name} is not called here.` : `There is no tm.${name}.`,
    span,
    help: known.includes(name)
      ? `Call it where its result is needed: tm.${name}(…).`
      : (didYouMean(name, known) ?? `There are ${known.map((one) => `tm.${one}`).join(', ')}.`),
  })
}

/**
 * A call on `tm` takes a value that is not written out.
 *
 * The project is compiled without running Python, so that what a model reads and how it is built must be literals:
 * texts, numbers, True, False, None, and lists, tuples and dictionaries of these.
 */
export function notLiteral(call: string, written: string, span: Span): Diagnostic {
  return error('dataframe/not-literal', {
    message: `tm.${call} takes literals only, and ${shorten(written)} is known only when Python runs.`,
    span,
    help: 'Write the value out: the project is compiled without running Python.',
  })
}

/**
 * A call on `tm` has the wrong arguments.
 *
 * It is `tm.ref("model")`, `tm.source("source", "table")`, `tm.var("name", default)` and `tm.config(key=value, …)`.
 */
export function wrongTmArguments(call: string, form: string, what: string, span: Span): Diagnostic {
  return error('dataframe/arguments', { message: `tm.${call} ${what}.`, span, help: `Write ${form}.` })
}

/**
 * A DataFrame model has another engine than Spark.
 *
 * DataFrames are Spark's. The result goes to the warehouse by itself where models there read it.
 */
export function dataframeEngine(model: string, engine: string, span: Span): Diagnostic {
  return error('dataframe/engine', {
    message: `${model} is Python, which runs on the engine "spark" and not on "${engine}".`,
    span,
    help: 'Set tm.config(engine="spark"), or write the model in SQL.',
  })
}

/**
 * A DataFrame model is to be materialized as something else than a table or a staging table.
 *
 * A view or an ephemeral model is a query that others take in, and a function of Python is none. Models that take in
 * changes need transactions, which Spark does not have: they are SQL models on the warehouse, over this one.
 */
export function dataframeMaterialization(model: string, materialized: string, because: string, span: Span): Diagnostic {
  return error('dataframe/materialization', {
    message: `${model} is Python and cannot be ${materialized}: ${because}.`,
    span,
    help: 'Set materialized="table", or "staging" over a source, and read it from an SQL model.',
  })
}

/**
 * A DataFrame model reads an ephemeral model.
 *
 * An ephemeral model is no relation: its query becomes a part of the query that reads it, and Python has none.
 */
export function dataframeReadsEphemeral(model: string, ephemeral: string, span: Span): Diagnostic {
  return error('dataframe/reads-ephemeral', {
    message: `"${model}" is Python and cannot read "${ephemeral}", which is ephemeral: it has no relation.`,
    span,
    help: `Make "${ephemeral}" a view or a table.`,
  })
}

/**
 * A staging model in Python has another key than its source.
 *
 * A query shows how the key of the source becomes that of the model; Python does not. So its result has the source's
 * `primary_key`, under the same names, and `unique_key` can only repeat them.
 */
export function dataframeKey(model: string, key: readonly string[], source: readonly string[], span: Span): Diagnostic {
  return error('dataframe/key', {
    message: `The key of "${model}" is ${list(key)}, and that of its source is ${list(source)}: in Python they must be the same.`,
    span,
    help: `Leave unique_key out and return ${list(source)}; an SQL model over this one can rename them.`,
  })
}

/**
 * A DataFrame model, or a test in Python, needs a local Spark, which the project does not have.
 *
 * The engine `spark` of the profile is served by DuckDB, which runs SQL and no Python. A Spark of its own is an optional
 * part of the project.
 */
export function needsSpark(model: string, target: string, span: Span | null): Diagnostic {
  return error('dataframe/needs-spark', {
    message: `"${model}" is a function of Python, and there is no Spark in this project to run it.`,
    span,
    help: `Install one: tidemill engines install --target ${target}`,
  })
}

/**
 * A staging model in Python gives a row for a key that its batch does not have.
 *
 * Such a row belongs to no change. The key columns of the result have to be those of the source, unchanged, and not NULL.
 */
export function otherKey(model: string, key: string, span: Span | null): Diagnostic {
  return error('dataframe/other-key', {
    message: `"${model}" gives a row with ${key}, and no such key is among the rows that it was given.`,
    span,
    help: 'Return the key columns of the source as they are.',
  })
}

/**
 * A DataFrame model that keeps every change gives rows without what tells changes apart.
 *
 * With `keep="all"` the function sees every change, with `_op`, `_change_seq`, `_commit_ts` and `_change_id`, and its rows
 * carry them on. A `select` has to name them.
 */
export function changeColumnsLost(model: string, columns: readonly string[], span: Span | null): Diagnostic {
  return error('dataframe/change-columns-lost', {
    message: `"${model}" keeps every change, and its result lacks ${list(columns)}.`,
    span,
    help: 'Keep these columns: they tell the changes of a key apart.',
  })
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function shorten(text: string): string {
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  return line.length > 40 || line !== text ? `${line.slice(0, 40)}…` : text
}
