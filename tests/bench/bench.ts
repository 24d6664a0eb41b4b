import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { columnLineage } from '../../src/analysis/column-lineage.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { memoryFileSystem } from '../../src/util/file-system.ts'
import type { FrontEndTimes } from './front-end.ts'
import { generateProject, writeProject } from './generate-project.ts'

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
const runs = 7

/** The median time of a command as a whole process, in milliseconds. Commands take turns, so that both see the same machine. */
function compare(commands: Readonly<Record<string, readonly string[]>>, cwd?: string): Record<string, number> {
  const times: Record<string, number[]> = {}
  for (let run = 0; run < runs; run++) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now()
      const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
      times[name] = [...(times[name] ?? []), performance.now() - start]
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function print(title: string, rows: Readonly<Record<string, string>>): void {
  console.log(`\n${title}`)
  for (const [name, value] of Object.entries(rows)) console.log(`  ${name.padEnd(44)} ${value}`)
}

const ms = (value: number) => `${value.toFixed(0)} ms`

const start = compare({ node: ['-e', '0'], version: [cli, '--version'], help: [cli, '--help'] })
print('Start-up', {
  'node -e 0': ms(start.node ?? 0),
  'tidemill --version': `${ms(start.version ?? 0)}  ${((start.version ?? 0) / (start.node ?? 1)).toFixed(2)} × node`,
  'tidemill --help': `${ms(start.help ?? 0)}  ${((start.help ?? 0) / (start.node ?? 1)).toFixed(2)} × node`,
})

for (const size of [100, 1000]) {
  const files = generateProject(size)
  const once = () => {
    const begin = performance.now()
    const { compiled, diagnostics } = compileProject({
      files: memoryFileSystem(files),
      folder: 'bench',
      target: null,
      vars: new Map(),
      env: {},
      runStartedAt: '2026-01-01T00:00:00.000Z',
      fullRefresh: false,
      columnsInFiles: () => null,
    })
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    if (errors.length > 0) throw new Error(`${errors[0]?.code}: ${errors[0]?.message}`)
    return { time: performance.now() - begin, compiled }
  }
  const { time: first, compiled } = once()
  const later = median([once().time, once().time, once().time])
  const analyses = [...(compiled?.manifest.nodes.values() ?? [])].flatMap((node) =>
    node.kind === 'model' && node.compiled.query
      ? [analyseQuery(node.compiled.query, node.engine, () => 'unknown')]
      : [],
  )
  const lineage = () => {
    const begin = performance.now()
    for (const analysis of analyses) columnLineage(analysis)
    return performance.now() - begin
  }
  const lineageTime = median([lineage(), lineage(), lineage(), lineage(), lineage()])
  const root = mkdtempSync(join(tmpdir(), 'tidemill-bench-'))
  writeProject(root, files)
  const commands = compare({ parse: [cli, 'parse'], compile: [cli, 'compile'] }, root)
  rmSync(root, { recursive: true, force: true })
  print(`${size} models`, {
    'compile in process, first': `${ms(first)}  ${(first / size).toFixed(2)} ms a model`,
    'compile in process, warm': `${ms(later)}  ${(later / size).toFixed(2)} ms a model`,
    'column lineage within it, warm': `${ms(lineageTime)}  ${((100 * lineageTime) / later).toFixed(1)} %`,
    'tidemill parse': `${ms(commands.parse ?? 0)}  ${((commands.parse ?? 0) / (start.node ?? 1)).toFixed(1)} × node`,
    'tidemill compile (writes target/)': `${ms(commands.compile ?? 0)}  ${((commands.compile ?? 0) / (commands.parse ?? 1)).toFixed(2)} × parse`,
  })
}

/** In a process of its own, bundled as dist/ is: tsx would give each function its name anew whenever one is made. */
function timeFrontEnd(count: number): FrontEndTimes {
  const folder = mkdtempSync(join(tmpdir(), 'tidemill-bench-'))
  const outfile = join(folder, 'front-end.mjs')
  const entryPoints = [fileURLToPath(new URL('./front-end.ts', import.meta.url))]
  buildSync({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' })
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, String(count)], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  if (status !== 0) throw new Error(`The front end ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

const models = 10_000
const { parse, analyse, translate, characters, printed, heap } = timeFrontEnd(models)
const perModel = (time: number) => `${(time / 1000).toFixed(1)} s  ${(time / models).toFixed(2)} ms a model`
print(
  `${models} generated models of ${(characters / models / 1000).toFixed(1)} kB, half Spark, half Redshift, on one thread`,
  {
    parse: perModel(parse),
    'analyse and type': perModel(analyse),
    'translate and print': perModel(translate),
    together: `${perModel(parse + analyse + translate)}, ${(printed / 1e6).toFixed(0)} MB printed`,
    'greatest heap': `${(heap / 1e6).toFixed(0)} MB, of which the models ${(characters / 1e6).toFixed(0)} MB`,
  },
)
