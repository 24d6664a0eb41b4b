import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { modelConfigReaders } from '../src/config/model-config-keys.ts'
import { sourceConfigKeys } from '../src/config/source-config.ts'
import { faultPoints, type StepKind } from '../src/planner/steps.ts'
import { readErrorEntries, usedCodes } from './support/docs/errors.ts'
import { examplesIn, problemsOf } from './support/docs/examples.ts'
import { anchorsIn, linksIn } from './support/docs/links.ts'
import { sectionNames } from './support/docs/sections.ts'
import { generatePages, generateSections } from './support/generate-docs.ts'

const root = new URL('..', import.meta.url).pathname
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const filesBelow = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => `${folder}/${path}`)
const pages = [...filesBelow('docs', '.md'), 'README.md'].sort()

describe('what is generated is up to date: run `npm run docs:generate`', async () => {
  const generated = await generatePages()

  test.each([...generated.keys()])('docs/%s', (name) => {
    expect(read(`docs/${name}`)).toBe(generated.get(name))
  })

  test('every section stands on one page', async () => {
    const found = [...generated.keys()].flatMap((name) => sectionNames(read(`docs/${name}`)))
    expect(found.sort()).toEqual(Object.keys(await generateSections()).sort())
  })
})

describe('links lead somewhere', () => {
  test.each(pages)('%s', (page) => {
    const broken = linksIn(read(page)).filter(({ path, anchor }) => {
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) return true
      if (anchor === null) return false
      return statSync(join(root, target)).isDirectory() || !anchorsIn(read(target)).has(anchor)
    })
    expect(broken).toEqual([])
  })

  test('every page is in the index', () => {
    const listed = linksIn(read('docs/README.md')).map(({ path }) => `docs/${path}`)
    const absent = pages.filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'))
    expect(absent.filter((page) => page !== 'docs/README.md' && !listed.includes(page))).toEqual([])
  })

  test('messages name pages that are there', () => {
    const named = filesBelow('src', '.ts').flatMap((path) => read(path).match(/docs\/[\w-]+\.md/g) ?? [])
    expect([...new Set(named)].filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('examples compile, on top of those of docs/getting-started.md', () => {
  const base = examplesIn(read('docs/getting-started.md'))

  test.each(pages.filter((page) => page.startsWith('docs/') && examplesIn(read(page)).length > 0))('%s', (page) => {
    const own = examplesIn(read(page))
    const paths = own.map(({ path }) => path)
    expect(paths).toEqual([...new Set(paths)])
    expect(problemsOf([...base.filter(({ path }) => !paths.includes(path)), ...own])).toEqual([])
  })

  test('an example that does not compile is found', () => {
    expect(problemsOf([...base, { path: 'models/wrong.sql', text: 'select 1 as a from {{ref "ordrs"}}\n' }])).toEqual([
      expect.stringContaining('ref/unknown'),
    ])
  })
})

describe('nothing is left out', () => {
  const mentions = (page: string, words: readonly string[]) => {
    const text = read(`docs/${page}`)
    return words.filter((word) => !text.includes(`\`${word}\``))
  }

  test('every diagnostic code is explained', () => {
    const explained = readErrorEntries().map((entry) => entry.code)
    expect(usedCodes().filter((code) => !explained.includes(code))).toEqual([])
  })

  test('keys of the model configuration', () => {
    const later = mentions('not-yet.md', Object.keys(modelConfigReaders))
    expect(mentions('project.md', later)).toEqual([])
  })

  test('keys of sources', () => {
    const later = mentions('not-yet.md', sourceConfigKeys)
    expect(mentions('sources.md', later)).toEqual([])
  })

  test('fault points', () => {
    expect(mentions('crash-testing.md', faultPoints)).toEqual([])
  })

  test('kinds of steps', () => {
    const kinds: Readonly<Record<StepKind, true>> = {
      hook: true,
      prepare: true,
      seed: true,
      'open-batch': true,
      'check-source': true,
      stage: true,
      apply: true,
      build: true,
      handoff: true,
      test: true,
      'close-batch': true,
      fail: true,
    }
    expect(mentions('batches.md', Object.keys(kinds))).toEqual([])
  })
})
