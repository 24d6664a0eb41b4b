import { expect, test } from 'vitest'
import { databaseFailed, legacyOption } from '../diagnostics/catalog/cli.ts'
import type { RunSummary } from '../runner/events.ts'
import { exitCodeOf } from './summary.ts'

const well: RunSummary = {
  results: [],
  counts: { success: 3, pass: 2, warn: 1, error: 0, fail: 0, skipped: 1 },
  unchanged: [],
  seconds: 1,
  notes: [],
  diagnostics: [],
  interrupted: false,
  tryAgain: false,
}

test.each<[string, Partial<RunSummary>, number]>([
  ['warnings and skipped nodes alone are fine', { diagnostics: [legacyOption('--a', '--b')] }, 0],
  ['a failed model', { counts: { ...well.counts, error: 1 } }, 1],
  ['a failed test', { counts: { ...well.counts, fail: 1 } }, 1],
  ['an error of no single node', { diagnostics: [databaseFailed('no')] }, 1],
  ['what may pass', { counts: { ...well.counts, error: 1 }, tryAgain: true }, 75],
  ['Ctrl-C, whatever failed by it', { counts: { ...well.counts, error: 1 }, interrupted: true }, 130],
])('%s', (_, change, code) => {
  expect(exitCodeOf({ ...well, ...change })).toBe(code)
})
