import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathInside } from './path-inside.ts'

let base: string
let root: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'tidemill-path-'))
  root = join(base, 'root')
  mkdirSync(join(root, 'a'), { recursive: true })
  mkdirSync(join(base, 'root-twin'))
  symlinkSync(join(base, 'root-twin'), join(root, 'out'))
  symlinkSync(join(root, 'a'), join(root, 'in'))
  symlinkSync(root, join(base, 'alias'))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test.each(['', '.', 'a', 'a/../a', 'new/file.sql', '..name', 'in/x', 'a/..'])('takes "%s"', (path) => {
  expect(pathInside(root, path)).toBe(join(root, path).replace(/\/$/, ''))
})

test.each(['..', '../root-twin', 'a/../../x', '/etc/passwd', 'out', 'out/new', 'out/../out/x'])(
  'refuses "%s"',
  (path) => {
    expect(pathInside(root, path)).toBeNull()
  },
)

test('takes an absolute path that lies inside, and a root that is itself a link', () => {
  expect(pathInside(root, join(root, 'a'))).toBe(join(root, 'a'))
  expect(pathInside(join(base, 'alias'), 'a')).toBe(join(base, 'alias', 'a'))
})
