import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Lines of JSON about what a command did, one after the other, for whoever looks for the cause of something later. */
export interface RunLog {
  /** Adds a line; time and run are put in front. */
  write(event: string, details?: Readonly<Record<string, unknown>>): void
  close(): void
}

export interface RunLogOptions {
  readonly path: string
  readonly runId: string
  /** Writes a record as one line, without secrets. */
  toJson(record: object): string
  /** Beyond this many bytes the file is set aside as `<path>.1`, in place of the one before. */
  readonly maxBytes?: number
}

export function openRunLog({ path, runId, toJson, maxBytes = 10_000_000 }: RunLogOptions): RunLog {
  mkdirSync(dirname(path), { recursive: true })
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(path, `${path}.1`)
  const file = openSync(path, 'a')
  return {
    write(event, details = {}) {
      writeSync(file, `${toJson({ time: new Date().toISOString(), run: runId, event, ...details })}\n`)
    },
    close: () => closeSync(file),
  }
}
