import { profileIncomplete } from '../diagnostics/catalog/engine-profile.ts'
import type { EngineName } from '../manifest/nodes.ts'
import type { Workspace } from './workspace.ts'

/** Every engine that a model names is run by something, or the profile is not complete. */
export function checkEngines({ profile, nodes, loaded, report }: Workspace): void {
  if (!profile || !loaded.isProfileSound) return
  const engines = new Set<EngineName>()
  for (const node of nodes.values()) if (node.kind === 'model' || node.kind === 'seed') engines.add(node.engine)
  for (const engine of engines) {
    if (profile.engines[engine] === null) report(profileIncomplete(engine, profile.target, profile.file))
  }
}
