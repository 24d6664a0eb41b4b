import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * An `scd2` model reads a staging model that keeps only the newest change of each key.
 *
 * Its versions are made of every change. What a batch leaves out between two builds would be missing from the history,
 * and so it would depend on when builds ran.
 */
export function newestChangesOnly(model: string, staging: string, span: Span): Diagnostic {
  return error('versions/newest-only', {
    message: `"${model}" keeps every version, but "${staging}" gives the newest change of each key only.`,
    span,
    help: `Write {{config keep="all"}} in "${staging}", or read another staging model over the same source that has it.`,
  })
}

/**
 * The query of an `scd2` model gives a column that the tool adds.
 *
 * `valid_from`, `valid_to`, `is_current`, `is_deleted` and `version_id` stand behind the model's own columns.
 */
export function versionColumnTaken(model: string, column: string, span: Span): Diagnostic {
  return error('versions/column-taken', {
    message: `"${model}" gives a column "${column}", which the tool adds to tell versions apart.`,
    span,
    help: `Give it another name: … as source_${column}.`,
  })
}

/**
 * A setting of an `scd2` model names a column that its query does not give.
 */
export function noSuchColumn(
  model: string,
  key: string,
  column: string,
  outputs: readonly string[],
  span: Span,
): Diagnostic {
  return error('versions/unknown-column', {
    message: `"${key}" names a column "${column}", which "${model}" does not give.`,
    span,
    help: didYouMean(column, outputs) ?? `Its columns are ${outputs.join(', ')}.`,
  })
}

/**
 * The unknown member of an `scd2` model lacks a column of the key.
 *
 * Facts find it by its key.
 */
export function unknownMemberWithoutKey(model: string, column: string, span: Span): Diagnostic {
  return error('versions/unknown-member-key', {
    message: `The unknown member of "${model}" has no value for its key column "${column}".`,
    span,
    help: `Give it one that the source never uses: unknown_member=(dict ${column}=-1).`,
  })
}

/**
 * A row of the source has the key of an `scd2` model's unknown member.
 *
 * Facts that know no key would be taken for facts about that row.
 */
export function unknownMemberTaken(model: string, key: string, span: Span | null): Diagnostic {
  return error('versions/unknown-member-taken', {
    message: `A row of the source has the key of the unknown member of "${model}": ${key}.`,
    span,
    help: 'Choose another key for the unknown member.',
  })
}

/**
 * A change has no commit time, so that it has no place in the history of its key.
 *
 * Versions begin and end at commit times.
 */
export function changeWithoutTime(model: string, key: string, span: Span | null): Diagnostic {
  return error('versions/no-time', {
    message: `"${model}" cannot tell when a change of ${key} was made: it has no commit time.`,
    span,
    help: 'Have DMS write it (`TimestampColumnName`), and name its column as `commit_ts` of the source table.',
  })
}
