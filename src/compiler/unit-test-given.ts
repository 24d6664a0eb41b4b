import { referencedRelations } from '../analysis/referenced-relations.ts'
import type { RelationColumn } from '../analysis/relation-columns.ts'
import { readReference } from '../config/reference.ts'
import type { UnitTestInput, UnitTestProperties } from '../config/unit-test.ts'
import {
  unitTestBadInput,
  unitTestInputMissing,
  unitTestInputNotRead,
  unitTestInputTwice,
  unitTestNoColumns,
  unitTestUnknownColumn,
} from '../diagnostics/catalog/unit-test.ts'
import { feedOf } from '../manifest/feeds.ts'
import type { FixtureRows, GivenRows } from '../manifest/fixture.ts'
import type { CompiledSql, EngineName, NodeId } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import { type DeclaredModel, type DeclaredSource, ephemeralName } from './declare.ts'
import { findModel, unknownModel, unknownSourceOrTable } from './render-model.ts'
import type { RenderedModel } from './render-models.ts'
import { type ReadRows, readRows } from './unit-test-rows.ts'
import type { Workspace } from './workspace.ts'

/** An input that a unit test names, before its rows are read. */
export interface NamedInput {
  readonly written: UnitTestInput
  readonly declared: DeclaredModel | DeclaredSource
  readonly as: GivenRows['as']
}

const changesCall = /^changes\s*\(\s*(?:'([^']*)'|"([^"]*)")\s*\)$/

/** The inputs that a unit test gives rows of, each once; what is no input or is not there is reported. */
export function namedInputs(test: UnitTestProperties, model: DeclaredModel, workspace: Workspace): NamedInput[] {
  const found = new Map<string, NamedInput>()
  for (const written of test.given) {
    const input = namedInput(written, model, workspace)
    if (!input) continue
    const key = `${input.as} ${input.declared.id}`
    const first = found.get(key)
    if (first)
      workspace.report(unitTestInputTwice(wordsFor(input, model.id), written.input.span, first.written.input.span))
    else found.set(key, input)
  }
  return [...found.values()]
}

function namedInput(written: UnitTestInput, model: DeclaredModel, workspace: Workspace): NamedInput | null {
  const { declarations, report } = workspace
  const { value, span } = written.input
  const changes = changesCall.exec(value.trim())
  const reference = changes ? ({ kind: 'ref', name: changes[1] ?? changes[2] ?? '' } as const) : readReference(value)
  const as = changes ? 'feed' : 'relation'
  switch (reference?.kind) {
    case undefined:
      report(unitTestBadInput(value, span))
      return null
    case 'this':
      return { written, declared: model, as }
    case 'ref': {
      const declared = findModel(declarations, reference.name)
      if (!declared) report(unknownModel(declarations, reference.name, span))
      return declared && { written, declared, as }
    }
    case 'source': {
      const { source, table } = reference
      const declared = declarations.sources.get(source)?.get(table)
      if (!declared && declarations.isComplete) report(unknownSourceOrTable(declarations, source, table, span))
      return declared ? { written, declared, as } : null
    }
  }
}

export interface TestedModel {
  readonly rendered: RenderedModel
  readonly compiled: CompiledSql
  readonly engine: EngineName
  /** Whether the query is that of a model that adds to a table. */
  readonly isIncremental: boolean
  readonly compares: 'query' | 'table'
  /** The models whose changes it follows. */
  readonly follows: readonly NodeId[]
}

/** The rows that stand for all that a model reads; null where something is missing or wrong, which was reported. */
export function givenRows(
  test: UnitTestProperties,
  inputs: readonly NamedInput[],
  tested: TestedModel,
  workspace: Workspace,
): readonly GivenRows[] | null {
  const { rendered, engine } = tested
  const { declared: model } = rendered
  const isGiven = (id: NodeId) => inputs.some(({ declared, as }) => as === 'relation' && declared.id === id)
  const hasFeed = (id: NodeId) => inputs.some(({ declared, as }) => as === 'feed' && declared.id === id)
  const { needed, known } = readBy(tested, isGiven, hasFeed, workspace)
  const words = (id: NodeId) => wordsOf(id, model.id, workspace)
  let isSound = true
  for (const { written, declared, as } of inputs) {
    const isRead =
      as === 'feed' ? tested.compares === 'table' && tested.follows.includes(declared.id) : known.has(declared.id)
    if (isRead) continue
    isSound = false
    const reads = [...known].filter((id) => id !== model.id || tested.isIncremental)
    workspace.report(unitTestInputNotRead(model.name, written.input.value, reads.map(words), written.input.span))
  }
  const isSeed = (id: NodeId) => workspace.nodes.get(id)?.kind === 'seed'
  const missing = [...needed].filter((id) => !isGiven(id) && !isSeed(id))
  if (missing.length > 0) {
    isSound = false
    const { name } = test
    workspace.report(unitTestInputMissing(name.value, model.name, missing.map(words).sort(), name.span))
  }
  const given: GivenRows[] = []
  for (const input of inputs) {
    const { written, declared, as } = input
    const usesFile = isSeed(declared.id) && !written.rows && !written.fixture
    const read = usesFile ? null : readRows(written, engine, workspace)
    if (!usesFile && !read) isSound = false
    else given.push(rowsOf(declared, as, read, words(declared.id), engine, workspace))
  }
  for (const id of needed) {
    const declared = workspace.declarations.byId.get(id)
    if (declared && !isGiven(id)) given.push(rowsOf(declared, 'relation', null, words(id), engine, workspace))
  }
  for (const { columns, node } of given) {
    if (columns.length > 0 || workspace.broken.has(node)) continue
    isSound = false
    const written = inputs.find(({ declared }) => declared.id === node)?.written
    workspace.report(unitTestNoColumns(words(node), written?.input.span ?? test.name.span))
  }
  return isSound ? given : null
}

