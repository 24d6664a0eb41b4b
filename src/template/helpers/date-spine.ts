import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper, HelperCall } from '../helper.ts'
import { addToDate, formatIsoDate, type IsoDate } from '../iso-date.ts'
import type { Value } from '../value.ts'
import { dateArgument, unitArgument } from './dates.ts'

/** A calendar, without a table to take it from. */
export const dateSpine: Helper = {
  name: 'date_spine',
  description:
    'A query with one row, `date_<unit>`, for each day, month or other unit from the first date to before the last.',
  example: 'select date_day from ({{date_spine "2024-01-01" "2027-01-01"}}) as days',
  parameters: [
    { name: 'start', kind: 'date', description: 'The first date.' },
    { name: 'end', kind: 'date', description: 'Where to stop; not itself among the rows.' },
    {
      name: 'unit',
      kind: 'text',
      optional: true,
      description: '"day", "week", "month", "quarter" or "year"; days if left out.',
    },
  ],
  run: writeDateSpine,
}

const spineUnits = ['day', 'week', 'month', 'quarter', 'year'] as const
type SpineUnit = (typeof spineUnits)[number]

/** Some 270 years of days. */
const longestSpine = 100_000

function writeDateSpine(call: HelperCall): Value | null {
  const unit = unitArgument(call, spineUnits)
  if (unit === null) return null
  const start: IsoDate = { ...dateArgument(call, 'start'), hasTime: false }
  const count = countUnits(start, dateArgument(call, 'end'), unit)
  if (count < 1 || count > longestSpine) {
    const message =
      count < 1 ? 'The end of a date spine comes after its start.' : `A date spine has at most ${longestSpine} rows.`
    call.report(problems.invalidArgument(message, call.arguments.at('end').span))
    return null
  }
  return call.text(call.host.dialect === 'spark' ? sparkSpine(start, count, unit) : redshiftSpine(start, count, unit))
}

function countUnits(start: IsoDate, end: IsoDate, unit: SpineUnit): number {
  let count = 0
  while (count <= longestSpine && addToDate(start, count, unit).milliseconds < end.milliseconds) count++
  return count
}

const sparkSteps: Readonly<Record<SpineUnit, string>> = {
  day: '1 day',
  week: '7 day',
  month: '1 month',
  quarter: '3 month',
  year: '1 year',
}

function sparkSpine(start: IsoDate, count: number, unit: SpineUnit): string {
  const last = formatIsoDate(addToDate(start, count - 1, unit))
  const steps = `date '${formatIsoDate(start)}', date '${last}', interval ${sparkSteps[unit]}`
  return `select explode(sequence(${steps})) as date_${unit}`
}

/** Redshift's `generate_series` runs on the leader node alone and cannot be joined, so the numbers come from digits. */
function redshiftSpine(start: IsoDate, count: number, unit: SpineUnit): string {
  const places = String(count - 1).length
  const digits =
    '(select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)'
  const names = Array.from({ length: places }, (_, place) => `d${place}`)
  const number = names.map((name, place) => (place === 0 ? `${name}.n` : `${name}.n * ${10 ** place}`)).join(' + ')
  const from = names.map((name) => `${digits} as ${name}`).join(' cross join ')
  const date = `cast(dateadd(${unit}, ${number}, cast('${formatIsoDate(start)}' as date)) as date)`
  return `select ${date} as date_${unit} from ${from} where ${number} < ${count}`
}
