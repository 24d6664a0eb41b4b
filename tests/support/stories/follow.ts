import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EngineConfig, openEngine } from '../../../src/engines/registry.ts'
import { startTidemill } from '../cli.ts'
import { type Random, seededRandom } from '../sample/random.ts'
import { type Delivered, deliver, loadFiles } from '../truth/delivery.ts'
import { groupBy } from '../truth/group-by.ts'
import type { Change, Row } from '../truth/history.ts'
import { sorted } from '../truth/truth.ts'
import { Workshop } from '../truth/workshop.ts'
import { type FileShape, plainShape, writeFile } from '../truth/write-file.ts'
import { type ProjectOptions, storyProject } from './project.ts'
import { extractsOf, type Reload, reloadsOf, rowsAt } from './reloads.ts'
import { withShiftedClock } from './shifted-clock.ts'
import { historyOf, type Story, storyOf, tables, tell, timeText } from './story.ts'
import { certainRows, comparedColumns, type Tables, truthOf } from './truth.ts'

export interface FollowOptions extends ProjectOptions {
  readonly seed: number
  /** About how many builds there are. */
  readonly waves: number
  /** Models that now and then take no part in a build. */
  readonly mayMiss: readonly string[]
  /** Now and then everything is made anew. */
  readonly refreshes: boolean
  /** DMS loads tables again on the way. */
  readonly reloads: boolean
  /** Files arrive by halves at first, some that belong to nobody lie among them, and the clock is set back now and then. */
  readonly troubles: boolean
  /** In the end `verify` is asked too, which must not find anything wrong. */
  readonly verifies: boolean
  /** How many builds of each wave are killed at any moment, before one goes through. */
  readonly kills: number
}

/** Where a project is built, if not on the embedded default. */
export interface Engines {
  /** The text of profiles/local.yml. */
  readonly profile: string
  readonly warehouse: EngineConfig
}

/** Builds a project while the stories' files arrive, in disorder and some of them twice, and answers how its tables differ. */
export async function follow(
  stories: readonly Story[],
  options: FollowOptions,
  engines: Engines | null = null,
  workshop = new Workshop(),
): Promise<readonly Difference[]> {
  try {
    workshop.write(storyProject(options))
    if (engines) workshop.write({ 'profiles/local.yml': engines.profile })
    const random = seededRandom(options.seed)
    const sequence = options.mode === 'incremental' ? 'integer' : 'clock'
    const shape: FileShape = { ...plainShape, sequence, format: options.format }
    for (const wave of wavesOf(stories, options)) {
      const files = wave.map((file) => writeFile(file, shape))
      if (options.troubles) await makeTrouble(workshop, files, random)
      await workshop.deliver(files)
      const misses = options.mayMiss.length > 0 && random.integer(0, 1) === 0 ? [random.pick(options.mayMiss)] : []
      const fullRefresh = options.refreshes && random.integer(0, 3) === 0
      for (let kill = 0; kill < options.kills; kill++) await buildUntilKilled(workshop.root, random.integer(300, 4_000))
      // A model that misses a build leaves out what stands upon it, which is no mistake.
      const shift = options.troubles ? random.integer(-3, 1) * 86_400_000 : 0
      await withShiftedClock(shift, async () => {
        if (misses.length > 0) await workshop.build({ untilCaughtUp: true, except: misses })
        else await workshop.buildWell({ untilCaughtUp: true, fullRefresh })
      })
    }
    await workshop.buildWell({ untilCaughtUp: true })
    if (options.verifies) await expectEqual(workshop)
    const embedded: EngineConfig = { type: 'duckdb', path: join(workshop.root, 'warehouse.duckdb') }
    return differences(await tablesOf(engines?.warehouse ?? embedded), stories, reloadsIn(stories, options))
  } finally {
    await workshop.close()
  }
}

async function expectEqual(workshop: Workshop): Promise<void> {
  const models = await workshop.verify()
  const wrong = models.filter(({ status }) => status === 'differs' || status === 'error')
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong, null, 1))
  if (!models.some(({ status }) => status === 'equal')) throw new Error('verify has compared nothing')
}