/** The rows of an input under all columns of its relation; without rows, those of the seed that it is. */
function rowsOf(
  declared: DeclaredModel | DeclaredSource,
  as: GivenRows['as'],
  read: ReadRows | null,
  owner: string,
  engine: EngineName,
  workspace: Workspace,
): GivenRows {
  const { id, relation } = declared
  const rows: FixtureRows = read?.rows ?? { kind: 'seed', seed: id }
  const isEphemeral = !('table' in declared) && declared.config.materialized === 'ephemeral'
  const address = as === 'feed' ? feedOf(declared, workspace.declarations.ledgerSchema) : relation
  const parts = isEphemeral ? [ephemeralName(declared.name)] : [address.schema, address.name]
  const found = workspace.columns.catalog(engine)(parts)
  const known = found && found !== 'unknown' ? found.columns : null
  const written = rows.kind === 'seed' ? [] : rows.columns
  if (known) {
    const names = known.map(({ name }) => name)
    for (const { name, span } of written)
      if (!names.includes(name)) workspace.report(unitTestUnknownColumn(name, owner, names, span))
  }
  const columns: readonly RelationColumn[] = known ?? written
  return {
    node: id,
    as,
    areChanges: 'table' in declared || declared.config.materialized === 'staging',
    key: parts.length === 1 ? (parts[0] ?? '') : relationKey(address),
    columns: columns.map(({ name, type }) => ({ name, type: type ?? read?.types.get(name) ?? null })),
    rows,
  }
}

interface Reads {
  /** What the query names, through ephemeral models that are not given too. */
  readonly needed: ReadonlySet<NodeId>
  /** The same of both of the model's versions, its own table and the ephemeral models included: what may be given. */
  readonly known: ReadonlySet<NodeId>
}

function readBy(
  { rendered, compiled, engine, isIncremental, compares, follows }: TestedModel,
  isGiven: (id: NodeId) => boolean,
  hasFeed: (id: NodeId) => boolean,
  workspace: Workspace,
): Reads {
  const { declared, full, incremental } = rendered
  const needed = new Set<NodeId>()
  const known = new Set<NodeId>()
  const isEphemeral = (id: NodeId) => workspace.rendered.get(id)?.declared.config.materialized === 'ephemeral'
  const visit = (ids: readonly NodeId[], into: Set<NodeId>, stopsAt: (id: NodeId) => boolean) => {
    for (const id of ids) {
      if (id === declared.id || into.has(id)) continue
      const inner = isEphemeral(id) && !stopsAt(id) ? workspace.rendered.get(id) : undefined
      if (!inner || into === known) into.add(id)
      if (inner) visit([...inner.refs, ...inner.sources], into, stopsAt)
    }
  }
  const { refs, sources } = (isIncremental ? incremental : full).recording
  visit(
    [...refs.filter((ref) => !ref.isInChangedKeys), ...sources].map(({ id }) => id),
    needed,
    isGiven,
  )
  visit([...rendered.refs, ...rendered.sources], known, () => false)
  const own = relationKey(declared.relation)
  const readsItself =
    compiled.query && referencedRelations(compiled.query, engine).some(({ nameParts }) => nameParts.join('.') === own)
  if (compares === 'table') for (const id of follows) if (!hasFeed(id)) needed.add(id)
  if (readsItself && isIncremental) needed.add(declared.id)
  if (readsItself || compares === 'table' || incremental !== full) known.add(declared.id)
  return { needed, known }
}

function wordsFor({ declared, as }: NamedInput, model: NodeId): string {
  if (declared.id === model) return 'this'
  if ('table' in declared) return `source('${declared.source.name.value}', '${declared.table.name.value}')`
  return as === 'feed' ? `changes('${declared.name}')` : `ref('${declared.name}')`
}

/** A node as an input is written. */
function wordsOf(id: NodeId, model: NodeId, { declarations }: Workspace): string {
  const declared = declarations.byId.get(id)
  if (!declared) return id
  return wordsFor({ declared, as: 'relation' } as NamedInput, model)
}
