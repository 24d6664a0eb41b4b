import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readYaml } from './yaml.ts'

/** What is written, and what is said about it. */
type Mistake = readonly [text: string, diagnostics: readonly string[]]

const mistakes: readonly Mistake[] = [
  [
    `password: {{env_var 'X'}}
x: 1`,
    ['1:11 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.'],
  ],
  [
    `a: {{env_var 'X'}}_b`,
    ['1:4 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.'],
  ],
  [
    `on-run-start:
  - {{ref "x"}}`,
    ['2:5 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.'],
  ],
  [
    `a: {{ x }}
b: {{ y }}`,
    [
      '1:4 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.',
      '2:4 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.',
    ],
  ],
  [
    `g:
  - {input: source('a','b'), rows: []}`,
    [
      '2:13 yaml/unquoted-call A call that holds a comma must be quoted inside { } or [ ]: there a comma ends the value.',
    ],
  ],
  [
    `x: [source('a', 'b'), 1]`,
    [
      '1:5 yaml/unquoted-call A call that holds a comma must be quoted inside { } or [ ]: there a comma ends the value.',
    ],
  ],
  ['error_if: > 10', ['1:13 yaml/syntax ">" begins a block of text in YAML.']],
  ['warn_if: !=0', ['1:10 yaml/tag "!=0" is read as a YAML tag, not as a value.']],
  ['a: b: c', ['1:4 yaml/syntax This value holds a colon followed by a blank, which begins another key.']],
  ['	a: 1', ['1:1 yaml/tab This line is indented with a tab, which YAML does not allow.']],
  [
    `a:
	- b`,
    ['2:1 yaml/tab This line is indented with a tab, which YAML does not allow.'],
  ],
  [
    `a: 'x
b: 1`,
    [`1:4 yaml/syntax A quote is not closed: the text that begins here has no closing '.`],
  ],
  ['a: "x', ['1:4 yaml/syntax A quote is not closed: the text that begins here has no closing ".']],
  [
    `a: [1, 2
b: 3`,
    ['2:1 yaml/syntax A bracket is not closed: expected "]" before this.'],
  ],
  ['a: {b: 1', ['1:8 yaml/syntax A bracket is not closed: expected "}" before this.']],
  ['a: *x', ['1:4 yaml/unknown-alias There is no anchor "&x" above this alias.']],
  [
    `a: &base 1
b: *bas`,
    ['2:4 yaml/unknown-alias There is no anchor "&bas" above this alias.'],
  ],
  [
    `a: 1
a: 2`,
    ['2:1 yaml/duplicate-key The key "a" is written twice here.'],
  ],
  [
    `a: 1
a: 2
`,
    ['2:1 yaml/duplicate-key The key "a" is written twice here.'],
  ],
  [
    `﻿a: 1
a: 2`,
    ['2:1 yaml/duplicate-key The key "a" is written twice here.'],
  ],
  ['{a: 1, a: 2}', ['1:8 yaml/duplicate-key The key "a" is written twice here.']],
  [
    `a: 1
---
b: 2`,
    ['2:1 yaml/several-documents This file holds a second YAML document from here on; only one is read.'],
  ],
  [
    `  a: 1
 b: 2`,
    ['2:2 yaml/syntax Expected the end of the value, but found "b": the indentation fits none of the lines above.'],
  ],
  ['a: @x', ['1:4 yaml/syntax Text cannot begin with "@" unless it is quoted.']],
  ['a: `x`', ['1:4 yaml/syntax Text cannot begin with "`" unless it is quoted.']],
  [
    `- a
b: 1`,
    ['2:1 yaml/syntax Expected the end of the value, but found "b": the indentation fits none of the lines above.'],
  ],
  ['a: "\\q"', ['1:5 yaml/syntax "\\q" is not an escape of a text in double quotes.']],
  [
    `a
b: 1`,
    ['1:1 yaml/syntax Expected "key: value", but found "a".'],
  ],
  [
    `a: 1
  b: 2`,
    ['2:3 yaml/syntax This line is indented in a way that fits none of the lines above it.'],
  ],
  [
    `a:
  - b
 - c`,
    ['3:2 yaml/syntax This line is indented in a way that fits none of the lines above it.'],
  ],
  [
    `a:
  b: 1
   c: 2`,
    ['3:4 yaml/syntax This line is indented in a way that fits none of the lines above it.'],
  ],
  [`a: 'x' y`, ['1:8 yaml/syntax Expected the end of the line after the quoted text, but found "y".']],
  [
    `? {a: b}
: c`,
    ['1:3 yaml/key-not-text A key must be text, but this is a list or a map.'],
  ],
  ['{% if x %}', ['1:2 yaml/syntax Jinja is not read in YAML.']],
  ['<<: 1', ['1:5 yaml/bad-merge The merge key "<<" takes the alias of a map, or a list of such aliases.']],
  ['a: }', ['1:4 yaml/syntax This "}" closes nothing.']],
  ['a: {b: c}}', ['1:10 yaml/syntax This "}" closes nothing.']],
  [
    `key: value
- x`,
    ['2:1 yaml/syntax Expected "key: value", but found "- x".'],
  ],
  [
    `name:orders
b: 1`,
    ['1:1 yaml/syntax Expected "key: value", but there is no blank after the colon of "name:".'],
  ],
  ['a: *', ['1:4 yaml/syntax Expected the name of an anchor after "*".']],
  ['a: - b', ['1:4 yaml/syntax Did not expect "-" here.']],
  ['a: "x": b', ['1:4 yaml/syntax This value holds a colon followed by a blank, which begins another key.']],
  [
    `a: |x
  b`,
    ['1:5 yaml/syntax Did not expect "x" here.'],
  ],
  ['a: {b: 1,, c: 2}', ['1:10 yaml/syntax Did not expect "," here.']],
]

describe('mistakes in YAML itself', () => {
  test.each(mistakes)('%s', (text, expected) => {
    const { diagnostics } = readYaml({ path: 'models/models.yml', text })
    expect(diagnosticLines(diagnostics)).toEqual(expected)
  })
})
