import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * Tables were made anew without files that the ledger recorded and that are there no more.
 *
 * Rows that only those files had are not in the tables any more.
 */
export function historyDiscarded(source: string, keys: readonly string[], span: Span | null): Diagnostic {
  const isOne = keys.length === 1
  return warning('history/discarded', {
    message: `Tables over ${source} are made anew without the rows of ${keys.length} ${isOne ? 'file that is' : 'files that are'} gone, for example ${keys[0]}.`,
    span,
    help: 'This was asked for with --discard-history.',
  })
}

/**
 * Files that the ledger recorded are there no more.
 *
 * To fill a table from the beginning, every file that it was built from is needed. Nothing was touched. With
 * `--full-refresh --discard-history` tables are made anew without them.
 */
export function historyGone(source: string, keys: readonly string[], span: Span | null): Diagnostic {
  return error('history/gone', {
    message: `${keys.length} recorded ${keys.length === 1 ? 'file' : 'files'} of ${source} ${keys.length === 1 ? 'is' : 'are'} gone, for example ${keys[0]}.`,
    span,
    help: 'Put the files back where they were, or make the tables anew without them: `--full-refresh --discard-history`.',
  })
}

/**
 * A source has neither files nor declared columns, so nothing can be said of its shape.
 *
 * A source without files builds as empty when its columns are declared.
 */
export function noFilesNoColumns(source: string, folder: string, span: Span | null): Diagnostic {
  return warning('source/no-files', {
    message: `${source} has no files in ${folder} and declares no columns, so what reads it is skipped.`,
    span,
    help: 'Declare its `columns:`, or put files there.',
  })
}

/**
 * A relation that a node would write was not made by Tidemill.
 *
 * Nothing is overwritten that the tool did not make.
 */
export function notOurRelation(relation: string, node: string, span: Span): Diagnostic {
  return error('relation/not-ours', {
    message: `${relation} is there already, and was not made by "${node}".`,
    span,
    help: 'Drop or rename it yourself, or give the model another `alias` or `schema`.',
  })
}

/**
 * A value in a change file is not of the type that its column is declared with.
 *
 * The models over the table stop, everything else goes on. Once the file is corrected, or the type, the next build goes
 * on where this one stopped. With `declared_types` and `on_failure: quarantine` at the staging model such rows are set
 * aside, and the others go on.
 */
export function unreadableValue(source: string, files: readonly string[], why: string, span: Span | null): Diagnostic {
  const shown = files.slice(0, 3).join(', ')
  const rest = files.length > 3 ? ` and ${files.length - 3} more` : ''
  return error('source/bad-value', {
    message: `The change files of ${source} hold a value that cannot be read: ${why}`,
    span,
    help: `Correct the file, or the column's \`data_type\`, or have the test \`declared_types\` at the staging model set such rows aside. The batch reads ${shown}${rest}.`,
  })
}

/**
 * A model has changes to take in that its staging table does not hold.
 *
 * The staging model was left out by the selection, so the batch cannot be laid out again.
 */
export function stagedElsewhere(model: string, staging: string, span: Span): Diagnostic {
  return error('batch/not-staged', {
    message: `"${model}" has changes to take in, and "${staging}", which stages them, is not selected.`,
    span,
    help: `Select both: --select ${staging} ${model}.`,
  })
}

/**
 * A change file cannot be read.
 *
 * The models over its table stop, everything else goes on. Once the file is replaced or removed, the next build goes on
 * where this one stopped.
 */
export function unreadableFile(source: string, key: string, why: string, span: Span | null): Diagnostic {
  return error('source/unreadable-file', {
    message: `The file ${key} of ${source} cannot be read: ${why}`,
    span,
    help: `Replace or remove the file, then build again. To go on without it: tidemill cdc skip-file ${source} ${key}`,
  })
}

/**
 * A change file has no column that says what each row is.
 *
 * DMS writes I, U or D into the column `Op` of every change file. Without it inserts, updates and deletes look the same.
 */
export function fileWithoutOp(
  source: string,
  key: string,
  column: string,
  columns: readonly string[],
  span: Span | null,
): Diagnostic {
  return error('source/no-op-column', {
    message: `The change file ${key} of ${source} has no column "${column}". Its columns are ${columns.join(', ')}.`,
    span,
    help: `Name the column with \`op:\`, or write \`op: none\` when every row is an insert. To go on without the file: tidemill cdc skip-file ${source} ${key}`,
  })
}

/**
 * A change file lacks a column of the primary key.
 */
export function fileWithoutKey(
  source: string,
  key: string,
  column: string,
  columns: readonly string[],
  span: Span | null,
): Diagnostic {
  return error('source/no-key-column', {
    message: `The file ${key} of ${source} has no column "${column}", which is in its primary key. Its columns are ${columns.join(', ')}.`,
    span,
    help: 'Correct `primary_key`, or replace the file.',
  })
}

