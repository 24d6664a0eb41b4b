import { describe, expect, test } from 'vitest'
import { mistakes, printed, renderModel } from '../../../tests/support/templates.ts'

const prints = (cases: readonly (readonly [template: string, expected: string])[]): void => {
  test.each(cases)('%j prints %j', (template, expected) => {
    expect(printed(template)).toBe(expected)
  })
}

const refuses = (cases: readonly (readonly [template: string, expected: string])[]): void => {
  test.each(cases)('%j', (template, expected) => {
    expect(mistakes(template)).toEqual([`models/m.sql:${expected}`])
  })
}

describe('logic', () => {
  prints([
    ['{{eq 1 1}} {{eq "a" "a"}} {{eq "a" "b"}} {{eq null null}} {{eq true "true"}}', 'true true false true false'],
    ['{{eq 1 "1"}} {{eq "1.0" 1}} {{eq "" 0}}', 'true true false'],
    ['{{eq (list 1 "a") (list 1 "a")}} {{eq (list 1) (list 1 2)}} {{eq (dict a=1) (dict a=2)}}', 'true false false'],
    ['{{eq (ref "a") (ref "a")}} {{eq (ref "a") this}}', 'true false'],
    ['{{ne 1 2}} {{lt 1 2}} {{lte 2 2}} {{gt 1 2}} {{gte 2 2}}', 'true true true false true'],
    ['{{lt "2026-01-31" "2026-02-01"}} {{gt "b" "a"}} {{lt 9 "10"}} {{lt "9" "10"}}', 'true true true false'],
    ['{{and true "x"}} {{and 1 0 2}} {{or "" null "x"}} {{or false 0}}', 'x 0 x 0'],
    ['{{not ""}} {{not "x"}}', 'true false'],
    ['{{default null "x"}}{{default "" "y"}}{{default "z" "w"}}{{default false "v"}}', 'xyzfalse'],
  ])
  refuses([
    ['{{lt 1 "x"}}', '1:8 template/wrong-kind "b" of "lt" must be a number; this is "x".'],
    ['{{lt (list) 1}}', '1:6 template/wrong-kind "a" of "lt" must be a number; this is a list.'],
    ['{{or}}', '1:1 template/missing-argument "or" needs the argument "values". > Write {{or values …}}.'],
  ])
})

describe('texts', () => {
  prints([
    ['{{upper "aé"}}{{lower "AÉ"}}{{trim " \n a "}}', 'AÉaéa'],
    ['{{replace "a.b.c" "." "$&"}}', 'a$&b$&c'],
    ['{{join (split "a, b" ", ") "-"}}{{length (split "" ",")}}', 'a-b1'],
    [
      '{{contains (list 1 2) 2}} {{contains "abc" "bc"}} {{contains (dict a=1) "a"}} {{contains null 1}}',
      'true true true false',
    ],
    ['{{quote "it\'s \\\\ 1"}} {{quote 5}}', "'it''s \\\\\\\\ 1' '5'"],
  ])
  test('quote writes what Spark reads', () => {
    expect(printed('{{quote "it\'s \\ 1"}}', { dialect: 'spark' })).toBe("'it\\'s \\\\ 1'")
  })
  refuses([
    [
      '{{upper (list 1)}}',
      '1:9 template/wrong-kind "text" of "upper" must be a text, a number or a relation; this is a list.',
    ],
    [
      '{{split "a"}}',
      '1:1 template/missing-argument "split" needs the argument "separator". > Write {{split text separator}}.',
    ],
  ])
  test('parts of a text keep their places', () => {
    const { text } = renderModel('{{index (split "ab,cd" ",") 1}}')
    expect(text.originOf(0, 2)?.span).toMatchObject({ start: 19, end: 21 })
  })
})

