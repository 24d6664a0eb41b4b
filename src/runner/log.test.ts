import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openRunLog } from './log.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidemill-log-'))
const path = join(folder, 'target', 'tidemill.log')
afterEach(() => rmSync(join(folder, 'target'), { recursive: true, force: true }))

function write(event: string, maxBytes?: number): void {
  const log = openRunLog({ path, runId: 'r1', toJson: JSON.stringify, ...(maxBytes !== undefined && { maxBytes }) })
  log.write(event, { node: 'model.a.b' })
  log.close()
}

test('adds lines of JSON behind those of earlier runs', () => {
  write('start')
  write('finish')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), run: 'r1', event: 'start', node: 'model.a.b' },
    { time: expect.any(String), run: 'r1', event: 'finish', node: 'model.a.b' },
  ])
})

test('sets a long file aside', () => {
  write('start')
  write('finish', 10)
  expect(existsSync(`${path}.1`)).toBe(true)
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1)
})
