import { describe, expect, test } from 'vitest'
import { summary } from '../../tests/support/templates.ts'
import { mergeDocs, readDocsFile } from './read-docs-file.ts'

const read = (text: string, path = 'models/docs.md') => readDocsFile({ path, text })
const textsOf = (text: string) => read(text).blocks.map((block) => [block.name, block.text.text])

describe('readDocsFile', () => {
  test.each([
    ['# Title\n{{#docs "orders"}}\nOne *order*.\n{{/docs}}\n', [['orders', 'One *order*.']]],
    [
      '{{#docs \'a\'}}x{{/docs}}{{ #docs "b" }}y{{ /docs }}',
      [
        ['a', 'x'],
        ['b', 'y'],
      ],
    ],
    ['{{#docs "a"}}\r\n{{x}} {% raw %} \\{{ {{!-- no\r\n{{/docs}}', [['a', '{{x}} {% raw %} \\{{ {{!-- no']]],
    ['{{#docs "a"}}\n\n\n{{/docs}}', [['a', '\n']]],
    ['{{#docs "a"}}\n{{/docs}}', [['a', '']]],
    ['{{#docs "a"}}{{/docs}}', [['a', '']]],
    ['{{anything}} {% if %} prose', []],
    ['\uFEFF{{#docs "a"}}x{{/docs}}', [['a', 'x']]],
  ])('%j', (text, expected) => {
    expect(read(text).diagnostics).toEqual([])
    expect(textsOf(text)).toEqual(expected)
  })

  test('name and text know their places', () => {
    const [block] = read('a {{#docs "docs"}}\ntext{{/docs}}').blocks
    expect(block?.span).toMatchObject({ start: 11, end: 15 })
    expect(block?.text.originOf(0, 4)?.span).toMatchObject({ start: 19, end: 23 })
  })

  test.each([
    [
      'a\n{{#docs "x"}} b',
      '2:1 template/unclosed-block {{#docs}} is opened here and never closed. > Write {{/docs}} where the block ends.',
    ],
    [
      '{{#docs}}x{{/docs}}',
      '1:1 template/definition-name {{#docs}} needs a name: a text of letters, digits and underscores. > Write {{#docs "name"}}.',
    ],
    [
      '{{#docs orders}}x{{/docs}}',
      '1:1 template/definition-name {{#docs}} needs a name: a text of letters, digits and underscores. > Write {{#docs "name"}}.',
    ],
    [
      '{% docs orders %}x{% enddocs %}',
      '1:1 template/jinja This is Jinja; templates are written in Handlebars. > Write {{#docs "orders"}}.',
    ],
  ])('%j', (text, expected) => {
    expect(read(text).diagnostics.map(summary)[0]).toBe(`models/docs.md:${expected}`)
  })
})

test('a name that two files define is reported with both places', () => {
  const { docs, diagnostics } = mergeDocs([
    read('{{#docs "a"}}x{{/docs}}'),
    read('{{#docs "a"}}y{{/docs}}', 'models/more.md'),
  ])
  expect(docs.get('a')?.text.text).toBe('x')
  expect(diagnostics.map(summary)).toEqual([
    'models/more.md:1:10 template/duplicate-definition The docs block "a" is defined twice. > Rename or remove one of the two. [models/docs.md:1:10 "a" is defined here first.]',
  ])
})
