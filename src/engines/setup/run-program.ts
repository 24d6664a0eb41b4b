import { type SpawnOptions, spawn } from 'node:child_process'
import { EngineError } from '../engine-error.ts'

/** How much of a program's output an error quotes: the end, where the cause stands. */
const quoted = 2_000

/** Runs a program to its end and gives its output. Rejects with an EngineError that quotes it when it fails. */
export function runProgram(program: string, words: readonly string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', (cause) => {
      reject(new EngineError('resources', `${program} cannot be run: ${cause.message}`, { cause }))
    })
    // A server that a program leaves behind holds its output open, so that `close` would never come.
    child.on('exit', (code, signal) => {
      setImmediate(() => {
        if (code === 0) return resolve(output)
        const end = `${program} ${words[0] ?? ''} ended with ${signal ?? `code ${code}`}`
        reject(new EngineError('resources', `${end}:\n${output.trim().slice(-quoted)}`))
      })
    })
  })
}
