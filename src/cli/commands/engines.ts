import { engineSetupFailed, engineUnreachable } from '../../diagnostics/catalog/engine.ts'
import { DiagnosticError } from '../../diagnostics/diagnostic.ts'
import { EngineError } from '../../engines/engine-error.ts'
import { enginePlaces } from '../../engines/setup/places.ts'
import { installEngines, startEngines, stopEngines } from '../../engines/setup/set-up.ts'
import { engineConfig, sparkForDataFrames, wantedEngines } from '../../runner/engine-config.ts'
import { wantsInPlace } from '../../runner/s3-in-place.ts'
import { TryAgainError } from '../../runner/try-again.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Invocation, withInvocation } from '../invocation.ts'
import { openForProfile } from '../open-compiled.ts'
import type { GlobalOptions } from '../options.ts'

export type EnginesAction = 'install' | 'start' | 'stop'

export function enginesCommand(action: EnginesAction, options: GlobalOptions): Promise<ExitCode> {
  return withInvocation(`engines ${action}`, options, async (invocation) => {
    const { root, console, json } = invocation
    try {
      const told = await perform(action, invocation)
      if (json) console.out(`${JSON.stringify({ action, root })}\n`)
      else console.note(told)
      return exitCodes.ok
    } catch (failure) {
      if (!(failure instanceof EngineError)) throw failure
      if (failure.kind === 'locked') throw new TryAgainError([engineUnreachable('redshift', failure.message)])
      throw new DiagnosticError([engineSetupFailed(failure.message)])
    }
  })
}

/** Answers with what to tell when it is done. */
async function perform(action: EnginesAction, invocation: Invocation): Promise<string> {
  const { root, console } = invocation
  const places = enginePlaces(root)
  if (action === 'stop') return (await stopEngines(places)) ? 'PostgreSQL stopped.' : 'No PostgreSQL was running.'
  const compiled = openForProfile(invocation)
  const wanted = wantedEngines(
    (['spark', 'redshift'] as const).map((name) => engineConfig(compiled, root, name)),
    sparkForDataFrames(compiled, root),
    wantsInPlace(compiled, root),
  )
  const nothing = `The profile "${compiled.context.target}" needs nothing of this machine.`
  if (wanted.python === null && wanted.postgres === null) return nothing
  const options = {
    note: (text: string) => console.note(text),
    repository: invocation.secrets.env.TIDEMILL_MAVEN_REPOSITORY,
  }
  if (action === 'install') {
    await installEngines(places, wanted, options)
    return 'Everything is installed.'
  }
  await startEngines(places, wanted, options)
  return 'Everything is there. `tidemill debug` tries the connections.'
}
