import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exclusive } from '../../../src/engines/setup/exclusive.ts'
import { pythonOf } from '../../../src/engines/setup/python.ts'
import { runProgram } from '../../../src/engines/setup/run-program.ts'
import { writeFileAtomically } from '../../../src/storage/write-file-atomically.ts'
import { freePort } from '../engines/free-port.ts'
import { installed } from '../engines/places.ts'

/** moto's server with S3 alone: a real server of S3's API, whose objects are in memory. */
const packages = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5']

const folder = join(dirname(installed.python), 'moto')

/** Installs the server once for a checkout, beside the tests' other engines. */
async function installMoto(): Promise<void> {
  const marker = join(folder, 'packages.txt')
  const isThere = () => existsSync(marker) && readFileSync(marker, 'utf8') === packages.join('\n')
  if (isThere()) return
  await exclusive(`${folder}.lock`, async () => {
    if (isThere()) return
    await runProgram(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder])
    const quietly = ['--quiet', '--disable-pip-version-check', '--no-input']
    await runProgram(pythonOf(folder), ['-m', 'pip', 'install', ...quietly, ...packages])
    writeFileAtomically(marker, packages.join('\n'))
  })
}

export interface S3Server {
  readonly endpoint: string
  readonly port: number
  stop(): Promise<void>
}

/** Starts a server that nobody else uses. */
export async function startMoto(port?: number): Promise<S3Server> {
  await installMoto()
  const own = port ?? (await freePort())
  const words = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(own)]
  const child = spawn(pythonOf(folder), words, { stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${own}`
  await untilItAnswers(endpoint, child)
  return {
    endpoint,
    port: own,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode !== null || !child.kill()) return
      await ended
    },
  }
}

async function untilItAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
    const answer = await fetch(`${endpoint}/moto-api/`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer) return
    await sleep(100)
  }
  child.kill()
  throw new Error('The S3 server of the tests did not start.')
}
