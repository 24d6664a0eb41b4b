import { openEngine } from '../../../src/engines/registry.ts'
import { openProject } from '../../../src/runner/open-project.ts'
import { runProject } from '../../../src/runner/run.ts'

/**
 * One build in a process of its own, which a fault point may stop: `build-once <project> [refresh | hold]`. With
 * `refresh` it makes tables anew; with `hold` it opens the database, says so, and keeps it until it is killed.
 */
const [root = '', mode = 'plain'] = process.argv.slice(2)
const fullRefresh = mode === 'refresh'

if (mode === 'hold') {
  await openEngine({ type: 'duckdb', path: `${root}/warehouse.duckdb` })
  process.stdout.write('held\n')
  setInterval(() => {}, 1000)
} else {
  const { compiled } = openProject({
    root,
    target: null,
    vars: new Map(),
    env: {},
    fullRefresh,
    runStartedAt: new Date(),
  })
  if (!compiled) throw new Error('the project does not compile')
  const { counts } = await runProject(compiled, {
    root,
    env: process.env,
    command: 'build',
    selected: compiled.manifest.graph.order,
    fullRefresh,
    threads: 4,
    failFast: false,
    untilCaughtUp: false,
    waitSeconds: null,
    listener: () => {},
    signal: new AbortController().signal,
    runId: 'once',
    startedAt: new Date(),
  })
  process.exitCode = counts.error + counts.fail > 0 ? 1 : 0
}
