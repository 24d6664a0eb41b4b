import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, warning } from '../diagnostic.ts'
import { span as makeSpan, type SourceFile, type Span } from '../source.ts'

/**
 * There is no file of the name that `cdc simulate` was given.
 *
 * The path is relative to the folder in which the command runs.
 */
export function noScript(path: string): Diagnostic {
  return error('simulate/no-script', {
    message: `There is no file ${path}.`,
    help: 'Give the path of a script: tidemill cdc simulate changes/orders.yml.',
  })
}

/**
 * A script of changes is empty.
 *
 * It needs `steps:`, a list that begins with the load of a table. docs/simulate.md shows one.
 */
export function emptyScript(file: SourceFile): Diagnostic {
  return error('simulate/empty-script', {
    message: 'The script is empty.',
    span: makeSpan(file, 0),
    help: 'Write `steps:` with a load and commits, as docs/simulate.md shows.',
  })
}

/**
 * An entry of `steps:` is no step.
 *
 * A step is told by its first word, which has the time: `load`, `commit`, `flush`, `resend`, `reload` or `alter`.
 */
export function unknownStep(key: string | null, known: readonly string[], span: Span): Diagnostic {
  return error('simulate/unknown-step', {
    message: key === null ? 'This step is empty.' : `"${key}" begins no step.`,
    span,
    help:
      (key === null ? null : didYouMean(key, known)) ??
      `A step is one of ${known.join(', ')}, with its time behind it.`,
  })
}

/**
 * An entry of a commit is not exactly one change.
 *
 * Each insert, update and delete is an entry of its own, so that their order is plain.
 */
export function notOneChange(span: Span): Diagnostic {
  return error('simulate/not-one-change', {
    message: 'A change is exactly one of insert, update and delete.',
    span,
    help: 'Begin each of them with "- " on a line of its own.',
  })
}

/**
 * A table cannot be simulated, because the project does not say enough of it.
 *
 * It needs columns and a primary key: those of the project, or columns below `tables:` of the script.
 */
export function tableNotTold(table: string, what: string, help: string, span: Span): Diagnostic {
  return error('simulate/table-not-told', { message: `The project does not say ${what} of ${table}.`, span, help })
}

/**
 * A column has a type that no file of DMS has, or none at all.
 *
 * Files have numbers, text, booleans, dates, times, timestamps and bytes. Arrays, maps and structs come as text.
 */
export function columnType(column: string, table: string, type: string | null, span: Span): Diagnostic {
  return error('simulate/column-type', {
    message:
      type === null
        ? `"${column}" of ${table} has no type.`
        : `"${column}" of ${table} has the type ${type}, which DMS does not write.`,
    span,
    help: 'Write a type as the project does: bigint, varchar(20), decimal(18, 2), timestamp, date, boolean.',
  })
}

/**
 * A script names a column that the table does not have at that step.
 *
 * A column that a step adds is not there before it, and one that was dropped is not there any more.
 */
export function noSuchColumn(column: string, table: string, known: readonly string[], span: Span): Diagnostic {
  return error('simulate/unknown-column', {
    message: `${table} has no column "${column}" here.`,
    span,
    help: didYouMean(column, known) ?? `It has ${known.join(', ')}.`,
  })
}

/**
 * A step adds a column that is there already.
 */
export function columnExists(column: string, table: string, span: Span): Diagnostic {
  return error('simulate/column-exists', {
    message: `${table} has the column "${column}" already.`,
    span,
    help: 'Give it another type with `change`, or drop it first.',
  })
}

/**
 * A row or a change lacks the value of a column of the primary key.
 *
 * The key tells which row is meant, so every column of it has a value.
 */
export function noKeyValue(column: string, table: string, span: Span): Diagnostic {
  return error('simulate/no-key', {
    message: `This has no value for "${column}", which belongs to the primary key of ${table}.`,
    span,
    help: `Write {${column}: …}.`,
  })
}

/**
 * An update or a delete is about a row that is not there at that step.
 *
 * A row is there from its load or insert on, until it is deleted.
 */
export function noSuchRow(table: string, key: string, change: string, span: Span): Diagnostic {
  return error('simulate/no-such-row', {
    message: `There is no row ${key} in ${table} to ${change}.`,
    span,
    help: 'Insert it first, or give it to the load.',
  })
}

/**
 * A row is inserted, or loaded, whose key is there already.
 *
 * An update of it is `update`. To have a change delivered twice, use the step `resend`.
 */
export function rowExists(table: string, key: string, span: Span, first: Span): Diagnostic {
  return error('simulate/row-exists', {
    message: `There is a row ${key} in ${table} already.`,
    span,
    help: 'Write an update, or delete it first.',
    related: [{ message: 'It comes from here.', span: first }],
  })
}

/**
 * A table whose source says `op: none` gets something else than inserts.
 *
 * Its files have no column that could tell an update or a delete.
 */
export function insertsOnly(table: string, change: string, span: Span): Diagnostic {
  return error('simulate/inserts-only', {
    message: `${table} takes inserts only: its source says op: none, so no file can tell this ${change}.`,
    span,
    help: 'Insert rows with other keys, or give the source an op column.',
  })
}

