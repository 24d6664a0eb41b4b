import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  builtCli,
  type CliResult,
  changeProject,
  plainEnvironment,
  temporaryFolder,
  tidemill,
  writeFiles,
} from '../support/cli.ts'
import { seededRandom } from '../support/sample/random.ts'

/** A build that cannot make any file larger than that, as on a disk that is full: writes beyond it fail. */
function buildWithin(kilobytes: number, cwd: string): Promise<CliResult> {
  const limit = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$@"`
  const child = spawn('bash', ['-c', limit, 'bash', process.execPath, builtCli, 'build'], {
    cwd,
    env: plainEnvironment(),
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

const rows = 60_000

function changes(first: number, seed: number, status: string): string {
  const random = seededRandom(seed)
  const noise = () => Array.from({ length: 12 }, () => random.integer(0, 0x7fffffff).toString(36)).join('')
  const lines = Array.from(
    { length: rows },
    (_, index) => `U,${index},${status} ${noise()},${first + index},2026-01-02 00:00:00`,
  )
  return `Op,order_id,status,change_seq,commit_ts\n${lines.join('\n')}\n`
}

test('a disk that is full fails the build, and the next one with room goes on as if nothing had been', async () => {
  const cwd = temporaryFolder({
    ...changeProject,
    'models/sources.yml': (changeProject['models/sources.yml'] ?? '').replace('varchar(20)', 'varchar(200)'),
  })
  const database = join(cwd, 'warehouse.duckdb')
  const shown = async () => {
    const query = `select substring(status, 1, 3) as status, count(*) as orders, sum(order_id) as ids from core.orders group by 1 order by 1`
    const { stdout, stderr } = await tidemill(['show', '--inline', query, '--output', 'csv', '--limit', '-1'], { cwd })
    return stdout === '' ? stderr : stdout.replaceAll('\r', '')
  }
  expect((await tidemill(['build'], { cwd })).code).toBe(0)
  const before = await shown()

  writeFiles(cwd, { 'landing/shop/orders/20260102-000000000.csv': changes(1, 1, 'one') })
  const room = Math.ceil(statSync(database).size / 1024)
  for (const more of [64, 2048]) {
    const { code, stderr } = await buildWithin(room + more, cwd)
    expect([1, 75], stderr).toContain(code)
    expect(stderr).not.toContain('internal')
    expect(await shown()).toBe(before)
  }
  const good = await tidemill(['build'], { cwd })
  expect(good.code, good.stderr).toBe(0)
  expect(await shown()).toBe(`status,orders,ids\none,${rows},${(rows * (rows - 1)) / 2}\n`)

  writeFiles(cwd, { 'landing/shop/orders/20260103-000000000.csv': changes(rows + 1, 2, 'two') })
  const failed = await buildWithin(Math.ceil(statSync(database).size / 1024) + 256, cwd)
  expect([1, 75], failed.stderr).toContain(failed.code)
  expect((await tidemill(['build'], { cwd })).code).toBe(0)
  expect(await shown()).toBe(`status,orders,ids\ntwo,${rows},${(rows * (rows - 1)) / 2}\n`)
})
