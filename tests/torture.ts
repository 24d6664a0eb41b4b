import { parseArgs } from 'node:util'
import {
  killedTrial,
  modeTrial,
  reloadedTrial,
  storiesInATrial,
  trial,
  troubledTrial,
} from './support/stories/trials.ts'

/**
 * Trials with one seed after the other, for as long as they are given: `npm run torture -- --minutes 30 --seed 1000`. Ends
 * with the first that goes wrong, killed builds included (of the command line as it was built last), and tells its shortest story.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } })
const end = performance.now() + Number(values.minutes ?? 10) * 60_000
let seed = Number(values.seed ?? Date.now() % 1_000_000)
let stories = 0
while (performance.now() < end) {
  const wrong =
    (await trial(seed)) ??
    (await reloadedTrial(seed)) ??
    (await modeTrial(seed % 2 === 0 ? 'full' : 'incremental', seed)) ??
    (await troubledTrial(seed)) ??
    (await killedTrial(seed))
  if (wrong !== null) {
    console.error(`seed ${seed}: ${wrong}`)
    process.exit(1)
  }
  stories += storiesInATrial
  console.log(`seed ${seed}: right; ${stories} stories so far`)
  seed++
}