/** The built command line, twice at once, which dies as in a power cut unless it is done before. */
async function buildUntilKilled(root: string, milliseconds: number): Promise<void> {
  const [one, other] = [0, 1].map(() => startTidemill(['build', '--until-caught-up', '--wait'], { cwd: root }))
  for (const running of [one, other]) {
    if (!running) continue
    await Promise.race([sleep(milliseconds), running.ended])
    running.kill('SIGKILL')
    await running.ended
  }
}

type Written = ReturnType<typeof writeFile>

/** A build that finds files by halves, and some that are none: it may fail, and must leave nothing wrong behind. */
async function makeTrouble(workshop: Workshop, files: readonly Written[], random: Random): Promise<void> {
  const halves = files
    .filter(({ path }) => path.endsWith('.parquet') && random.integer(0, 2) === 0)
    .map(({ path, bytes }) => ({ path, bytes: bytes.slice(0, Math.floor(bytes.length / 2)) }))
  const nothing = new TextEncoder().encode('not a table at all')
  const strangers = ['notes.txt', '_SUCCESS', '.20260105-000000000.parquet.crc', '2026/draft.parquet']
  const poison = `sales/lines/20260101-0000000${random.integer(10, 99)}.parquet`
  await workshop.deliver([...halves, ...strangers.map((name) => ({ path: `sales/lines/${name}`, bytes: nothing }))])
  await workshop.build({ untilCaughtUp: true })
  // A load that comes by pieces would be several: nobody could tell when it is whole.
  const early = files.filter(({ path }) => !path.includes('/LOAD') && random.integer(0, 1) === 0)
  await workshop.deliver([...early, { path: poison, bytes: nothing }])
  await workshop.build({ untilCaughtUp: true })
  if (random.integer(0, 1) === 0) await workshop.remove(`raw/${poison}`)
  else await workshop.skipFile('shop.lines', poison)
}

/** How often a story is built to find out what of it is needed. */
const patience = 60

/**
 * The shortest story that still goes wrong, found by leaving out all but one story, then steps, then events. Null when
 * none of the stories goes wrong by itself.
 */
export async function shrink(stories: readonly Story[], options: FollowOptions): Promise<Story | null> {
  let attempts = 0
  const fails = async (story: Story) => attempts++ < patience && (await follow([story], options)).length > 0
  let smallest: Story | null = null
  for (const story of stories) {
    if (await fails(story)) {
      smallest = story
      break
    }
  }
  for (let found = smallest; found !== null; ) {
    smallest = found
    found = null
    for (const candidate of shorter(smallest)) {
      if (!(await fails(candidate))) continue
      found = candidate
      break
    }
  }
  return smallest
}

function* shorter({ id, steps }: Story): Generator<Story> {
  for (let index = 0; index < steps.length; index++) yield { id, steps: steps.filter((_, at) => at !== index) }
  for (const [index, step] of steps.entries()) {
    for (let event = 0; event < step.events.length && step.events.length > 1; event++) {
      const events = step.events.filter((_, at) => at !== event)
      yield { id, steps: steps.map((other, at) => (at === index ? { ...step, events } : other)) }
    }
  }
}

/** What went wrong, for people: the rows, and the shortest story that has it. */
export async function explain(
  found: readonly Difference[],
  stories: readonly Story[],
  options: FollowOptions,
): Promise<string> {
  const rows = found.slice(0, 20).map(({ table, row, is }) => `${table} ${is}: ${row}`)
  const ids = new Set(found.map(({ story }) => story))
  const suspects = stories.filter(({ id }) => ids.has(id)).slice(0, 10)
  const story = await shrink(suspects.length > 0 ? suspects : stories.slice(0, 10), options)
  const told = story ? tell(story) : 'No story by itself goes wrong.'
  return `${found.length} rows differ\n${rows.join('\n')}\n\n${JSON.stringify(options)}\n${told}`
}

