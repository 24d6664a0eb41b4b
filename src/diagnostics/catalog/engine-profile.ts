import { type Diagnostic, error } from '../diagnostic.ts'
import { type SourceFile, type Span, span } from '../source.ts'

/**
 * The profile does not say what runs an engine.
 *
 * Both logical engines, `spark` and `redshift`, need an entry under `engines:`.
 */
export function profileIncomplete(engine: string, target: string, file: SourceFile | null): Diagnostic {
  return error('profile/engine-missing', {
    message: `The profile "${target}" does not say what runs the engine "${engine}".`,
    span: file && span(file, 0, /[\r\n]|$/.exec(file.text)?.index ?? 0),
    help: `Add engines: {${engine}: {type: duckdb, path: warehouse.duckdb}}.`,
  })
}

/**
 * The path of a database file leads out of the project.
 */
export function pathOutside(engine: string, path: string, place: Span): Diagnostic {
  return error('profile/path-outside-project', {
    message: `The path "${path}" of the engine "${engine}" leads out of the project.`,
    span: place,
    help: 'Write a path relative to the project, such as warehouse.duckdb.',
  })
}

/**
 * Both engines of a profile are DuckDB, and each has a file of its own.
 *
 * On DuckDB what passes from Spark SQL to Redshift SQL is not moved at all: both read one file. A transaction of DuckDB
 * writes to one file only, so two could not be kept in step.
 */
export function twoDatabaseFiles(spark: string, redshift: string, place: Span | null): Diagnostic {
  return error('profile/two-files', {
    message: `The engine "spark" is the file ${spark}, and "redshift" is ${redshift}: on DuckDB both are one file.`,
    span: place,
    help: `Write the same path for both, such as path: ${redshift}.`,
  })
}
