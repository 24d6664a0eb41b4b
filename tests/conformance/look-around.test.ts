import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer } from './dialect.ts'
import { openDuckdb } from './harness.ts'

/** JavaScript's regular expressions look around, and mean what Perl's do in all that these patterns use. */
let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.closeSync())

const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1)
const numRuns = Number(process.env.DIFFERENTIAL_RUNS ?? 120)

const set = fc.constantFrom('a', 'b', 'A', '1', '.', '[ab]', '[^a]', '\\d', '\\w', '\\s', '-')
const short = fc.constantFrom('a', 'b', 'ab', 'a1', '[ab]', '\\d', '-', ' ', 'é')
const part = fc.oneof(
  set,
  fc.tuple(set, fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '+?', '*?')).map((both) => both.join('')),
  fc.tuple(set, set).map(([a, b]) => `(${a}|${b}${a})`),
  fc.constantFrom('\\b', '\\B'),
)
const body = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))
const seen = fc.oneof(
  body.map((inner) => inner.replaceAll('(', '(?:')),
  short,
  fc.tuple(short, short).map((both) => both.join('|')),
  fc.constantFrom('$', '\\s|$', '.*\\d', '[^-]*-', '\\d{2}', '(?:ab)+$'),
)
const ahead = fc.tuple(fc.constantFrom('(?=', '(?!'), seen).map(([open, inner]) => `${open}${inner})`)
const behind = fc
  .tuple(fc.constantFrom('(?<=', '(?<!'), fc.oneof(short, fc.constantFrom('^', '^a', '\\d{2}', 'a|b1', '\\s')))
  .map(([open, inner]) => `${open}${inner})`)
const look = fc.oneof(ahead, behind)
const looks = fc.array(look, { maxLength: 2 }).map((all) => all.join(''))
const branch = fc
  .tuple(fc.constantFrom('', '^', '\\b', ''), looks, body, looks, fc.constantFrom('', '', '$', '\\b', 'a', '.*'))
  .map((all) => all.join(''))
const pattern = fc.oneof(
  { weight: 4, arbitrary: branch },
  { weight: 1, arbitrary: fc.tuple(branch, branch).map((both) => both.join('|')) },
  { weight: 1, arbitrary: fc.tuple(look, look).map((both) => both.join('')) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('a', '\\d', 'ab', '[a-z]{2}'), ahead, body).map((all) => all.join('')),
  },
)
const letter = fc.constantFrom('a', 'b', 'A', '1', '2', '-', ' ', 'é', '\n', '中')
const texts = fc.array(
  fc.array(letter, { maxLength: 12 }).map((all) => all.join('')),
  { minLength: 6, maxLength: 6 },
)

/** Perl's `$` is before a line's end at the end of the text as well. */
function inJavaScript(source: string, flags: string): RegExp {
  return new RegExp(
    source.replace(/\\[\s\S]|\$/g, (sign) => (sign === '$' ? '(?=\\n?(?![\\s\\S]))' : sign)),
    flags,
  )
}

const codePoints = (text: string, end: number) => [...text.slice(0, end)].length

function expectedOf(source: string, ignoreCase: boolean, text: string) {
  const found = [...text.matchAll(inJavaScript(source, ignoreCase ? 'giu' : 'gu'))]
  const second = found[1]
  const end = second ? second.index + second[0].length : 0
  return [
    String(found.length),
    found[0]?.[0] ?? '',
    // More matches than characters are never asked for with an answer: that gives NULL.
    [...text].length < 2 ? null : (second?.[0] ?? ''),
    second ? String(codePoints(text, second.index) + 1) : '0',
    second ? String(codePoints(text, end) + 1) : '0',
    text.replace(inJavaScript(source, ignoreCase ? 'giu' : 'gu'), '<>'),
  ]
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

test('patterns that look around match as those of JavaScript do', { timeout: 600_000 }, async () => {
  const cases = fc.sample(fc.tuple(pattern, fc.boolean(), texts), { seed, numRuns })
  const different: string[] = []
  let answered = 0
  for (const [source, ignoreCase, lines] of cases) {
    if (!/\(\?(?:[=!]|<)/.test(source)) continue
    const p = quoted(source)
    const flags = ignoreCase ? "'ip'" : "'p'"
    const rows = lines.map((line, at) => `select ${at} as id, ${quoted(line)}::varchar as t`).join(' union all ')
    const sql = `select regexp_count(t, ${p}, 1, ${flags}), regexp_substr(t, ${p}, 1, 1, ${flags}),
      regexp_substr(t, ${p}, 1, 2, ${flags}), regexp_instr(t, ${p}, 1, 2, 0, ${flags}),
      regexp_instr(t, ${p}, 1, 2, 1, ${flags}), regexp_replace(t, ${p}, '<>', 1, ${flags}) from (${rows}) order by id`
    const { error, rows: given, diagnostics } = await answer(duckdb, { id: '', dialect: 'redshift', sql })
    if (error === 'dialect/not-translatable') continue
    answered++
    const wanted = lines.map((line) => expectedOf(source, ignoreCase, line))
    const same = error === null && given.every((row, at) => row.every((cell, col) => cell === wanted[at]?.[col]))
    if (!same)
      different.push(
        `${source} ${JSON.stringify(lines)} ${error} ${JSON.stringify(diagnostics)} ${JSON.stringify(given)} ${JSON.stringify(wanted)}`,
      )
  }
  console.info(`${answered} of ${cases.length} patterns answered`)
  expect(different).toEqual([])
  expect(answered).toBeGreaterThan(cases.length / 4)
})

test.each([
  ['(?<=\\d)(?=(?:\\d{3})+$)', 'n1234567', ','],
  ['(?<=[a-z])(?=[A-Z])', 'orderLineItem', '_'],
  ['(?<=/)([^/?]+)(?=\\?)', 'https://a.b/c/d?e=f', '[$1]'],
  ['([a-z])(?=([A-Z]))', 'orderLineItem', '$1-'],
  ['^(?=.*[A-Z])(?=.*\\d).{8,}$', 'Passw0rds', 'strong'],
  ['\\b(?!the\\b)\\w+', 'the cat the dog', '*'],
  ['\\$(?=\\d)(\\d+)(?!\\.)', '$10.5 $7', '<$1>'],
  ['(?i)foo(?!bar)(.*)', 'xFOObaz', '$1'],
])('%s in %s', async (source, text, replacement) => {
  const sql = `select regexp_replace(${quoted(text)}, ${quoted(source)}, ${quoted(replacement)}, 1, 'p'),
    regexp_replace(null, ${quoted(source)}, ${quoted(replacement)}, 1, 'p')`
  const { error, rows } = await answer(duckdb, { id: '', dialect: 'redshift', sql })
  const ours = source.replace('(?i)', '')
  expect({ error, rows }).toEqual({
    error: null,
    rows: [[text.replace(inJavaScript(ours, source === ours ? 'gu' : 'giu'), replacement), null]],
  })
})