describe('lists and dicts', () => {
  prints([
    ['{{join (list "a" 1 null true) "|"}} {{join (list)}} {{join (list 1 2)}}', 'a|1|null|true  1, 2'],
    ['{{index (list "a" "b") 0}}{{index (list "a" "b") -1}}{{get (dict a=1) "a"}}', 'ab1'],
    ['{{index (list) 0 default="none"}}{{get (dict) "x" null}}', 'nonenull'],
    ['{{length (list 1 2)}}{{length (dict a=1)}}{{length "a👍"}}', '212'],
    ['{{join (range 3)}} {{join (range 1 4)}} {{join (range 4 0 -2)}} {{join (range 2 2)}}.', '0, 1, 2 1, 2, 3 4, 2 .'],
  ])
  refuses([
    [
      '{{index (list 1) 1}}',
      '1:18 template/invalid-argument The list has no item 1: it has 1, counted from 0. > Give a default as third argument for when there is none.',
    ],
    [
      '{{get (dict name=1) "nmae"}}',
      '1:21 template/invalid-argument The dict has no key "nmae". > Did you mean "name"?',
    ],
    ['{{index "abc" 0}}', '1:9 template/wrong-kind "values" of "index" must be a list or a dict; this is a text.'],
    [
      '{{length null}}',
      '1:10 template/wrong-kind "values" of "length" must be a list, a dict or a text; this is null.',
    ],
    [
      '{{join "a"}}',
      '1:8 template/wrong-kind "values" of "join" must be a list; this is a text. > Make a list: (list "a" "b").',
    ],
    [
      '{{join (list (list))}}',
      '1:8 template/wrong-kind "values" of "join" must be a list of texts or numbers; this is a list with a list in it.',
    ],
    [
      '{{length (range 1e9)}}',
      '1:17 template/unknown-name "1e9" is not a block parameter, macro, helper or value here. > If it is meant as text, put it in quotes: "1e9".',
    ],
    [
      '{{length (range 100001)}}',
      '1:10 template/invalid-argument A range has at most 100000 numbers, and its step is not 0.',
    ],
    [
      '{{length (range 1 2 0)}}',
      '1:10 template/invalid-argument A range has at most 100000 numbers, and its step is not 0.',
    ],
  ])
})

describe('numbers', () => {
  prints([['{{add 0.1 0.2}} {{subtract 1 3}} {{multiply 6 7}} {{add (multiply 2 3) 1}}', '0.3 -2 42 7']])
  refuses([['{{add "1" 2}}', '1:7 template/wrong-kind "a" of "add" must be a number; this is a text.']])
})

describe('dates', () => {
  prints([
    ['{{date_add "2026-01-31" 1 "month"}} {{date_add "2024-02-29" 1 "years"}}', '2026-02-28 2025-02-28'],
    [
      '{{date_add "2026-01-01" -1}} {{date_add "2026-01-01" 2 unit="week"}} {{date_add "2026-01-01" 1 "quarter"}}',
      '2025-12-31 2026-01-15 2026-04-01',
    ],
    [
      '{{date_add "2026-01-01" 36 "hour"}} {{date_add "2026-01-01T23:59:59Z" 1 "second"}}',
      '2026-01-02T12:00:00 2026-01-02T00:00:00',
    ],
    ['{{date_diff "2026-01-31" "2026-02-01" "month"}} {{date_diff "2026-01-01" "2026-01-15" "week"}}', '1 2'],
    ['{{date_diff "2026-03-01" "2026-01-01"}} {{date_diff "2025-12-31" "2026-01-01" "year"}}', '-59 1'],
    ['{{date_diff "2026-01-01T10:59:00" "2026-01-01T11:01:00" "hour"}}', '1'],
    ['{{date "2026-01-31 23:00:00"}}', '2026-01-31'],
  ])
  refuses([
    [
      '{{date_add "2026-02-30" 1}}',
      '1:12 template/wrong-kind "date" of "date_add" must be a date such as "2026-01-31"; this is "2026-02-30".',
    ],
    ['{{date_add "2026-02-01" 1.5}}', '1:25 template/invalid-argument "amount" of "date_add" must be a whole number.'],
    [
      '{{date_add "2026-02-01" 1 "mnoth"}}',
      '1:27 template/invalid-argument "mnoth" is not a unit of time. > Did you mean "month"?',
    ],
    [
      '{{date_spine "2026-02-01" "2026-02-02" "hour"}}',
      '1:40 template/invalid-argument "hour" is not a unit of time. > Units are day, week, month, quarter, year.',
    ],
  ])
})

describe('messages', () => {
  refuses([
    ['a {{raise_error "Set x."}}', '1:3 template/raised Set x.'],
    ['a {{warn "Moves in May."}}', '1:3 template/warned Moves in May.'],
  ])

  test('a warning is a warning and prints nothing', () => {
    const { text, diagnostics } = renderModel('a{{warn "x"}}b')
    expect([text.text, diagnostics[0]?.severity]).toEqual(['ab', 'warning'])
  })

  test('what a macro says is about the outermost call of it', () => {
    const macros = '{{#macro "check"}}{{raise_error "No."}}{{/macro}}{{#macro "outer"}}{{check}}{{/macro}}'
    expect(mistakes('x {{outer}}', { macros })).toEqual([
      'models/m.sql:1:3 template/raised No. [macros/m.hbs:1:19 The message is given here.] [macros/m.hbs:1:68 "check" is called here.]',
    ])
  })
})
