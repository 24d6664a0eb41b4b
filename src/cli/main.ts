import * as nodeModule from 'node:module'
import { exitCodes } from './exit-codes.ts'
import { internalErrorText } from './internal-error.ts'
import { version } from './version.ts'

// Node 22 and later keep what they compiled of the program for the next start.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => void }
enableCompileCache?.()

const words = process.argv.slice(2)
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`tidemill ${version}\n`)
} else {
  // A reader that has seen enough (`tidemill ls | head`) closes the pipe; that is no failure.
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    if (problem.code === 'EPIPE') process.exit(exitCodes.ok)
    throw problem
  })
  process.on('uncaughtException', (failure) => {
    process.stderr.write(`${internalErrorText(failure, process.env)}\n`)
    process.exit(exitCodes.internal)
  })
  const { runCommandLine } = await import('./program.ts')
  process.exitCode = await runCommandLine(words)
}
