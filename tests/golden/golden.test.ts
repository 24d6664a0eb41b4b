import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileCase, expectedOf, goldenCases, writeExpected } from '../support/golden-case.ts'

/** `npm run golden:update` writes what is compiled now; its diff is read like code. */
const isUpdate = process.env.UPDATE_GOLDEN === '1'
const root = new URL('.', import.meta.url).pathname

test.each(goldenCases(root))('%s', (name) => {
  const folder = join(root, name)
  const found = compileCase(folder)
  if (isUpdate) writeExpected(folder, found)
  expect(found).toEqual(expectedOf(folder))
  expect(Object.keys(found)).not.toEqual([])
})
