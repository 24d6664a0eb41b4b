import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { folderConfigFor } from './folder-config.ts'
import { readProject } from './project.ts'

const folders = ['models/staging', 'models/staging/deep', 'models/tags']

function read(models: string) {
  const text = `name: shop\nmodels: ${models}\n`
  const isFolder = (path: string) => folders.includes(path)
  return readProject({ path: 'project.yml', text }, isFolder, (path) => (path === 'models' ? ['staging', 'tags'] : []))
}

function settings(models: string, ...path: string[]): string[] {
  const { project, diagnostics } = read(models)
  expect(diagnosticLines(diagnostics)).toEqual([])
  return folderConfigFor(project?.folders ?? [], 'models', path).map(
    ({ key, value }) => `${key.value}=${value.kind === 'scalar' ? value.raw : value.kind}`,
  )
}

describe('defaults of folders', () => {
  test.each([
    ['{+schema: a, staging: {+schema: b, deep: {schema: c}}}', ['schema=a', 'schema=b', 'schema=c']],
    ['{staging: {deep: {schema: c}}, schema: a}', ['schema=a', 'schema=c']],
    ['{shop: {staging: {schema: b}}}', ['schema=b']],
    ['{shop: {+schema: a}}', ['schema=a']],
    ['{tags: {schema: t}, +tags: x}', ['tags=x']],
    ['', []],
  ])('%s', (models, expected) => {
    expect(settings(models, 'staging', 'deep', 'm')).toEqual(expected)
  })

  test('a plain name is a folder where one exists', () => {
    expect(settings('{tags: {schema: t}}', 'tags', 'm')).toEqual(['schema=t'])
  })

  test('a misspelled folder', () => {
    const [diagnostic] = read('{stagin: {schema: b}}').diagnostics
    expect(diagnostic).toMatchObject({ code: 'config/unknown-folder-or-key', help: 'Did you mean "staging"?' })
  })
})
