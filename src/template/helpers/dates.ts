import * as problems from '../../diagnostics/catalog/template.ts'
import { invariant } from '../../util/invariant.ts'
import type { Helper, HelperCall, HelperParameter } from '../helper.ts'
import {
  addToDate,
  type DateUnit,
  dateDifference,
  dateUnits,
  formatIsoDate,
  type IsoDate,
  parseIsoDate,
} from '../iso-date.ts'

const date: HelperParameter = {
  name: 'date',
  kind: 'date',
  description: 'An ISO date, `2026-01-31`, with a time of day or without.',
}
const unit: HelperParameter = {
  name: 'unit',
  kind: 'text',
  optional: true,
  description: `${dateUnits.map((name) => `"${name}"`).join(', ')}; days if left out.`,
}

export function dateArgument(call: HelperCall, name: string): IsoDate {
  const parsed = parseIsoDate(call.arguments.string(name))
  invariant(parsed, `the argument "${name}" is not declared as a date`)
  return parsed
}

/** The unit of a call, also in the plural; null, with a diagnostic, when it is none of those known. */
export function unitArgument<Unit extends DateUnit>(call: HelperCall, known: readonly Unit[]): Unit | null {
  const written = call.arguments.stringOr('unit', 'day')
  const unit = known.find((candidate) => candidate === written.toLowerCase().replace(/s$/, ''))
  if (unit) return unit
  call.report(problems.unknownUnit(written, call.arguments.at('unit').span, known))
  return null
}

export const dateHelpers: readonly Helper[] = [
  {
    name: 'date_add',
    description: 'A date some days, months or other units later, or earlier when the amount is negative.',
    example: '{{quote (date_add "2026-01-31" 1 "month")}}',
    parameters: [date, { name: 'amount', kind: 'number', description: 'How many units; a whole number.' }, unit],
    run: (call) => {
      const by = unitArgument(call, dateUnits)
      const amount = call.arguments.number('amount')
      if (!Number.isInteger(amount)) {
        call.report(
          problems.invalidArgument('"amount" of "date_add" must be a whole number.', call.arguments.at('amount').span),
        )
        return null
      }
      return by && call.text(formatIsoDate(addToDate(dateArgument(call, 'date'), amount, by)))
    },
  },
  {
    name: 'date_diff',
    description: 'How many boundaries of the unit lie between two dates, as `datediff` counts in Redshift.',
    example: '{{date_diff "2026-01-01" "2026-03-01" "month"}}',
    parameters: [
      { ...date, name: 'from', description: 'The earlier date.' },
      { ...date, name: 'to', description: 'The later date.' },
      unit,
    ],
    run: (call) => {
      const by = unitArgument(call, dateUnits)
      return by && call.number(dateDifference(dateArgument(call, 'from'), dateArgument(call, 'to'), by))
    },
  },
  {
    name: 'date',
    description: 'The day of a date or moment, as `2026-01-31`.',
    example: '{{quote (date "2026-01-31T08:00:00Z")}}',
    parameters: [date],
    run: (call) => call.text(formatIsoDate({ ...dateArgument(call, 'date'), hasTime: false })),
  },
]
