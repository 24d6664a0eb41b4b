import { type ConnectionCheck, checkConnections } from '../../runner/check-connections.ts'
import { checkStorages, type StorageCheck } from '../../runner/check-storage.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Invocation, withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import type { GlobalOptions } from '../options.ts'
import { version } from '../version.ts'
import { foundLine } from '../words.ts'

export function debugCommand(options: GlobalOptions): Promise<ExitCode> {
  return withInvocation('debug', options, async (invocation) => {
    const { console, json, root, secrets } = invocation
    const platform = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
    if (!json) console.out(`tidemill ${version}, ${platform}\nproject folder  ${root}\n`)
    const { compiled } = openCompiled(invocation)
    const checks = await checkConnections(compiled, { root })
    const storages = await checkStorages(compiled, { root, env: secrets.env })
    if (json) {
      const { project, context } = compiled
      const connections = checks.map(({ engine, adapter, ok, message }) => ({ engine, adapter, ok, message }))
      const document = {
        version,
        node: process.versions.node,
        root,
        project: project.name,
        target: context.target,
        connections,
        ...(storages.length > 0 && { storages }),
      }
      console.out(`${secrets.toJson(document)}\n`)
    } else {
      console.out(`project         ${compiled.project.name}\n`)
      console.out(`profile         ${compiled.context.target} (${compiled.profile?.file.path ?? 'none'})\n`)
      console.out(`${foundLine(compiled.manifest)}\n`)
      for (const check of checks) printCheck(check, invocation)
      for (const check of storages) printStorage(check, invocation)
    }
    return [...checks, ...storages].every((check) => check.ok) ? exitCodes.ok : exitCodes.misuse
  })
}

function printCheck({ engine, adapter, ok, message }: ConnectionCheck, { console, secrets }: Invocation): void {
  console.out(`engine ${engine.padEnd(8)} ${adapter}: ${verdictOf(ok, console)}  ${secrets.redact(message)}\n`)
}

function printStorage({ location, ok, message }: StorageCheck, { console, secrets }: Invocation): void {
  console.out(`storage         ${location}: ${verdictOf(ok, console)}  ${secrets.redact(message)}\n`)
}

function verdictOf(ok: boolean, { outColors }: Console): string {
  return ok ? outColors.green('OK connection ok') : outColors.red('ERROR')
}