type Arrival = Pick<FollowOptions, 'seed' | 'waves' | 'reloads' | 'mode'>

function reloadsIn(stories: readonly Story[], { seed, waves, reloads, mode }: Arrival): readonly Reload[] {
  if (mode === 'full') return extractsOf(stories, waves)
  return reloads ? reloadsOf(stories, seed) : []
}

/**
 * The load comes first; change files come in any order. A table is loaded again in the middle, mostly before the changes
 * that happened afterwards; those from before may come at any time.
 */
export function wavesOf(stories: readonly Story[], arrival: Arrival): readonly (readonly Delivered[])[] {
  const { seed, waves, mode } = arrival
  const random = seededRandom(seed)
  const loads = new Map<string, { readonly wave: number; readonly loadedAt: string; readonly files: Delivered[] }>()
  const again = reloadsIn(stories, arrival)
  const filesOf = ({ table, at }: Reload) => {
    const change = (row: Row): Change => ({ op: 'I', row, sequence: 0, commitTs: timeText(at), hasLate: false })
    return loadFiles({ table: tables[table], load: rowsAt(stories, table, at).map(change) })
  }
  if (mode === 'full') return [...groupBy(again, (extract) => extract.at).values()].map((wave) => wave.flatMap(filesOf))
  for (const load of again) {
    loads.set(load.table, { wave: random.integer(1, waves - 1), loadedAt: timeText(load.at), files: filesOf(load) })
  }
  const history = historyOf(stories, new Set(again.flatMap(({ lost }) => [...lost])))
  const changes = [...history.values()].reduce((sum, table) => sum + table.changes.length, 0)
  const files = deliver(history, { seed, changesInAFile: Math.max(2, Math.ceil(changes / 12)), untidy: true })
  const divided = Array.from({ length: waves }, (): Delivered[] => [])
  for (const file of files) {
    const load = loads.get(file.table.name)
    const isLater = load !== undefined && file.changes.some((change) => change.commitTs > load.loadedAt)
    const earliest = isLater && random.integer(0, 5) > 0 ? load.wave : 0
    divided[file.isLoad ? 0 : random.integer(earliest, waves - 1)]?.push(file)
  }
  for (const load of loads.values()) divided[load.wave]?.push(...load.files)
  return divided.filter((wave) => wave.length > 0)
}

async function tablesOf(warehouse: EngineConfig): Promise<Tables> {
  const found: Record<string, readonly string[]> = {}
  const engine = await openEngine(warehouse)
  try {
    const session = await engine.connect()
    for (const [table, columns] of Object.entries(comparedColumns)) {
      const list = columns.map((column) => `cast(${column} as varchar)`).join(', ')
      const { rows } = await session.query(`select ${list} from ${table}`)
      found[table] = sorted(rows.map((row) => row.map((value) => (value === null ? null : String(value)))))
    }
  } finally {
    await engine.close()
  }
  return found
}

export interface Difference {
  readonly table: string
  readonly row: string
  readonly is: 'missing' | 'too many'
  /** Null for a row that belongs to no one story: its key is NULL. */
  readonly story: number | null
}

/** Where the tables differ from what the stories tell. */
export function differences(
  found: Tables,
  stories: readonly Story[],
  reloads: readonly Reload[] = [],
): readonly Difference[] {
  const truth = certainRows(truthOf(stories, reloads), reloads)
  const certain = certainRows(found, reloads)
  return Object.entries(truth).flatMap(([table, expected]) => {
    const [more, fewer] = [without(certain[table] ?? [], expected), without(expected, certain[table] ?? [])]
    const difference = (row: string, is: Difference['is']): Difference => {
      const [key] = JSON.parse(row) as (string | null)[]
      return { table, row, is, story: key === null || key === undefined ? null : storyOf(Number(key)) }
    }
    return [...more.map((row) => difference(row, 'too many')), ...fewer.map((row) => difference(row, 'missing'))]
  })
}

/** Rows of one list that the other does not have, counted. */
function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}
