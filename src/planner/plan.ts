import type { KnownColumns } from '../analysis/known-columns.ts'
import { needsSpark } from '../diagnostics/catalog/dataframe.ts'
import { historyDiscarded, historyGone, noFilesNoColumns, stagedElsewhere } from '../diagnostics/catalog/plan.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { byTable } from '../ingest/by-table.ts'
import type { Ledger } from '../ingest/ledger.ts'
import { type Crossing, crossings } from '../manifest/crossings.ts'
import { isIncremental } from '../manifest/incremental.ts'
import { inOrder, type Manifest } from '../manifest/manifest.ts'
import {
  type EngineName,
  type Hook,
  isRelationNode,
  type ModelNode,
  type NodeId,
  resourceTypeOf,
  type SeedNode,
  type SourceNode,
  type TestNode,
} from '../manifest/nodes.ts'
import { settingAside } from '../manifest/quarantine.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { aloneTests, testsTogether } from './alone-tests.ts'
import { openBatchStep, retakeStep } from './batch-steps.ts'
import { inBuildOrder } from './build-order.ts'
import { closeBatches } from './close-batches.ts'
import { driftNotes } from './drift-notes.ts'
import type { EngineLayout } from './engine-layout.ts'
import { readsWhole, refilledModels } from './feeds.ts'
import { findSkips } from './find-skips.ts'
import { foreignRelation, refusal } from './foreign-relations.ts'
import { type Frame, frameSteps } from './frame-steps.ts'
import { movedBy, movement } from './handoff-move.ts'
import { isCurrent, isForeignThere, isStagedEverywhere } from './handoffs.ts'
import { leftByRebuild } from './made-anew.ts'
import { count } from './make-step.ts'
import { changesIn } from './materializations/stage.ts'
import { orderForTests } from './order-for-tests.ts'
import { placeTests } from './place-tests.ts'
import { PlannedFiles } from './planned-files.ts'
import { inRunningOrder } from './running-order.ts'
import { testActions } from './scans.ts'
import { applyScript } from './scripts/apply-script.ts'
import { claim, newScratch, type ScriptContext } from './scripts/script-context.ts'
import { handoffScript, stageScript } from './scripts/stage-script.ts'
import { buildScript, mergeScript, recomputeScript, seedScript, snapshotScript } from './scripts/whole-scripts.ts'
import { keepsBadValues, sourceRows } from './setting-aside.ts'
import { judgedByReaders, sidecarsOf } from './sidecars.ts'
import { StepBook } from './step-book.ts'
import type { Action, Plan, SkippedNode, Step, StepId, UnchangedNode } from './steps.ts'
import { heldBy, unitTestStep, waiting } from './unit-test-steps.ts'
import { planVersions } from './versions.ts'
import { copyOf, hasApplied, isForeign, standsAs, type WarehouseState } from './warehouse-state.ts'
import { type Consumer, modelsOver, planSource, type SourceWork, type StagingGroup } from './work.ts'
import type { SqlWriter } from './write-sql.ts'

/** Which part of the work a command asks for. */
export const planCommands = ['build', 'run', 'test', 'seed', 'snapshot'] as const

export type PlanCommand = (typeof planCommands)[number]

export interface PlanRequest {
  readonly manifest: Manifest
  readonly state: WarehouseState
  readonly selected: readonly NodeId[]
  readonly command: PlanCommand
  readonly fullRefresh: boolean
  /** Files that no batch holds become one. Otherwise they are as if they were not there. */
  readonly takesNewFiles: boolean
  /** Tables are made anew without the files that are gone. */
  readonly discardsHistory: boolean
  /** Failing rows of data tests are kept. */
  readonly storeFailures: boolean
  /** Different for every run. */
  readonly runId: string
  /** ISO, UTC. */
  readonly now: string
  newBatchId(): string
  readonly layout: EngineLayout
  readonly writer: SqlWriter
  readonly columns: KnownColumns
  readonly ledger: Ledger
  /** Statements that everything else relies on: the tool's own macros and tables. */
  readonly prepare: readonly string[]
  /** Statements by which the run takes the warehouse over. */
  readonly takesOver: readonly string[]
  /** The same on the engine `spark`, where it has a database of its own. */
  readonly prepareSpark: readonly string[]
  /** There is a Spark that runs DataFrame models. */
  readonly runsDataFrames: boolean
  readonly target: string
  readonly onRunStart: readonly Hook[]
  readonly onRunEnd: readonly Hook[]
}

