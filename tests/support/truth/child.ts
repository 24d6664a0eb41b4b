import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles the script of a build in a process of its own: starting from sources would take as long as several builds. */
export async function bundleBuildOnce(): Promise<string> {
  const folder = fileURLToPath(new URL('../../../node_modules/.cache/tidemill/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `build-once-${process.pid}.mjs`)
  await build({
    entryPoints: [fileURLToPath(new URL('./build-once.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return outfile
}

/** Builds in a child process, and tells how it ended: an exit code or the signal that killed it. */
export async function buildInChild(
  script: string,
  root: string,
  fault: string | null,
  mode: 'plain' | 'refresh' = 'plain',
): Promise<number | string> {
  const env = { ...process.env, ...(fault === null ? {} : { TIDEMILL_FAULT: fault }) }
  const child = spawn(process.execPath, [script, root, mode], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal ?? 'gone'
}

/** A child process that has the warehouse open. */
export async function holdInChild(script: string, root: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, root, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout) await once(child.stdout, 'data')
  return child
}
