import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { petShop, plainEnvironment, repository, temporaryFolder } from '../support/cli.ts'

test('the packed package, installed elsewhere, builds a project and serves as a library', () => {
  const folder = temporaryFolder({
    ...petShop,
    'package.json': '{"name": "pets", "private": true, "type": "module"}',
    'use.mjs': `import { compile, plan, run } from 'tidemill'
const { compiled, diagnostics } = compile()
const { steps } = await plan()
const { counts } = await run({ select: ['species'], command: 'test' })
console.log(JSON.stringify([compiled.manifest.projectName, diagnostics.length, steps.length, counts.pass]))
`,
  })
  const npm = (words: string[], cwd: string) =>
    execFileSync('npm', words, { cwd, env: plainEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  npm(['pack', '--ignore-scripts', '--pack-destination', folder], repository)
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, archive)], folder)
  const installed = JSON.parse(readFileSync(join(folder, 'node_modules/tidemill/package.json'), 'utf8'))
  // Everything but the clients of databases and of S3 is in the bundle, and so is the Python part of Spark.
  expect(Object.keys(installed.dependencies).sort()).toEqual(['@aws-sdk/client-s3', '@duckdb/node-api', 'knex', 'pg'])
  expect(existsSync(join(folder, 'node_modules/tidemill/dist/chunks/driver.py'))).toBe(true)

  const built = npm(['exec', '--no', '--', 'tidemill', 'build', '--json'], folder)
  expect(built.trimEnd().split('\n').at(-1)).toContain('"event":"summary"')
  const used = execFileSync(process.execPath, ['use.mjs'], { cwd: folder, env: plainEnvironment(), encoding: 'utf8' })
  expect(JSON.parse(used)).toEqual(['pets', 0, 0, 1])
})
