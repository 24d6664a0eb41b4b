import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileAtomically } from './write-file-atomically.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-write-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('makes folders, replaces what is there, and leaves nothing else', () => {
  const path = join(root, 'a/b/c.json')
  writeFileAtomically(path, 'old')
  writeFileAtomically(path, 'new ż')
  expect(readFileSync(path, 'utf8')).toBe('new ż')
  expect(readdirSync(join(root, 'a/b'))).toEqual(['c.json'])
})

test('leaves nothing behind when it fails', () => {
  mkdirSync(join(root, 'taken/inner'), { recursive: true })
  expect(() => writeFileAtomically(join(root, 'taken'), 'x')).toThrow()
  expect(readdirSync(root)).toEqual(['taken'])
})
