import { describe, expect, test } from 'vitest'
import { plainValue } from '../config/value.ts'
import { positionAt } from '../diagnostics/source.ts'
import { readDataFrame } from './read-dataframe.ts'

const read = (text: string) => readDataFrame({ path: 'models/a.py', text })
/** The settings of a model whose `tm.config` has these arguments. */
const settings = (written: string) =>
  Object.fromEntries(
    read(`def model(tm, spark):\n    tm.config(${written})\n`).config.map(({ key, value }) => [
      key.value,
      plainValue(value),
    ]),
  )

test('what a model reads, wherever in the file it asks for it', () => {
  const found = read(`@cached
def helper(tm): return tm.ref('a', changes=True)

class Steps:
    def one(self, tm):
        return [tm.source("s", "t").join(tm.var(name="x") if False else tm.ref("b"))]

def model(tm, spark):
    return helper(tm)
`)
  expect(found.refs.map(({ name, changes }) => [name.value, changes])).toEqual([
    ['a', true],
    ['b', false],
  ])
  expect(found.sources.map(({ source, table }) => [source.value, table.value])).toEqual([['s', 't']])
  expect(found.diagnostics.map(({ code }) => code)).toEqual(['dataframe/arguments'])
})

test('places are those of the file, whatever its line ends, its byte order mark and its letters', () => {
  const text = '\uFEFF# 👍\r\ndef model(tm, spark):\r\n    return tm.ref(  "ä" )\r\n'
  const { refs, definition, diagnostics } = read(text)
  expect(diagnostics).toEqual([])
  const file = { path: 'models/a.py', text }
  const [ref] = refs
  expect(ref && positionAt(file, ref.name.span.start)).toEqual({ line: 3, column: 21 })
  expect(definition && text.slice(definition.start, definition.end)).toBe('def model(tm, spark)')
})

describe('literals', () => {
  test.each<[string, unknown]>([
    [`"a"`, 'a'],
    [`'it\\'s\\n'`, "it's\n"],
    [`r"a\\n"`, 'a\\n'],
    [`u"\\x41\\u00e4\\U0001F44D\\101\\q"`, 'A\u00e4\u{1F44D}A\\q'],
    [`"a" 'b'`, 'ab'],
    [`"""a\r\nb"""`, 'a\nb'],
    [`"a\\\nb"`, 'ab'],
    ['7', 7],
    ['-1_000', -1000],
    ['0x1f', 31],
    ['1.5e3', 1500],
    ['.5', 0.5],
    ['True', true],
    ['None', null],
    ['[1, "a", [True]]', [1, 'a', [true]]],
    ['("a",)', ['a']],
    ['()', []],
    ['("a")', 'a'],
    ['{"a": 1, "b": {"c": None}}', { a: 1, b: { c: null } }],
    ['[\n  1, # one\n  2,\n]', [1, 2]],
  ])('%s', (written, value) => {
    expect(settings(`x=${written}`)).toEqual({ x: value })
  })

  test.each([
    'f"a"',
    'b"a"',
    '1j',
    '1 + 1',
    'name',
    '{1, 2}',
    '[*a]',
    '{**a}',
    '[x for x in y]',
    'not True',
    '"a" f"b"',
  ])('%s is none', (written) => {
    const { config, diagnostics } = read(`def model(tm, spark):\n    tm.config(x=${written})\n`)
    expect(config).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual(['dataframe/not-literal'])
  })
})

test.each([
  ['return tm.ref("a").withColumn("d", f.current_date())', true],
  ['return tm.ref("a").orderBy(rand())', true],
  ['return spark.table("x")', true],
  ['return spark.createDataFrame([])', false],
  ['return tm.ref("a").select("random", "now")', false],
])('%s: volatile %s', (body, volatile) => {
  expect(read(`def model(tm, spark):\n    ${body}\n`).volatile).toBe(volatile)
})
