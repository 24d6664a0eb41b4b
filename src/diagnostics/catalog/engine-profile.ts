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

/**
 * An engine is of a type that the other one can be, but not this.
 */
export function notForEngine(type: string, engine: string, known: readonly string[], place: Span | null): Diagnostic {
  return error('profile/engine-type', {
    message: `The engine "${engine}" cannot be of the type ${type}.`,
    span: place,
    help: `Write one of ${known.join(', ')}.`,
  })
}

/**
 * What passes between two engines is written into a folder that both of them reach, and that is none of the project's.
 */
export function handoffOutside(path: string, place: Span | null): Diagnostic {
  return error('profile/path-outside-project', {
    message: `The folder "${path}" for hand-offs leads out of the project.`,
    span: place,
    help: 'Write a path relative to the project, such as storage: {handoff: .tidemill/handoff}.',
  })
}

/**
 * Engines on this machine hand their rows over through a folder; the profile names an address.
 */
export function noHandoffFolder(address: string, place: Span | null): Diagnostic {
  return error('profile/handoff-address', {
    message: `Engines on this machine cannot hand anything over through ${address}.`,
    span: place,
    help: 'Name a folder, such as storage: {handoff: .tidemill/handoff}.',
  })
}
