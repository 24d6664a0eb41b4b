import { setFileAside } from '../../runner/skip-file.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type SkipFileCommandOptions, waitSeconds } from '../options.ts'

export function cdcSkipFileCommand(options: SkipFileCommandOptions, table: string, file: string): Promise<ExitCode> {
  return withInvocation('cdc skip-file', options, async (invocation) => {
    const { console, root, secrets } = invocation
    const { compiled } = openCompiled(invocation)
    const undo = options.undo ?? false
    const request = { table, file, reason: options.reason ?? '', undo }
    const changed = await setFileAside(compiled, request, { root, env: secrets.env, waitSeconds: waitSeconds(options) })
    if (undo) console.note(changed ? `${file} is taken in again with the next build.` : `${file} was not set aside.`)
    else console.note(changed ? `${file} is set aside: builds go on without it.` : `${file} was set aside before.`)
    return exitCodes.ok
  })
}
