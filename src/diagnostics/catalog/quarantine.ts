import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error } from '../diagnostic.ts'

/**
 * A name that is no model which sets rows aside.
 *
 * Models do so whose tests have `on_failure: quarantine`, by themselves or by the model's `quality`.
 */
export function setsNothingAside(model: string, known: readonly string[]): Diagnostic {
  return error('quarantine/unknown-model', {
    message: `No model "${model}" sets rows aside.`,
    span: null,
    help: didYouMean(model, known) ?? `Models that do: ${known.length > 0 ? known.join(', ') : 'none'}.`,
  })
}

/** Which rows are meant is not said, or said twice. */
export function chooseRows(): Diagnostic {
  return error('quarantine/choose-rows', {
    message: 'Say which rows are to be let in.',
    span: null,
    help: 'Use one of --all, --change <id> and --where <condition>; tidemill quarantine show lists the rows with their ids.',
  })
}

/** The database refused the condition that chooses rows. */
export function conditionRefused(condition: string, message: string): Diagnostic {
  return error('quarantine/condition', {
    message: `The database does not take the condition "${condition}": ${message}`,
    span: null,
    help: 'Write a condition over the columns of the quarantine table, in the SQL of its database.',
  })
}

/** The database refused the values that rows are to be let in with. */
export function valuesRefused(values: string, message: string): Diagnostic {
  return error('quarantine/values', {
    message: `The database does not take the values "${values}": ${message}`,
    span: null,
    help: "Write them as an UPDATE of the quarantine table does, in the SQL of its database: amount = 9.50, status = 'open'. What begins with _ is the tool's own.",
  })
}

/**
 * Rows are to be let in with other values, where that cannot be.
 *
 * With `--check-again` rows go in that the model gives by itself, with the values that it gives. What a table sets aside
 * that Spark builds lies on Spark, where rows cannot be changed.
 */
export function cannotCorrect(model: string, why: string): Diagnostic {
  return error('quarantine/cannot-correct', {
    message: `Rows of "${model}" cannot be let in with other values: ${why}.`,
    span: null,
    help: 'Leave out --set.',
  })
}

/**
 * Rows are to be let in whose key is NULL.
 *
 * A row without a key can be neither found again nor deleted. Where the key comes of the change file, it can be corrected
 * only there.
 */
export function releasedWithoutKey(model: string, rows: number, key: readonly string[]): Diagnostic {
  const columns = key.join(', ')
  return error('quarantine/without-key', {
    message: `${rows === 1 ? 'One of these rows has' : `${rows} of these rows have`} no key in "${model}": ${columns} is NULL.`,
    span: null,
    help: `Correct the change file, or choose the others: --where "${key.map((name) => `${name} is not null`).join(' and ')}".`,
  })
}