/**
 * A query gives several rows for one key of its source.
 *
 * A change of one key can only be applied to one row. A join that multiplies rows belongs into a model further down.
 */
export function keyRepeated(model: string, key: string, span: Span | null): Diagnostic {
  return error('cdc/key-repeated', {
    message: `"${model}" gives several rows for one key: ${key}.`,
    span,
    help: "Look for a join that multiplies rows, or check `unique_key` and the source's `primary_key`.",
  })
}

/**
 * A key column is NULL.
 *
 * A row without a key can be neither found again nor deleted.
 */
export function keyNull(model: string, key: string, span: Span | null): Diagnostic {
  return error('cdc/key-null', {
    message: `"${model}" has a row whose key is NULL: ${key}.`,
    span,
    help: 'Correct the source or the expression of the key, or choose another `unique_key`.',
  })
}

/** How the columns of a query differ from those of its table, in words. */
export interface ColumnDifferences {
  /** With their types. */
  readonly added: readonly string[]
  readonly gone: readonly string[]
  /** `amount integer → bigint`. */
  readonly retyped: readonly string[]
}

/**
 * A query gives other columns than its table has, and the model says `on_schema_change: fail`.
 *
 * Nothing was written. Columns that are new, those that are gone and those that need a wider type are listed.
 */
export function columnsChanged(
  model: string,
  { added, gone, retyped }: ColumnDifferences,
  span: Span | null,
): Diagnostic {
  const parts = [
    ...(added.length > 0 ? [`new: ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`gone: ${gone.join(', ')}`] : []),
    ...(retyped.length > 0 ? [`of another type: ${retyped.join(', ')}`] : []),
  ]
  return error('model/columns-changed', {
    message: `"${model}" gives other columns than its table has (${parts.join('; ')}), and its "on_schema_change" is "fail".`,
    span,
    help: `Make the table anew: tidemill build --full-refresh --select ${model}. Or write append_new_columns or sync_all_columns.`,
  })
}

/**
 * An engine refused or failed to run a statement.
 *
 * The engine's message is quoted whole. Its place is that of the template where it could be led back.
 */
export function engineFailed(node: string, message: string, span: Span | null, help: string | null): Diagnostic {
  return error('engine/failed', { message: `"${node}" failed: ${message}`, span, help })
}

/**
 * Another process holds the database.
 *
 * One build writes at a time. The lock goes with the process that holds it.
 */
export function runLocked(holder: string): Diagnostic {
  return error('run/locked', {
    message: `The database is in use by another process${holder}.`,
    help: 'Wait until it has ended, and try again.',
  })
}

/**
 * Another run has taken the warehouse over while this one worked.
 *
 * A run that loses its lock, with its connection, may go on for a moment. What it has not committed by the time another
 * one begins is rolled back.
 */
export function takenOver(node: string, span: Span | null): Diagnostic {
  return error('run/taken-over', {
    message: `"${node}" was not written: another run has taken over.`,
    span,
    help: 'Let the other run end, and run the command again.',
  })
}

/**
 * A table that was being made beside the one that stands is gone before it was whole.
 *
 * Either something else has dropped it, or the connection was lost while the new table took the old one's place, which
 * has happened then. The table that stands is whole in both cases.
 */
export function tableLost(node: string, table: string, span: Span | null): Diagnostic {
  return error('run/table-lost', {
    message: `"${node}" was not made anew: ${table}, which was being made for it, is gone.`,
    span,
    help: 'Run the command again: the table that stands is whole.',
  })
}

/**
 * The ledger has no batch of this id.
 *
 * A batch whose files have moved into a later one, after a check had held it back, is not listed any more.
 */
export function unknownBatch(id: string, newest: string | null): Diagnostic {
  return error('batch/unknown', {
    message: `There is no batch "${id}".`,
    help: newest ? `The newest is ${newest}; \`tidemill batch list\` prints all.` : 'No build has opened a batch yet.',
  })
}

/**
 * A node took longer than its `timeout` allows, and was cancelled on its engine.
 *
 * Its transaction was rolled back: what was there before is there now.
 */
export function timedOut(node: string, seconds: number, span: Span | null): Diagnostic {
  return error('run/timed-out', {
    message: `"${node}" was cancelled after ${seconds} seconds, which its \`timeout\` allows.`,
    span,
    help: 'Give it more time, or less to do.',
  })
}

/**
 * A run was stopped while a node was being built.
 *
 * Its transaction was rolled back: what was there before is there now, and the next build takes up the work.
 */
export function stopped(node: string): Diagnostic {
  return error('run/stopped', {
    message: `"${node}" was stopped before it was done; nothing of it was kept.`,
    help: 'Build again to go on.',
  })
}
