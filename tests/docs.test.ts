import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readErrorEntries, renderErrors, usedCodes } from './support/generate-docs.ts'

test('every diagnostic code is explained', () => {
  const explained = readErrorEntries().map((entry) => entry.code)
  expect(usedCodes().filter((code) => !explained.includes(code))).toEqual([])
})

test('docs/errors.md says what the catalogue says: run `npm run docs:generate`', () => {
  expect(readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')).toBe(renderErrors())
})
