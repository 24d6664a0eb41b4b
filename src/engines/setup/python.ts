import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../../storage/write-file-atomically.ts'
import { keepClasses } from '../spark/keep-classes.ts'
import { runProgram } from './run-program.ts'
import { pythonPackages } from './versions.ts'

/** The program of a virtual environment. */
export function pythonOf(environment: string): string {
  return process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')
}

/** Whether the environment has Spark and Java in the versions that belong to this Tidemill. */
export function hasSpark(environment: string): boolean {
  const path = marker(environment)
  return existsSync(path) && readFileSync(path, 'utf8') === pythonPackages.join('\n')
}

/**
 * Makes the environment, or completes one that is there: other packages in it stay. pip takes up an installation that
 * was broken off, and the marker is written last. `note` is told of each thing before it is done.
 */
export async function installSpark(environment: string, note: (text: string) => void): Promise<void> {
  if (hasSpark(environment)) return
  if (!existsSync(pythonOf(environment))) {
    await runProgram(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment])
  }
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input']
  await runProgram(pythonOf(environment), ['-m', 'pip', 'install', ...quietly, ...pythonPackages])
  note('Keeping the classes of Spark, so that it starts in half the time …')
  await keepClasses(pythonOf(environment), environment).catch((failure: Error) => {
    note(`Spark will start as slowly as without them: ${failure.message}`)
  })
  writeFileAtomically(marker(environment), pythonPackages.join('\n'))
}

function marker(environment: string): string {
  return join(environment, 'tidemill-engines.txt')
}
