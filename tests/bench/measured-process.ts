import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measured {
  readonly seconds: number
  /** How long processors worked on it: nearly the same on a busy machine. */
  readonly work: number
  /** The most memory that the process ever had, in bytes. */
  readonly memory: number
  readonly stdout: string
}

/** Runs in the process itself, since nobody else is told what it used. */
const told = (file: string) =>
  `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.resourceUsage())))`

/** Runs a script of Node's as a whole process, its start included. */
export function measured(args: readonly string[], cwd: string, input = ''): Measured {
  const file = join(tmpdir(), `tidemill-bench-usage-${process.pid}`)
  const teller = `data:text/javascript,${encodeURIComponent(told(file))}`
  const begin = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', teller, ...args], {
    ...{ cwd, input, encoding: 'utf8', maxBuffer: 1e9 },
    env: { ...process.env, NO_COLOR: '1' },
  })
  const seconds = (performance.now() - begin) / 1000
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`)
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
  rmSync(file)
  return { seconds, work: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024, stdout }
}

/** The one in the middle by time. */
export function medianOf<T extends { readonly seconds: number }>(runs: readonly T[]): T {
  const middle = [...runs].sort((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)]
  if (!middle) throw new Error('There is nothing to take the median of.')
  return middle
}