/** Decides what a command has to do. Pure: the same project, state and request give the same plan. */
export function planRun(request: PlanRequest): Plan {
  return new Planner(request).plan()
}

class Planner {
  readonly #request: PlanRequest
  readonly #manifest: Manifest
  readonly #state: WarehouseState
  readonly #files: PlannedFiles
  readonly #crossings: ReadonlyMap<NodeId, Crossing>
  #active: ReadonlySet<NodeId>
  readonly #works = new Map<NodeId, SourceWork>()
  readonly #book: StepBook
  readonly #unchanged: UnchangedNode[] = []
  readonly #skipped: SkippedNode[] = []
  readonly #notes: string[] = []
  readonly #diagnostics: Diagnostic[] = []

  constructor(request: PlanRequest) {
    this.#request = request
    this.#manifest = request.manifest
    this.#state = request.state
    this.#files = new PlannedFiles(request.manifest, request.state, request.layout.adapters.spark, this.#works)
    this.#book = new StepBook(request.manifest)
    this.#crossings = request.layout.isOneDatabase ? new Map() : crossings(request.manifest)
    this.#active = new Set(request.selected.filter((id) => takesPart(request, id)))
  }

  plan(): Plan {
    const { manifest, command } = this.#request
    if (command === 'build' || command === 'run') {
      this.#skip()
      this.#planSources()
    }
    const context = this.#scriptContext()
    const building = this.#nodesToBuild(context)
    const tests = inOrder(manifest).filter(
      (node): node is TestNode => node.kind === 'test' && this.#active.has(node.id),
    )
    const holdsBack = (test: TestNode) => command !== 'test' && !this.#publishesAtOnce(test.attachedTo)
    const placement = placeTests(
      tests.map((test) => (holdsBack(test) ? test : { ...test, attachedTo: null })),
      manifest.graph,
      building,
    )
    const scripts: ScriptContext = { ...context, testsOf: (id) => placement.inside.get(id) ?? [] }

    for (const node of inBuildOrder(manifest, placement.order)) {
      const crossing = this.#crossings.get(node.id)
      if (building.has(node.id)) {
        if (node.kind === 'source') this.#sourceSteps(node, scripts)
        else if (node.kind === 'seed') this.#seedStep(node, scripts)
        else if (node.kind === 'model') this.#modelSteps(node, scripts)
      }
      const isStaging = node.kind === 'model' && node.config.materialized === 'staging'
      if (crossing && !isStaging) this.#handOver(crossing, building, scripts)
    }
    this.#book.steps = orderForTests(
      this.#book.steps,
      placement.order.map(({ before, after }) => ({
        before: this.#book.waitFor([before], this.#engineOf(after)),
        after: this.#book.of(after),
      })),
    )
    for (const tests of testsTogether(placement.alone)) this.#aloneTests(tests, scripts)
    for (const work of this.#works.values()) {
      const isStale = (id: NodeId) => this.#isStale(id, context)
      const { ledger, layout } = this.#request
      const closing = { manifest, state: this.#state, book: this.#book, active: this.#active, ledger, layout, isStale }
      this.#notes.push(...closeBatches(work, closing))
    }
    const unitTests = this.#unitTests(building)
    return {
      layout: this.#request.layout,
      steps: inRunningOrder([...unitTests, ...frameSteps(this.#book.steps, this.#frame())]),
      unchanged: this.#unchanged,
      skipped: this.#skipped,
      notes: this.#notes,
      diagnostics: this.#diagnostics,
      goesOn: [...this.#works.values()].some((work) => work.left > 0 && work.unfinishedFirst),
      left: [...this.#works.values()].reduce((sum, work) => sum + work.left, 0),
    }
  }

  #skip(): void {
    const { skipped, shapeless } = findSkips(this.#manifest, this.#state, this.#active)
    this.#skipped.push(...skipped)
    for (const source of shapeless)
      this.#diagnostics.push(noFilesNoColumns(`${source.sourceName}.${source.name}`, folderOf(source), source.span))
    const out = new Set(skipped.map((item) => item.node))
    this.#active = new Set([...this.#active].filter((id) => !out.has(id)))
  }

  #planSources(): void {
    const { manifest, fullRefresh } = this.#request
    const batches = byTable(this.#state.batches)
    for (const source of inOrder(manifest)) {
      if (source.kind !== 'source') continue
      const table = { source: source.sourceName, table: source.name }
      const work = planSource(source, {
        manifest,
        state: { ...this.#state, batches: batches(table), files: this.#files.recorded(source) },
        selected: this.#active,
        fullRefresh,
        takesNewFiles: this.#request.takesNewFiles,
        discardsHistory: this.#request.discardsHistory,
        isStaged: (staging) => isStagedEverywhere(staging, this.#state, this.#crossings.get(staging.id)),
        newBatchId: () => this.#request.newBatchId(),
      })
      this.#works.set(source.id, work)
      this.#sayWhatWaits(work)
    }
  }

  /** How the files of a new batch differ from those before. */
  #driftOf({ source, opens }: SourceWork): readonly string[] {
    if (!opens) return []
    const { manifest } = this.#request
    const taken = new Set(opens.files)
    const recorded = new Set(this.#files.recorded(source).map(({ key }) => key))
    const earlier = this.#files.of(source).filter((file) => recorded.has(file.key) && !taken.has(file))
    const stagings = modelsOver(manifest, source).filter(({ sources }) => sources.includes(source.id))
    return driftNotes(source, opens.files, { earlier, stagings, manifest })
  }

  /** A table that waits for its load has no step that would say so. */
  #sayWhatWaits(work: SourceWork): void {
    const isRead = modelsOver(this.#manifest, work.source).some((model) => this.#active.has(model.id))
    const waits = this.#state.sources.get(work.source.id)?.reload?.isComplete === false
    if (isRead && waits && !hasWork(work) && !this.#isBlocked(work.source.id)) {
      this.#diagnostics.push(...this.#problemsOf(work.source))
    }
  }

  #scriptContext(): ScriptContext {
    const { manifest, runId, layout, writer, ledger } = this.#request
    let steps = 0
    const lacking = new Map<NodeId, readonly string[]>()
    const reset = new Set<NodeId>()
    const applying = new Set<NodeId>()
    const staged = new Map<NodeId, readonly string[]>()
    for (const work of this.#works.values()) {
      for (const group of work.groups) {
        staged.set(group.staging.id, group.batches)
        for (const consumer of group.consumers) {
          lacking.set(consumer.model.id, [...(lacking.get(consumer.model.id) ?? []), ...consumer.lacking])
          applying.add(consumer.model.id)
          if (consumer.fills) reset.add(consumer.model.id)
        }
      }
    }
    const { fullRefresh } = this.#request
    const refilled = refilledModels(manifest, this.#state, { active: this.#active, fullRefresh, madeAnew: reset })
    const madeAnew = new Set([...reset, ...refilled])
    const aside = settingAside(manifest)
    return {
      manifest,
      state: this.#state,
      writer,
      layout,
      madeAnew,
      applies: (id) => applying.has(id) || this.#book.has(id),
      nextStep: () => ++steps,
      ledger: ledger.words.identifier(ledger.schema),
      testsOf: () => [],
      settingAside: aside,
      judgedByReaders: judgedByReaders(manifest, aside),
      storeFailures: this.#request.storeFailures,
      lacksSpark: this.#request.runsDataFrames ? null : this.#request.target,
      versions: planVersions({
        manifest,
        runId,
        batchesOf: (model) => {
          const had = reset.has(model.id) ? [] : (this.#state.applied.get(model.id) ?? [])
          return [...new Set([...had, ...(lacking.get(model.id) ?? [])])].sort()
        },
        isMadeAnew: (model) => madeAnew.has(model.id),
        settingAside: (id) => aside.get(id) ?? [],
        releasedOf: (id) => [...(this.#state.released.get(id) ?? [])].sort(),
        stagedIn: (model) => staged.get(model.id) ?? null,
        recorded: (id) => this.#state.built.get(id) ?? null,
      }),
    }
  }

  /** Nodes that get a step. The rest of the selection is unchanged, skipped, or takes its rows from batches only. */
  #nodesToBuild(context: ScriptContext): Set<NodeId> {
    const building = new Set<NodeId>()
    for (const node of inOrder(this.#manifest)) {
      // A source comes along with the staging models that read it, whether it was named or not.
      if (!this.#active.has(node.id) && node.kind !== 'source') continue
      switch (node.kind) {
        case 'source': {
          const work = this.#works.get(node.id)
          if (work && (hasWork(work) || this.#isBlocked(node.id))) building.add(node.id)
          break
        }
        case 'seed':
          if (this.#request.fullRefresh || this.#isStale(node.id, context)) building.add(node.id)
          else this.#unchanged.push({ node: node.id, why: 'its file is as it was' })
          break
        case 'model':
          if (this.#needsStep(node, context)) building.add(node.id)
          else if (node.config.materialized !== 'ephemeral') {
            this.#unchanged.push({
              node: node.id,
              why: node.flow ? 'there are no new changes' : 'its inputs are as they were',
            })
          }
      }
    }
    return building
  }

  #needsStep(model: ModelNode, context: ScriptContext): boolean {
    switch (model.config.materialized) {
      case 'ephemeral':
        return false
      case 'staging':
        return this.#groupsOf(model).length > 0 || this.#isBlocked(model.flow?.source)
      case 'incremental':
      case 'scd2':
        if (readsWhole(model)) {
          const isAsked = this.#request.command === 'run' && !model.recompute
          return isAsked || context.madeAnew.has(model.id) || this.#isStale(model.id, context)
        }
        return this.#groupsOf(model).length > 0 || this.#isBlocked(model.flow?.source) || this.#waitsForStaging(model)
      default:
        return this.#isStale(model.id, context) || this.#request.command !== 'build'
    }
  }

  #groupsOf(model: ModelNode) {
    const work = model.flow && this.#works.get(model.flow.source)
    if (!work) return []
    return model.config.materialized === 'staging'
      ? work.groups.filter((group) => group.staging.id === model.id)
      : work.groups.filter((group) => group.consumers.some((consumer) => consumer.model.id === model.id))
  }

  /** The model has rows to take in, be it all of them, and its staging model takes no part. */
  #waitsForStaging(model: ModelNode): boolean {
    const source = model.flow && this.#manifest.nodes.get(model.flow.source)
    if (source?.kind !== 'source' || !model.flow || this.#active.has(model.flow.driving)) return false
    if (standsAs(this.#state, model) === null) return true
    const isMadeAnew = model.config.fullRefresh ?? this.#request.fullRefresh
    return this.#state.batches.some(
      (batch) =>
        batch.source === source.sourceName &&
        batch.table === source.name &&
        (isMadeAnew || !hasApplied(this.#state, model.id, batch.batchId)),
    )
  }

  #isStale(id: NodeId, { versions }: ScriptContext): boolean {
    const node = this.#manifest.nodes.get(id)
    if (!node || !isRelationNode(node) || node.kind === 'source') return false
    if (standsAs(this.#state, node) === null) return true
    return this.#state.built.get(id) !== versions.of(id)
  }

  /** Something is wrong with a source's files, and models of the selection read it. */
  #isBlocked(source: NodeId | undefined): boolean {
    const work = source === undefined ? undefined : this.#works.get(source)
    return (
      work !== undefined &&
      this.#problemsOf(work.source).some((problem) => problem.severity === 'error') &&
      modelsOver(this.#manifest, work.source).some((model) => this.#active.has(model.id))
    )
  }

  #problemsOf(source: SourceNode): readonly Diagnostic[] {
    if (!this.#request.takesNewFiles) return []
    return this.#state.sources.get(source.id)?.problems ?? []
  }

  // ---- Steps

  #sourceSteps(source: SourceNode, context: ScriptContext): void {
    const work = this.#works.get(source.id)
    const problems = this.#problemsOf(source)
    if (!work) return
    const blocking = problems.filter((problem) => problem.severity === 'error')
    this.#diagnostics.push(...problems)
    if (blocking.length > 0) {
      const failures = blocking.map((diagnostic): Action => ({ kind: 'fail', diagnostic }))
      this.#book.push({
        kind: 'fail',
        id: `fail:${source.id}`,
        node: null,
        why: `the files of ${source.sourceName}.${source.name} cannot be taken in`,
        script: failures,
      })
      this.#book.assign(source.id, [`fail:${source.id}`])
      return
    }
    this.#notes.push(...this.#driftOf(work))
    const ids: StepId[] = []
    for (const step of [
      ...work.retakes.map((retake) => retakeStep(source, retake, this.#request.ledger, this.#files.loadOf(work))),
      ...(work.opens ? [openBatchStep(source, work.opens, this.#request.ledger, this.#request.now)] : []),
    ]) {
      this.#book.push(step)
      ids.push(step.id)
    }
    const tests = context.testsOf(source.id)
    const newest = work.opens?.files ?? work.groups.at(-1)?.files ?? []
    if (tests.length > 0) {
      const id = `check:${source.id}`
      const scratch = newScratch(context, 'spark')
      const seen = sourceRows(context, source, scratch.dialect, changesIn(scratch))
      this.#book.push({
        kind: 'check-source',
        id,
        node: null,
        engine: 'spark',
        why: `${count(tests.length, 'test')} on the rows of ${source.sourceName}.${source.name} that the batch brings`,
        after: ids,
        needs: ids,
        tests: tests.map((test) => test.id),
        script: [
          {
            kind: 'read-changes',
            from: this.#files.changes(source, newest, work.opens?.batchId ?? '', {
              keepsBadValues: keepsBadValues(context, source),
            }),
            into: changesIn(scratch),
          },
          ...testActions(tests, context, new Map([[source.id, seen]])),
        ],
        batch: work.open.at(-1) ?? null,
      })
      ids.push(id)
    }
    this.#book.assign(source.id, ids)
  }

  #seedStep(seed: SeedNode, context: ScriptContext): void {
    if (isForeign(this.#state, seed.relation, seed.engine, seed.id)) this.#refuse(seed, seed.relation)
    else this.#book.add('seed', seed.id, context.testsOf(seed.id), seedScript(context, seed), this.#seedWhy(seed.id))
  }

  #refuse(node: ModelNode | SeedNode, foreign: Relation): void {
    this.#book.add('fail', node.id, [], [refusal(node, foreign)], 'its relation is not ours to write')
  }

  #modelSteps(model: ModelNode, context: ScriptContext): void {
    const tests = context.testsOf(model.id)
    const foreign = foreignRelation(model, this.#crossings.get(model.id)?.to ?? null, context)
    if (foreign) {
      this.#refuse(model, foreign)
      return
    }
    if (this.#groupsOf(model).length === 0 && this.#isBlocked(model.flow?.source)) {
      this.#book.add('fail', model.id, [], [], 'the files of its source cannot be taken in')
      return
    }
    if (model.dataframe && !this.#request.runsDataFrames) {
      const kind = model.config.materialized === 'staging' ? 'stage' : 'build'
      this.#book.add(kind, model.id, [], [lacksSpark(model, this.#request.target)], 'there is no Spark to run it')
      return
    }
    switch (model.config.materialized) {
      case 'staging':
        this.#stageSteps(model, context)
        return
      case 'incremental':
      case 'scd2':
        if (readsWhole(model)) this.#wholeStep(model, context)
        else this.#applySteps(model, context)
        return
      case 'snapshot':
        this.#book.add('build', model.id, tests, snapshotScript(context, model), this.#buildWhy(model))
        return
      default:
        this.#book.add(
          'build',
          model.id,
          tests,
          [...claim(context, model.id, model.engine), ...buildScript(context, model)],
          this.#buildWhy(model),
        )
    }
  }

  /** Stages each group of batches and has its consumers apply them, group after group: they share one staging table. */
  #stageSteps(staging: ModelNode, context: ScriptContext): void {
    const source = staging.flow && this.#manifest.nodes.get(staging.flow.source)
    if (source?.kind !== 'source') return
    const groups = this.#groupsOf(staging)
    let earlier: StepId[] = []
    groups.forEach((group, index) => {
      const id = stageStepId(staging, groups, index)
      const table = `${source.sourceName}.${source.name}`
      if (group.gone.length > 0 && group.discardsGone)
        this.#diagnostics.push(historyDiscarded(table, group.gone, source.span))
      const script =
        group.gone.length > 0 && !group.discardsGone
          ? [
              {
                kind: 'fail',
                diagnostic: historyGone(table, group.gone, source.span),
              } as const,
            ]
          : [
              ...claim(context, staging.id, staging.engine),
              ...sidecarsOf(staging, context).flatMap(({ record }) => claim(context, record, staging.engine)),
              ...stageScript(
                context,
                group,
                this.#files.changes(source, group.files, group.batches.at(-1) ?? '', {
                  keepsBadValues: keepsBadValues(context, staging),
                }),
                this.#files.extractsFor(staging),
              ),
            ]
      const parents = this.#book.waitFor(staging.dependsOn, staging.engine)
      this.#book.push(
        {
          kind: 'stage',
          id,
          node: staging.id,
          engine: staging.engine,
          why:
            group.batches.length === 0
              ? 'empty: the source has no files'
              : `${count(group.files.length, 'file')} of ${list(group.batches, 'batch', 'batches')}`,
          after: [...parents, ...earlier],
          needs: parents,
          tests: context.testsOf(staging.id).map((test) => test.id),
          script,
          batch: this.#newestOpenOf(group),
        },
        staging.id,
      )
      const crossing = this.#crossings.get(staging.id)
      const handoff = handoffStepId(id)
      if (crossing) this.#handoffStep(crossing, handoff, [id], this.#newestOpenOf(group), group.since, context)
      earlier = [id, ...(crossing ? [handoff] : []), ...group.consumers.map(applyStepId)]
    })
  }

  /** Has a model take in the batches that its staging model's steps lay out for it. */
  #applySteps(model: ModelNode, context: ScriptContext): void {
    const staging = this.#manifest.nodes.get(model.flow?.driving ?? '')
    const groups = staging?.kind === 'model' ? this.#groupsOf(staging) : []
    const parts = groups.flatMap((group, index) =>
      group.consumers
        .filter((consumer) => consumer.model.id === model.id)
        .map((consumer) => ({ group, consumer, stage: stageStepId(group.staging, groups, index) })),
    )
    if (parts.length === 0) {
      const diagnostic = stagedElsewhere(model.name, staging?.name ?? '', model.span)
      this.#book.add('fail', model.id, [], [{ kind: 'fail', diagnostic }], 'its staging model is not selected')
      return
    }
    for (const { group, consumer, stage } of parts) this.#applyStep(group, consumer, stage, context)
  }

  #applyStep(group: StagingGroup, consumer: Consumer, stage: StepId, context: ScriptContext): void {
    const { model } = consumer
    const staged = this.#book.of(group.staging.id)
    const own = [stage, handoffStepId(stage)].filter((id) => staged.includes(id))
    const needs = [
      // A staging model that is refused has another step.
      ...(own.length > 0 ? own : staged),
      ...this.#book.waitFor(
        model.dependsOn.filter((parent) => parent !== group.staging.id),
        model.engine,
      ),
      // Without one of its parts a table must not take the place of the old one.
      ...(consumer.rebuild && consumer.part > 0 ? [applyStepId({ ...consumer, part: consumer.part - 1 })] : []),
    ]
    this.#book.push(
      {
        kind: 'apply',
        id: applyStepId(consumer),
        node: model.id,
        engine: model.engine,
        why: applyWhy(group, consumer),
        after: needs,
        needs,
        tests: context
          .testsOf(model.id)
          .filter((test) => consumer.isLast || test.scope === 'row')
          .map((test) => test.id),
        script: applyScript(context, group, consumer),
        batch: this.#newestOpenOf(group),
      },
      model.id,
    )
  }

  /** Has an incremental model take in what it reads, which is no batch. */
  #wholeStep(model: ModelNode, context: ScriptContext): void {
    const followed = (model.recompute?.feeds ?? []).map((id) => this.#name(id))
    const change = model.recompute
      ? `computes the keys anew that changed in ${followed.join(', ')}`
      : 'adds what its query gives'
    const why = context.madeAnew.has(model.id) ? 'fills the table' : change
    const script = model.recompute ? recomputeScript(context, model) : mergeScript(context, model)
    this.#book.add('apply', model.id, context.testsOf(model.id), script, why)
  }

  /** Hands a relation over when somebody there is going to read it, and does not find it as it is. */
  #handOver(crossing: Crossing, building: ReadonlySet<NodeId>, context: ScriptContext): void {
    const { node, readers } = crossing
    const isWanted = [...readers].some((id) => building.has(id) || this.#isActiveTest(id))
    if (!isWanted || (!this.#book.has(node.id) && isCurrent(crossing, this.#state, context.versions))) return
    this.#handoffStep(crossing, `handoff:${node.id}`, this.#book.of(node.id), null, null, context)
  }

  #handoffStep(
    crossing: Crossing,
    id: StepId,
    after: readonly StepId[],
    batch: string | null,
    since: string | null,
    context: ScriptContext,
  ): void {
    const { node, to } = crossing
    const script = isForeignThere(crossing, this.#state)
      ? [refusal(node)]
      : [
          ...claim(context, copyOf(node.id, to), to),
          ...sidecarsOf(node, context).flatMap(({ record }) => claim(context, copyOf(record, to), to)),
          ...handoffScript(context, node, to, handoffName(id), since),
        ]
    const handoff = movedBy(crossing, this.#request.columns)
    const why = movement(handoff)
    this.#book.pushHandoff(
      { kind: 'handoff', id, node: node.id, engine: to, why, after, needs: after, script, batch, handoff },
      node.id,
    )
  }

  #isActiveTest(id: NodeId): boolean {
    return this.#manifest.nodes.get(id)?.kind === 'test' && this.#active.has(id)
  }

  /** The batch that a check at one of a group's steps holds back: what is closed stays so. */
  #newestOpenOf({ staging, batches }: StagingGroup): string | null {
    const open = this.#works.get(staging.flow?.source ?? '')?.open ?? []
    return batches.filter((batch) => open.includes(batch)).at(-1) ?? null
  }

  /** Unit tests go before what they are of is built, and where nothing is they have nothing to hold back. */
  #unitTests(building: ReadonlySet<NodeId>): readonly Step[] {
    const steps: Step[] = []
    const held = new Map<NodeId, StepId[]>()
    for (const node of inOrder(this.#manifest)) {
      if (node.kind !== 'unit_test' || !this.#active.has(node.id)) continue
      const models = [...heldBy(node.model, this.#manifest)].filter((id) => building.has(id))
      if (models.length === 0 && this.#request.command !== 'test') continue
      const step = unitTestStep(node, this.#manifest)
      steps.push(step)
      for (const id of models) held.set(id, [...(held.get(id) ?? []), step.id])
    }
    this.#book.steps = waiting(this.#book.steps, held)
    return steps
  }

  #aloneTests(tests: readonly TestNode[], context: ScriptContext): void {
    const { command } = this.#request
    const given = { book: this.#book, files: this.#files, asksForAll: command !== 'build' }
    const { unchanged, notes } = aloneTests(tests, context, given)
    this.#unchanged.push(...unchanged)
    this.#notes.push(...notes)
  }

  #publishesAtOnce(id: NodeId | null): boolean {
    const node = id === null ? undefined : this.#manifest.nodes.get(id)
    return (node?.kind === 'model' || node?.kind === 'seed') && node.config.publish === 'immediately'
  }

  // ---- Small things

  #frame(): Frame {
    const { manifest, layout, prepare, takesOver, prepareSpark, onRunStart, onRunEnd, command } = this.#request
    const hooks = command === 'test' ? { onRunStart: [], onRunEnd: [] } : { onRunStart, onRunEnd }
    return { manifest, layout, prepare: [...prepare, ...this.#dropLeftOvers()], takesOver, prepareSpark, ...hooks }
  }

  /** What a run that was stopped had begun to make beside the tables that stand. */
  #dropLeftOvers(): readonly string[] {
    const { warehouse } = this.#request.layout
    return inOrder(this.#manifest)
      .filter((node): node is ModelNode => node.kind === 'model' && isIncremental(node.config))
      .flatMap(leftByRebuild)
      .filter((left) => this.#state.relations.redshift.has(relationKey(left)))
      .map((left) => `drop table ${warehouse.relation(left)}`)
  }

  #engineOf(id: NodeId): EngineName {
    const node = this.#manifest.nodes.get(id)
    return node && 'engine' in node ? node.engine : 'spark'
  }

  #name(id: NodeId): string {
    return this.#manifest.nodes.get(id)?.name ?? id
  }

  #seedWhy(id: NodeId): string {
    return this.#state.built.has(id) ? 'its file has changed' : 'it is new'
  }

  #buildWhy(model: ModelNode): string {
    if (standsAs(this.#state, model) === null) return 'it is not there yet'
    if (model.volatile) return 'its query asks for the time or for chance'
    return 'what it is built from has changed'
  }
}

function applyWhy({ batches }: StagingGroup, { fills, rebuild, lacking, part, isLast }: Consumer): string {
  const taken = (names: readonly string[]) => list(names, 'batch', 'batches')
  if (rebuild) {
    const after = isLast ? ', and puts it in its place' : ', with more to come'
    return `makes the table anew beside the old one from ${taken(batches)}${after}`
  }
  if (!fills || part > 0) return `takes in ${taken(lacking)}`
  return `fills the table from ${taken(batches)}${isLast ? '' : ', with more to come'}`
}

/** Whether a command concerns itself with a node. */
function takesPart({ manifest, command }: PlanRequest, id: NodeId): boolean {
  const node = manifest.nodes.get(id)
  const kind = node && resourceTypeOf(node)
  switch (command) {
    case 'build':
      return true
    case 'snapshot':
      return kind === 'snapshot'
    case 'run':
      return kind === 'model' || kind === 'source'
    case 'seed':
      return kind === 'seed'
    case 'test':
      return kind === 'test' || kind === 'unit_test'
  }
}

function stageStepId(staging: ModelNode, groups: readonly StagingGroup[], index: number): StepId {
  return `stage:${staging.id}${groups.length > 1 ? `#${index + 1}` : ''}`
}

function applyStepId({ model, part }: Consumer): StepId {
  return `apply:${model.id}${part > 0 ? `#${part + 1}` : ''}`
}

function lacksSpark({ name, span }: ModelNode, target: string): Action {
  return { kind: 'fail', diagnostic: needsSpark(name, target, span) }
}

function hasWork(work: SourceWork): boolean {
  return work.groups.length > 0 || work.opens !== null || work.retakes.length > 0
}

/** The name of a hand-off's folder: letters that every file system takes. */
function handoffName(step: StepId): string {
  return step.slice(step.indexOf(':') + 1).replace(/[^\w.-]/g, '_')
}

function handoffStepId(step: StepId): StepId {
  return `handoff:${step.slice(step.indexOf(':') + 1)}`
}

function folderOf(source: SourceNode): string {
  return `${source.config.location?.value ?? ''}/${source.config.schema}/${source.relation.name}`
}

function list(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? `${one} ${names[0]}` : `${names.length} ${many}`
}
