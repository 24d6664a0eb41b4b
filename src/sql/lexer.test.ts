import { describe, expect, test } from 'vitest'
import { syntaxOf } from './dialects/dialects.ts'
import type { QueryDialect } from './dialects/syntax.ts'
import { lex } from './lexer.ts'

/** Each token as `kind:value`. */
function tokens(text: string, dialect: QueryDialect): string {
  return lex(text, syntaxOf(dialect))
    .map((token) => `${token.kind}:${token.value}`)
    .join(' ')
}

describe('tokens', () => {
  test.each<readonly [QueryDialect, string, string]>([
    ['spark', 'Select a_1', 'word:select word:a_1'],
    ['spark', '`A``b` "x"', 'quoted:A`b string:x'],
    ['redshift', '"A""b" é$1', 'quoted:A"b word:é$1'],
    [
      'spark',
      '1 1.5 .5 1. 1e3 10L 1.5BD 2D',
      'number:1 number:1.5 number:.5 number:1. number:1e3 number:10L number:1.5BD number:2D',
    ],
    ['spark', '1a 1e 2020_x', 'word:1a word:1e word:2020_x'],
    ['spark', 'a.1b', 'word:a symbol:. word:1b'],
    ['redshift', "X'0A' e'\\n' 'a''b' '\\x41\\101'", "binary:0A string:\n string:a'b string:AA"],
    ['spark', "'\\u0041\\101\\0\\Z\\q' r'\\n' 'a''b'", 'string:AA\0\u001aq string:\\n string:a string:b'],
    ['spark', 'a -- b\n/* c /* d */ e */ f', 'word:a word:f'],
    ['spark', '-- a \\\nb\nc', 'word:c'],
    ['redshift', '-- a \\\nb', 'word:b'],
    ['spark', '/*+ a(b) */ c', 'hint:a(b) word:c'],
    ['redshift', '/*+ a */ c', 'word:c'],
    ['spark', 'a<=>b!=c->d', 'word:a symbol:<=> word:b symbol:!= word:c symbol:-> word:d'],
    ['spark', 'array<array<int>>', 'word:array symbol:< word:array symbol:< word:int symbol:> symbol:>'],
    ['redshift', 'a!~*b::int', 'word:a symbol:!~* word:b symbol::: word:int'],
    ['spark', '{{ {% } 👍', 'unknown:{{ unknown:{% unknown:} unknown:👍'],
    ['redshift', "$$it's $1$$ $$\\$$", "string:it's $1 string:\\"],
    ['spark', '\ufeff\u00a0a\t\r\nb', 'word:a word:b'],
  ])('%s: %s', (dialect, text, expected) => {
    expect(tokens(text, dialect)).toBe(expected)
  })
})

test('tokens know their places', () => {
  expect(lex("a  'bc'", syntaxOf('spark'))).toMatchObject([
    { start: 0, end: 1 },
    { start: 3, end: 7, text: "'bc'" },
  ])
})
