import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import type { SparkConfig } from '../../../src/engines/spark/open.ts'

/** A Spark over a new, empty warehouse folder, which goes with the file's tests. */
export function newSpark(): SparkConfig {
  const warehouse = mkdtempSync(join(tmpdir(), 'tidemill-spark-'))
  afterAll(() => rmSync(warehouse, { recursive: true, force: true }))
  return { python: inject('python'), master: 'local[2]', warehouse, conf: {} }
}
