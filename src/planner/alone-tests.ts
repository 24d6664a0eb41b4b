import type { NodeId, TestNode } from '../manifest/nodes.ts'
import { groupBy } from '../util/group-by.ts'
import type { PlannedFiles } from './planned-files.ts'
import { testActions } from './scans.ts'
import { newScratch, type ScriptContext } from './scripts/script-context.ts'
import { keepsBadValues, sourceRows } from './setting-aside.ts'
import type { StepBook } from './step-book.ts'
import type { Action, UnchangedNode } from './steps.ts'
import type { Stand } from './write-sql.ts'

/** Those that read the same one relation, and each of the others by itself. */
export function testsTogether(tests: readonly TestNode[]): readonly (readonly TestNode[])[] {
  const together = groupBy(tests, ({ id, engine, dependsOn }) =>
    dependsOn.length === 1 ? `${engine} ${dependsOn[0]}` : id,
  )
  return [...together.values()]
}

/** Judges tests by themselves that look at the same: one step, which reads it once. Those that passed on it are left out. */
export function aloneTests(
  all: readonly TestNode[],
  context: ScriptContext,
  {
    book,
    files,
    asksForAll,
  }: {
    readonly book: StepBook
    readonly files: PlannedFiles
    /** The command judges tests that are known to pass, too. */
    readonly asksForAll: boolean
  },
): { readonly unchanged: readonly UnchangedNode[]; readonly notes: readonly string[] } {
  const { manifest, state, versions } = context
  const isTouched = (test: TestNode) => test.dependsOn.some((id) => book.has(id))
  const isKnown = (test: TestNode) =>
    !asksForAll && state.built.get(test.id) === versions.ofTest(test) && !isTouched(test)
  const tests = all.filter((test) => !isKnown(test))
  const unchanged = all.filter(isKnown).map(({ id }) => ({ node: id, why: 'it passed on the same rows' }))
  const [first] = tests
  const notes: string[] = []
  if (!first) return { unchanged, notes }
  const { engine, dependsOn } = first
  const reads: Action[] = []
  const stands = new Map<NodeId, Stand>()
  const scratch = newScratch(context, engine)
  for (const id of dependsOn) {
    const source = manifest.nodes.get(id)
    if (source?.kind !== 'source') continue
    const given = files.of(source)
    const into = scratch.table(`source_${stands.size}`)
    const kept = { keepsBadValues: keepsBadValues(context, source) }
    reads.push({ kind: 'read-changes', from: files.changes(source, given, '', kept), into })
    stands.set(id, sourceRows(context, source, scratch.dialect, into))
  }
  const waits = book.waitFor(dependsOn, engine)
  const late = tests.filter(({ attachedTo }) => attachedTo !== null && book.has(attachedTo))
  for (const { name, attachedTo } of late)
    notes.push(
      `${name} needs nodes that are built after ${manifest.nodes.get(attachedTo ?? '')?.name}, so it runs afterwards and cannot hold it back.`,
    )
  const isOne = tests.length === 1
  book.push({
    kind: 'test',
    id: `test:${isOne ? first.id : dependsOn.join('+')}`,
    node: isOne ? first.id : null,
    engine,
    why: late.length > 0 ? 'needs nodes further down, so it runs after them' : 'looks at what is there',
    after: waits,
    needs: waits,
    tests: tests.map((test) => test.id),
    script: [...reads, ...testActions(tests, context, stands), { kind: 'fault-point', name: 'tested' }],
  })
  return { unchanged, notes }
}
