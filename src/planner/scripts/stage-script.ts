import type { ChangeFiles } from '../../ingest/change-files.ts'
import type { EngineName, ModelNode, NodeId, SeedNode } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import { knownColumn } from '../../manifest/system-columns.ts'
import { invariant } from '../../util/invariant.ts'
import { handoffActions } from '../materializations/handoff.ts'
import { badIn } from '../materializations/judge.ts'
import { quarantineActions } from '../materializations/quarantine.ts'
import {
  acceptedEachIn,
  acceptedImagesIn,
  eachIn,
  everyIn,
  imageIn,
  newestIn,
  stageActions,
  stagedIn,
} from '../materializations/stage.ts'
import { recordBuilt } from '../record.ts'
import { corrects, countActions, judgeOf, quarantineRecords, stagedQuarantine } from '../setting-aside.ts'
import { changesOf, exitsOf, handsQuarantineOver, setAsideOf, sidecarsOf } from '../sidecars.ts'
import type { Action } from '../steps.ts'
import { liveRows } from '../test-actions.ts'
import { copyOf, standsAs } from '../warehouse-state.ts'
import type { StagingGroup } from '../work.ts'
import type { Stand } from '../write-sql.ts'
import {
  authorRows,
  contractOf,
  dependentViews,
  newScratch,
  type ScriptContext,
  sqlOf,
  testsAt,
  writeQuery,
} from './script-context.ts'

/** Has a staging model lay out a batch, and nothing else. */
export function stageScript(
  context: ScriptContext,
  group: StagingGroup,
  files: ChangeFiles,
  /** The files of the extracts that the model looks things up in. */
  extracts: ReadonlyMap<NodeId, ChangeFiles>,
): readonly Action[] {
  const { staging } = group
  const { flow, config, hooks } = staging
  invariant(flow, 'a staging model has a flow')
  const source = context.manifest.nodes.get(flow.source)
  invariant(source?.kind === 'source', 'a batch belongs to a source')
  const scratch = newScratch(context, staging.engine)
  const { isOneDatabase } = context.layout
  const judge = judgeOf(context, staging)
  const isJudged = judge !== null || context.judgedByReaders.has(staging.id)
  invariant(!isJudged || flow.judgedQuery, 'the changes of a model that is judged can be told apart')
  const lookups = [...extracts].map(([id, of], at) => ({ id, files: of, into: scratch.table(`extract_${at}`) }))
  const from = (into: Relation): ReadonlyMap<NodeId, Stand> =>
    new Map([
      ...lookups.map((lookup) => [lookup.id, { kind: 'relation', relation: lookup.into }] as const),
      [flow.driving, { kind: 'relation', relation: into }],
    ])
  const seen = scratch.dialect.hasTransactions
    ? new Map<NodeId, Stand>()
    : new Map([[staging.id, liveRows(scratch.dialect, stagedIn(scratch))]])
  return stageActions({
    scratch,
    target: staging.relation,
    existing: standsAs(context.state, staging),
    contract: contractOf(staging, source.unchangedAsNull.map(knownColumn)),
    files,
    keep: source.config.primaryKey.length === 0 ? 'all' : config.keep,
    unchangedAsNull: source.unchangedAsNull,
    onlyFound: source.config.mode === 'full',
    lookups,
    since: group.since,
    keyColumns: flow.keyColumns,
    ownColumns: flow.ownColumns,
    keys: writeQuery(context, staging, flow.keysQuery, from(newestIn(scratch))),
    images: flow.imagesQuery && {
      passing: writeQuery(context, staging, flow.imagesQuery, from(imageIn(scratch))),
      keysOfEach: writeQuery(context, staging, flow.keysQuery, from(eachIn(scratch))),
      exits: exitsOf(staging),
    },
    judged: judge && {
      judge,
      passing: writeQuery(context, staging, flow.judgedQuery, from(everyIn(scratch))),
      // A log has no key apart from its rows.
      keysOfBad:
        config.keep === 'all' || flow.keyColumns.length === 0
          ? null
          : writeQuery(context, staging, flow.keysQuery, from(badIn(scratch))),
      counts: countActions(context, staging, scratch),
      setAside: handsQuarantineOver(staging, context) ? setAsideOf(staging) : null,
      quarantine: handsQuarantineOver(staging, context)
        ? null
        : stagedQuarantine(context, staging, source, group.since),
      corrects: {
        staged: corrects(context, staging, staging.engine, staging.relation),
        every: corrects(context, staging, staging.engine, changesOf(staging)),
      },
    },
    changes: context.judgedByReaders.has(staging.id)
      ? {
          passing: writeQuery(
            context,
            staging,
            config.keep === 'all' ? flow.query : flow.judgedQuery,
            from(acceptedImagesIn(scratch)),
          ),
          keysOfEach: writeQuery(context, staging, flow.keysQuery, from(acceptedEachIn(scratch))),
          into: changesOf(staging),
        }
      : null,
    mayStray: staging.dataframe !== null,
    ...authorRows(context, staging, flow.query, scratch, from(imageIn(scratch))),
    // The load's own actions belong to the warehouse, and go with the hand-off where there is one.
    before: sqlOf([...hooks.pre, ...(isOneDatabase ? hooks.preactions : [])]),
    after: sqlOf([...(isOneDatabase ? hooks.postactions : []), ...hooks.post]),
    tests: testsAt(context, staging.id, seen),
    record: [
      ...recordBuilt(context.layout.warehouse, context.ledger, staging.id, context.versions.of(staging.id)),
      ...sidecarsOf(staging, context).flatMap(({ record }) =>
        recordBuilt(context.layout.warehouse, context.ledger, record, 'staged'),
      ),
      ...quarantineRecords(context, staging),
    ],
  })
}

/** Takes a node's relation to the engine that reads it beside its own. */
export function handoffScript(
  context: ScriptContext,
  node: ModelNode | SeedNode,
  to: EngineName,
  handoff: string,
  /** Of a staging model: the time before which changes do not count. */
  since: string | null,
): readonly Action[] {
  const { layout, ledger, versions } = context
  const hooks = node.kind === 'model' ? node.hooks : { preactions: [], postactions: [] }
  const dialect = layout.dialects[to]
  const common = { dialect, from: node.engine, emptyWith: node.config.emptyWith }
  const besides = sidecarsOf(node, context).flatMap(({ relation: beside, record, suffix }) =>
    handoffActions({
      ...common,
      relation: beside,
      handoff: `${handoff}__${suffix}`,
      before: [],
      after: [],
      // A staging model hands its rows over as its query gives them: they are corrected where that is possible.
      uses: node.kind === 'model' && suffix === 'changes' ? corrects(context, node, to, beside) : [],
      views: [],
      record: recordBuilt(layout.warehouse, ledger, copyOf(record, to), 'staged'),
    }),
  )
  const source = context.manifest.nodes.get(node.kind === 'model' ? (node.flow?.source ?? '') : '')
  const keeps = node.kind === 'model' && source?.kind === 'source' && handsQuarantineOver(node, context)
  const uses = keeps
    ? [
        ...corrects(context, node, to, node.relation),
        ...quarantineActions(
          newScratch(context, to),
          setAsideOf(node),
          [],
          stagedQuarantine(context, node, source, since),
        ),
      ]
    : []
  const own = handoffActions({
    ...common,
    relation: node.relation,
    handoff,
    before: sqlOf(hooks.preactions),
    after: sqlOf(hooks.postactions),
    uses,
    views: dependentViews(context, node.id, to),
    record: recordBuilt(layout.warehouse, ledger, copyOf(node.id, to), versions.of(node.id)),
  })
  return [...besides, ...own]
}
