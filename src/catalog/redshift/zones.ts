/**
 * Abbreviations of time zones, which stand for a fixed distance from UTC in hours, as PostgreSQL has them. The engine's
 * own names of three letters are zones with summer time, and some are of other places: its `BST` is in Bangladesh.
 */
const abbreviations: Readonly<Record<string, number>> = {
  ADT: -3,
  AEDT: 11,
  AEST: 10,
  AKDT: -8,
  AKST: -9,
  AST: -4,
  AWST: 8,
  BST: 1,
  CDT: -5,
  CEST: 2,
  CET: 1,
  CST: -6,
  EAT: 3,
  EDT: -4,
  EEST: 3,
  EET: 2,
  EST: -5,
  HKT: 8,
  HST: -10,
  IDT: 3,
  JST: 9,
  KST: 9,
  MDT: -6,
  MEST: 2,
  MET: 1,
  MST: -7,
  NZDT: 13,
  NZST: 12,
  PDT: -7,
  PKT: 5,
  PST: -8,
  SAST: 2,
  SGT: 8,
  WET: 0,
}

/** Names of three letters that DuckDB has for zones of which Redshift thinks otherwise, or which it has not. */
const ambiguous: ReadonlySet<string> = new Set(
  'ACT AET AGT ART BET CAT CNT CTT ECT IET IST MIT NET NST PLT PNT PRT SST VST'.split(' '),
)

/** The zone by a name that means the same on DuckDB; null for a name that does not. */
export function zoneName(name: string): string | null {
  const known = name.toUpperCase()
  if (ambiguous.has(known)) return null
  const hours = abbreviations[known]
  return hours === undefined ? name : fixedZone(hours)
}

/** The signs of these names are the other way round. */
function fixedZone(hours: number): string {
  return hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
}

function offset(hours: number): string {
  return `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}`
}

function table(write: (hours: number) => string): string {
  const pairs = Object.entries(abbreviations).map(([name, hours]) => `'${name}': '${write(hours)}'`)
  return `map {${pairs.join(', ')}}`
}

const refused = [...ambiguous].map((name) => `'${name}'`).join(', ')

/** The same for names in columns, and for moments in text with an abbreviation at their end. */
export const zoneMacros = {
  redshift_zone: `(name) as
    if(upper(name) in (${refused}), error('time zone "' || name || '" is not known'),
       coalesce(${table(fixedZone)}[upper(name)], name))`,
  redshift_with_offset: String.raw`(text) as
    if(regexp_matches(text, '\d\s*[A-Za-z]{3,4}\s*$'),
       coalesce(regexp_replace(text, '\s*[A-Za-z]+\s*$', '') || ${table(offset)}[upper(regexp_extract(text, '([A-Za-z]+)\s*$', 1))], text),
       text)`,
}