/**
 * A step is earlier than the one before it.
 *
 * Steps are in the order of the log. A file with an earlier clock is `file:` of a commit; one that comes late is a commit
 * with `hold: true` and a later `flush`.
 */
export function timeGoesBack(span: Span, before: Span): Diagnostic {
  return error('simulate/time-goes-back', {
    message: 'This step is earlier than the one before it.',
    span,
    help: 'Put the steps in the order of their times. For a late file, hold the commit and flush it later.',
    related: [{ message: 'The step before it is here.', span: before }],
  })
}

/**
 * A table is loaded twice.
 *
 * The first full load is `load`; what DMS does when the table is loaded anew is `reload`.
 */
export function loadedTwice(table: string, span: Span, first: Span): Diagnostic {
  return error('simulate/loaded-twice', {
    message: `${table} is loaded already.`,
    span,
    help: `Write "- reload: …" with tables: [${table}]; it writes the rows that are there by then.`,
    related: [{ message: 'The first load is here.', span: first }],
  })
}

/**
 * A table is to be loaded anew that was never loaded.
 */
export function notLoaded(table: string, span: Span): Diagnostic {
  return error('simulate/not-loaded', {
    message: `${table} was never loaded, so it cannot be loaded anew.`,
    span,
    help: 'Load it first, with the step `load`.',
  })
}

/**
 * A load without rows, of a table whose files are CSV without a header.
 *
 * Such a file would be empty, and DMS writes none. After a load with rows, its files would stay.
 */
export function emptyLoad(table: string, file: string, span: Span): Diagnostic {
  return error('simulate/empty-load', {
    message: `${table} has too few rows for ${file}, and a CSV without a header cannot be empty.`,
    span,
    help: 'Keep a row in it, or give the source csv: {header: true}.',
  })
}

/**
 * Two steps would write a file of the same name.
 *
 * The name is the clock when the file is written, to the millisecond.
 */
export function sameFile(file: string, span: Span, first: Span): Diagnostic {
  return error('simulate/same-file', {
    message: `This would write ${file}, which an earlier step writes.`,
    span,
    help: 'Give it another time, be it by a millisecond.',
    related: [{ message: 'The earlier step is here.', span: first }],
  })
}

/**
 * A commit waits for a flush that does not come.
 *
 * It is held, and no `flush` behind it names its table. Its changes are in no file.
 */
export function neverFlushed(table: string, span: Span): Diagnostic {
  return warning('simulate/never-flushed', {
    message: `The changes of ${table} in this commit are held, and no flush writes them.`,
    span,
    help: 'Add a step "- flush: …" behind it, or write `lost: true` when they are meant to be lost.',
  })
}

/**
 * A step writes nothing.
 *
 * A `flush` writes what commits before it hold, and a `resend` what was written before it; neither finds anything here.
 */
export function nothingToWrite(kind: string, span: Span): Diagnostic {
  return warning('simulate/nothing-to-write', {
    message: `This ${kind} writes nothing: ${kind === 'flush' ? 'no commit before it is held' : 'no change that it names was written before it'}.`,
    span,
    help: kind === 'flush' ? 'Write hold: true at the commits that wait for it.' : 'Check its tables, and from and to.',
  })
}

/**
 * Two tables have their files in one folder.
 *
 * Their sources have the same location, schema and identifier, or `--output` puts what lies apart into one place.
 */
export function sharedFolder(table: string, other: string, file: string): Diagnostic {
  return error('simulate/shared-folder', {
    message: `${table} and ${other} would both write ${file}.`,
    help: 'Simulate them with scripts of their own, each with another --output.',
  })
}

/**
 * The script would overwrite files that hold something else.
 *
 * A script leaves files alone that it did not write. What it wrote, it may replace only where it reloads a table: the
 * files of the load have the same names then.
 */
export function wouldOverwrite(folder: string, files: readonly string[]): Diagnostic {
  const shown = files.slice(0, 5).join(', ')
  const more = files.length > 5 ? ` and ${files.length - 5} more` : ''
  return error('simulate/would-overwrite', {
    message: `There ${files.length === 1 ? 'is a file' : 'are files'} in ${folder} with other content: ${shown}${more}.`,
    help: 'Extend the script at its end instead of changing it, or overwrite them with --force.',
  })
}

/**
 * The files of a table do not lie in the project.
 *
 * `cdc simulate` writes outside the project only where `--output` says so.
 */
export function outsideProject(table: string, folder: string): Diagnostic {
  return error('simulate/outside-project', {
    message: `The files of ${table} lie in ${folder}, outside the project.`,
    help: `To write there, give --output ${folder}.`,
  })
}

/**
 * `cdc simulate` writes files on this machine, and a source's location is on S3.
 *
 * The files are written into a folder with `--output`, from where they can be copied.
 */
export function notOnThisMachine(table: string, address: string): Diagnostic {
  return error('simulate/not-on-this-machine', {
    message: `${table} lies in ${address}, and the files of a simulation are written on this machine.`,
    help: 'Name a folder with --output, and copy it: aws s3 cp --recursive.',
  })
}

/**
 * The files of a table have no place.
 *
 * The source has no `location`.
 */
export function noLocation(table: string): Diagnostic {
  return error('simulate/no-location', {
    message: `The source of ${table} has no location, so there is no folder for its files.`,
    help: 'Write location: raw below its config, or give --output.',
  })
}
