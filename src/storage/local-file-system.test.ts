import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryFileSystem } from '../util/file-system.ts'
import { localFileSystem } from './local-file-system.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemill-files-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

test('answers as the file system in memory does', () => {
  const files = { 'models/b.sql': 'b', 'models/a/c.sql': '\ufeffc', 'models/a.sql': 'ż', 'models2/x.sql': '', top: 't' }
  write(files)
  const local = localFileSystem(root)
  const memory = memoryFileSystem(files)
  for (const folder of ['', '.', 'models', 'models/a', 'nothing'])
    expect(local.list(folder)).toEqual(memory.list(folder))
  for (const path of ['models/b.sql', 'models/a/c.sql', 'models/a.sql', 'models', 'nothing', 'models2/x.sql']) {
    expect(local.readText(path)).toBe(memory.readText(path))
    expect(local.exists(path)).toBe(memory.exists(path))
  }
})

test('leaves out what tools put there', () => {
  write({
    'models/a.sql': '',
    'models/target/b.sql': '',
    'models/.hidden.sql': '',
    'target/compiled/a.sql': '',
    '.git/config': '',
    'node_modules/x/models/a.sql': '',
    'macros/node_modules/y.js': '',
  })
  expect(localFileSystem(root).list('')).toEqual(['models/.hidden.sql', 'models/a.sql', 'models/target/b.sql'])
})

test('follows links inside and none that leads out', () => {
  write({ 'project/models/a.sql': 'a', 'shared/b.sql': 'b', 'secret.txt': 's' })
  const project = join(root, 'project')
  mkdirSync(join(project, 'common'))
  writeFileSync(join(project, 'common/c.sql'), 'c')
  symlinkSync('../common', join(project, 'models/common'))
  symlinkSync('a.sql', join(project, 'models/alias.sql'))
  symlinkSync('../../shared', join(project, 'models/shared'))
  symlinkSync('../../secret.txt', join(project, 'models/secret.sql'))
  symlinkSync('nowhere', join(project, 'models/dead.sql'))
  const files = localFileSystem(project)
  expect(files.list('models')).toEqual(['models/a.sql', 'models/alias.sql', 'models/common/c.sql'])
  expect(files.readText('models/alias.sql')).toBe('a')
  expect(files.readText('models/secret.sql')).toBeNull()
  expect(files.readText('../secret.txt')).toBeNull()
  expect(files.exists('models/shared')).toBe(false)
  expect(files.list('..')).toEqual([])
})

test('comes to an end when links lead in a circle', () => {
  write({ 'a/x.sql': '', 'b/y.sql': '' })
  symlinkSync('../b', join(root, 'a/to-b'))
  symlinkSync('../a', join(root, 'b/to-a'))
  symlinkSync('..', join(root, 'a/up'))
  expect(localFileSystem(root).list('a')).toEqual(['a/to-b/y.sql', 'a/x.sql'])
})
