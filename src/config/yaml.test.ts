import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { formatPlace } from '../diagnostics/format.ts'
import { readProfile } from './profile.ts'
import { readProject } from './project.ts'
import { readProperties } from './properties.ts'
import { type ConfigValue, plainValue } from './value.ts'
import { readYaml } from './yaml.ts'

function read(text: string) {
  return readYaml({ path: 'a.yml', text })
}

function plain(text: string) {
  const { document, diagnostics } = read(text)
  expect(diagnosticLines(diagnostics)).toEqual([])
  return document && plainValue(document)
}

/** The text that each scalar's span covers. */
function covered(value: ConfigValue): string[] {
  if (value.kind === 'list') return value.items.flatMap(covered)
  if (value.kind === 'map') return value.entries.flatMap((entry) => covered(entry.value))
  return [value.span.file.text.slice(value.span.start, value.span.end)]
}

describe('values', () => {
  test.each([
    ['', null],
    ['# only a comment\n', null],
    ['\uFEFFa: 1', { a: 1 }],
    ['---\na: 1\n...\n', { a: 1 }],
    ['a: 1\r\nb:\r\n  - x\r\n', { a: 1, b: ['x'] }],
    ['{a: yes, b: on, c: 2026-01-01, d: 1_000}', { a: 'yes', b: 'on', c: '2026-01-01', d: '1_000' }],
    ['[true, False, null, ~, "null", !!str 1, !!int 3]', [true, false, null, null, 'null', '1', 3]],
    ['[0, -3, 1.50, .5, 1e3, 0x10, 1.2.3, -x, +]', [0, -3, 1.5, 0.5, 1000, 16, '1.2.3', '-x', '+']],
    ['a:\nb: ""', { a: null, b: '' }],
    ['a: &x {b: 1, c: 2}\nd: *x\ne: {<<: *x, c: 3}', { a: { b: 1, c: 2 }, d: { b: 1, c: 2 }, e: { c: 3, b: 1 } }],
    ['a: &x {b: 1}\ny: &y {c: 2}\ne: {<<: [*x, *y]}', { a: { b: 1 }, y: { c: 2 }, e: { b: 1, c: 2 } }],
    ['a: |\n  x\n  y\nb: >\n  x\n  y\n', { a: 'x\ny\n', b: 'x y\n' }],
  ])('%j', (text, expected) => {
    expect(plain(text)).toEqual(expected)
  })

  test('numbers keep their digits', () => {
    const { document } = read('[3.50, 007, 12345678901234567890]')
    const raws = document?.kind === 'list' ? document.items.map((item) => item.kind === 'scalar' && item.raw) : []
    expect(raws).toEqual(['3.50', '007', '12345678901234567890'])
  })

  test('spans cover what is written', () => {
    const { document } = read("\uFEFFa: 'it''s'\nb: [\"x\", y]\n")
    expect(document && covered(document)).toEqual(["'it''s'", '"x"', 'y'])
  })

  test('keys have their places', () => {
    const { document } = read('a:\n  bc: 1\n')
    const inner = document?.kind === 'map' ? document.entries[0]?.value : null
    const key = inner?.kind === 'map' ? inner.entries[0]?.keySpan : null
    expect(key && formatPlace(key)).toBe('a.yml:2:3')
  })
})

test('aliases that grow without bound are refused', () => {
  const levels = Array.from({ length: 20 }, (_, level) => {
    const items = Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*l${level - 1}`))
    return `l${level}: &l${level} [${items.join(', ')}]`
  })
  expect(read(levels.join('\n')).diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['yaml/too-many-aliases'])
})

test('a repeated key names the first place', () => {
  const [diagnostic] = read('a: 1\nb: 2\na: 3\n').diagnostics
  expect(diagnostic?.related.map((place) => formatPlace(place.span))).toEqual(['a.yml:1:1'])
})

test('whatever is written, nothing throws', () => {
  const pieces = [
    'name: ',
    'models:',
    'sources:',
    'engines:',
    'columns:',
    'config: ',
    'data_tests: ',
    '- ',
    '  ',
    '\n',
    '\n  ',
    '\n    ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    ': ',
    "'",
    '"',
    '|',
    '>',
    '&a ',
    '*a',
    '<<: ',
    '!x ',
    '#',
    '{{',
    '}}',
    'x',
    '1.5',
    'null',
    '\t',
    '? ',
    '%',
    '@',
    '---\n',
    '\r\n',
    '\\',
    'ü😀',
  ]
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (written) => {
      const file = { path: 'a.yml', text: written }
      const found = [readProject(file, () => true), readProfile(file, 'local'), readProperties(file)]
      for (const { span } of found.flatMap(({ diagnostics }) => diagnostics)) {
        expect(span && span.start >= 0 && span.start <= span.end && span.end <= written.length).toBe(true)
      }
    }),
    { numRuns: 1500 },
  )
})
