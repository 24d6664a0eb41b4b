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
