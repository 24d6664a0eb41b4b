import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const src = join(root, 'src')

/** Imports go up this list, never down. */
const layers = [
  'util',
  'diagnostics',
  'template',
  'config',
  'python',
  'sql',
  'catalog',
  'manifest',
  'analysis',
  'translate',
  'quality',
  'compiler',
  'ingest',
  'simulate',
  'planner',
  'storage',
  'engines',
  'runner',
  'companion',
  'cli',
]
const pure = layers.slice(0, layers.indexOf('planner') + 1)

/** node: modules that compute and touch nothing. */
const harmless = ['node:crypto', 'node:path', 'node:path/posix', 'node:zlib']

interface Import {
  from: string
  to: string
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))

const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(src, from), 'utf8')
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => ({ from, to: match[1] as string }))
})

function layerOf(path: string): string {
  return path.split('/')[0] as string
}

test('imports go up the list of layers', () => {
  const wrong = imports
    .filter(({ to }) => to.startsWith('.'))
    .map(({ from, to }) => ({ from, to: relative(src, join(src, dirname(from), to)) }))
    .filter(({ from, to }) => from.includes('/') && layers.indexOf(layerOf(to)) > layers.indexOf(layerOf(from)))
    .map(({ from, to }) => `${from} imports ${to}`)
  expect(wrong).toEqual([])
})

test('every folder of src is a known layer and says what it is for', () => {
  const folders = [...new Set(files.filter((path) => path.includes('/')).map(layerOf))]
  expect(folders.filter((folder) => !layers.includes(folder))).toEqual([])
  const silent = folders.filter((folder) => !readdirSync(join(src, folder)).includes('README.md'))
  expect(silent).toEqual([])
})

test('files do not import one another in a circle', () => {
  const edges = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (!to.startsWith('.')) continue
    const text = readFileSync(join(src, from), 'utf8')
    const onlyTypes = new RegExp(`import type [^;]*?'${to.replaceAll('.', '\\.')}'`).test(text)
    if (!onlyTypes) edges.set(from, [...(edges.get(from) ?? []), relative(src, join(src, dirname(from), to))])
  }
  const done = new Set<string>()
  const walk = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    for (const next of edges.get(file) ?? []) {
      const cycle = walk(next, [...path, file])
      if (cycle) return cycle
    }
    done.add(file)
    return null
  }
  expect(files.map((file) => walk(file, [])).filter((cycle) => cycle !== null)).toEqual([])
})

test('the compiler and the planner touch neither disk, network, clock, chance nor environment', () => {
  const wrong: string[] = []
  for (const file of files) {
    if (!pure.includes(layerOf(file)) || file.endsWith('.test.ts')) continue
    const text = readFileSync(join(src, file), 'utf8')
    for (const { from, to } of imports) {
      if (from === file && to.startsWith('node:') && !harmless.includes(to)) wrong.push(`${file} imports ${to}`)
      if (from === file && /^(@duckdb|@aws-sdk|knex|pg)/.test(to)) wrong.push(`${file} imports ${to}`)
    }
    for (const match of text.matchAll(
      /\bprocess\.(env|cwd|argv)|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bfetch\(/g,
    )) {
      wrong.push(`${file} uses ${match[0]}`)
    }
  }
  expect(wrong).toEqual([])
})
