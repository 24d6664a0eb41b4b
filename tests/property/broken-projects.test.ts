import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDiagnostics } from '../../src/diagnostics/format.ts'
import { positionAt } from '../../src/diagnostics/source.ts'
import { compileFiles, readFolder } from '../support/compile-files.ts'

const shop = readFolder(new URL('../golden/shop', import.meta.url).pathname)
const paths = Object.keys(shop).filter((path) => path !== 'case.md' && !path.startsWith('expected/'))

const junk = fc.constantFrom(
  '',
  ' ',
  '\n',
  '\t',
  '{{',
  '}}',
  '{',
  '}',
  '"',
  "'",
  '(',
  ')',
  '[',
  ',',
  ':',
  '- ',
  '#',
  '*',
  '&',
  '|',
  '\u0000',
  'é',
  '😀',
  '{{{{',
  '%',
  '`',
  '--',
  '/*',
  '~',
  '@',
  '\\',
  '.',
)

/** Somewhere in a file something is left out and something else put in. */
const damage = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(30),
  insert: junk,
})

test('whatever is broken in a project, the answer is a list of diagnostics with places in its files', {
  timeout: 300_000,
}, () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
      const files = { ...shop }
      for (const { path, at, length, insert } of damages) {
        const text = files[path] ?? ''
        const start = Math.floor(at * text.length)
        files[path] = text.slice(0, start) + insert + text.slice(start + length)
      }
      const { diagnostics } = compileFiles(files)
      expect(formatDiagnostics(diagnostics)).not.toContain('undefined (')
      for (const { span } of diagnostics) {
        if (!span) continue
        expect(span.end).toBeGreaterThanOrEqual(span.start)
        expect(span.end).toBeLessThanOrEqual(span.file.text.length)
        expect(positionAt(span.file, span.start).line).toBeGreaterThan(0)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
  )
})
