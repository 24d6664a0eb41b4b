import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OriginText } from '../template/origin-text.ts'
import { scalarText } from './scalar-text.ts'
import { readYaml } from './yaml.ts'

function textOf(yaml: string): OriginText | null {
  const { document } = readYaml({ path: 'a.yml', text: yaml })
  const value = document?.kind === 'map' ? document.entries[0]?.value : null
  return value?.kind === 'scalar' ? scalarText(value) : null
}

/** What the file has where a word of the value comes from. */
function written(yaml: string, word: string): string | undefined {
  const text = textOf(yaml)
  const at = text?.text.indexOf(word) ?? -1
  const span = text && at >= 0 ? text.originOf(at, at + word.length)?.span : null
  return span?.file.text.slice(span.start, span.end)
}

describe('a word of a value leads to where it is written', () => {
  test.each([
    ['plain', 'a: select {{ref}} x'],
    ['plain over lines', 'a: select\n  {{ref}}\n  x'],
    ['single quotes', "a: 'it''s {{ref}}'"],
    ['double quotes', 'a: "x\\t\\u00e9 {{ref}}"'],
    ['double quotes over lines', 'a: "x\n  y \\\n  {{ref}}\n\n  z"'],
    ['literal block', 'a: |\n  select\n    {{ref}}\n\n  x\n'],
    ['literal block with CRLF', 'a: |\r\n  select\r\n    {{ref}}\r\n'],
    ['folded block', 'a: >-\n  select\n  {{ref}}\n\n  x\n'],
    ['block in a list', 'a: |-\n\n  b\n  {{ref}}'],
  ])('%s', (_, yaml) => {
    expect(written(yaml, '{{ref}}')).toBe('{{ref}}')
  })

  test('an escape leads to the escape', () => {
    expect(written('a: "x\\ty"', '\t')).toBe('\\t')
    expect(written("a: 'it''s'", "'")).toBe("''")
  })

  test('a block with an indentation of its own leads to the whole block', () => {
    expect(written('a: |2\n   x\n', 'x')).toBe('|2\n   x\n')
  })
})

test('the text is the value, in every style', () => {
  const word = fc.stringMatching(/^[a-z{}"'\\ \n\u00e9]{0,20}$/)
  fc.assert(
    fc.property(word, (value) => {
      expect(textOf(`a: ${JSON.stringify(value)}`)?.text).toBe(value)
      const block = `a: |-\n${value
        .split('\n')
        .map((line) => `  x${line}`)
        .join('\n')}`
      expect(textOf(block)?.text).toBe(
        value
          .split('\n')
          .map((line) => `x${line}`)
          .join('\n'),
      )
    }),
  )
})
