import { referencedRelations } from '../analysis/referenced-relations.ts'
import type { CompiledProject } from '../compiler/compile.ts'
import { engineFailed } from '../diagnostics/catalog/plan.ts'
import { nothingToShow, sourceOnlyOnSpark } from '../diagnostics/catalog/show.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { QueryResult, Session } from '../engines/engine.ts'
import { EngineError } from '../engines/engine-error.ts'
import {
  type EngineName,
  isRelationNode,
  type ModelNode,
  type Node,
  type NodeId,
  type SourceNode,
  type TestNode,
} from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import { adapterWriter } from '../planner/adapter-writer.ts'
import { type EngineLayout, embedded } from '../planner/engine-layout.ts'
import { plainSql, sql } from '../planner/sql-text.ts'
import type { SqlText } from '../planner/steps.ts'
import { liveRows } from '../planner/test-actions.ts'
import type { Stand } from '../planner/write-sql.ts'
import { placeIn } from './engine-place.ts'
import { type DialectSql, inlineSql } from './inline-sql.ts'
import { OpenEngines } from './open-engine.ts'
import { readState } from './read-state.ts'
import { sourceRows } from './source-rows.ts'
import { SourceStores } from './source-stores.ts'

export interface QueryOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** A model, seed, source or test to show; null for `inline`. */
  readonly select: NodeId | null
  readonly inline: { readonly text: string; readonly engine: EngineName } | null
  /** -1 for all rows. */
  readonly limit: number
  readonly waitSeconds: number | null
  /** Told what nobody has checked to mean the same on the embedded engine. */
  warn(doubts: readonly Diagnostic[]): void
}

/**
 * Runs one query and gives its rows. What is built is read from its table; an inline query and a test are compiled first.
 * Throws DiagnosticError for what is wrong with the query, TryAgainError while another process has the database.
 */
export async function queryProject(compiled: CompiledProject, options: QueryOptions): Promise<QueryResult> {
  const { manifest } = compiled
  const node = options.select === null ? undefined : manifest.nodes.get(options.select)
  const inline = options.inline ? inlineSql(compiled, options.inline, options.warn) : null
  const engines = new OpenEngines(compiled, options)
  const stores = new SourceStores(compiled, options)
  const { layout } = engines.setup
  try {
    const limit = options.limit < 0 ? '' : ` limit ${options.limit}`
    if (node?.kind === 'test' && node.dataframe)
      throw new DiagnosticError([nothingToShow(node.name, 'it is a function of Python: run it with --store-failures')])
    const written = inline ?? (node && isQueried(node) ? { compiled: node.compiled, engine: node.engine } : null)
    if (written) {
      // A query over constants needs no warehouse, and asking must not make one.
      const session = await engines.connectOrScratch(written.engine)
      options.warn(engines.warnings)
      const readsS3 = engines.readsS3(written.engine)
      const text = await writeQuery(compiled, stores, session, written, layout, readsS3)
      return await ask(session, text, limit)
    }
    if (!node || !isRelationNode(node)) {
      throw new DiagnosticError([nothingToShow(options.select ?? '', 'it has no rows')])
    }
    if (node.kind === 'source') {
      const session = await engines.scratch()
      const { sql: rows } = await readSource(compiled, stores, session, node, 0, embedded)
      return await ask(session, plainSql(`select * from ${rows} as source_rows`), limit)
    }
    // Staging tables are in the warehouse, wherever they were computed.
    const isStaging = node.kind === 'model' && node.config.materialized === 'staging'
    const engine = isStaging ? 'redshift' : node.engine
    const session = await engines.connectOrScratch(engine)
    if ((await session.describe(node.relation)) === null) {
      throw new DiagnosticError([nothingToShow(node.name, 'it has not been built yet')])
    }
    return await ask(session, plainSql(`select * from ${layout.dialects[engine].relation(node.relation)}`), limit)
  } finally {
    await engines.close()
    await stores.close()
  }
}

/** The query for the engine: sources are read from their files, staging models are seen without their deletions. */
async function writeQuery(
  compiled: CompiledProject,
  stores: SourceStores,
  session: Session,
  { compiled: { text, query }, engine }: DialectSql,
  layout: EngineLayout,
  readsS3: boolean,
): Promise<SqlText> {
  if (!query) throw new DiagnosticError([nothingToShow('the query', 'it could not be read')])
  const stands = new Map<string, Stand>()
  const read = new Set(referencedRelations(query, engine).map(({ nameParts }) => nameParts.join('.')))
  let sources = 0
  for (const node of compiled.manifest.nodes.values()) {
    if (node.kind === 'source' && read.has(relationKey(node.relation))) {
      const at = sources++
      if (layout.adapters[engine] === 'postgres') throw new DiagnosticError([sourceOnlyOnSpark(nameOf(node))])
      stands.set(
        relationKey(node.relation),
        await readSource(compiled, stores, session, node, at, layout, engine, readsS3),
      )
    } else if (node.kind === 'model' && node.config.materialized === 'staging') {
      stands.set(relationKey(node.relation), liveRows(layout.dialects[engine], node.relation))
    }
  }
  return adapterWriter(layout, compiled.columns).write(query, text, engine, stands)
}

function nameOf({ sourceName, name }: SourceNode): string {
  return `${sourceName}.${name}`
}

/** All changes that a source's files hold, as they are now. */
async function readSource(
  compiled: CompiledProject,
  stores: SourceStores,
  session: Session,
  node: SourceNode,
  index: number,
  layout: EngineLayout,
  engine: EngineName = 'spark',
  readsS3 = false,
): Promise<Stand & { readonly kind: 'sql' }> {
  const state = await readState(compiled, stores, { schema: 'tidemill', words: layout.dialects[engine] }, null)
  const files = [...(state.sources.get(node.id)?.files.values() ?? [])]
  return sourceRows({ stores, session, layout, engine, readsS3 }, node, files, index)
}

async function ask(session: Session, text: SqlText, limit: string): Promise<QueryResult> {
  // PostgreSQL wants a name for what stands in parentheses.
  const limited = limit === '' ? text : sql`select * from (${text}) as shown${limit}`
  try {
    return await session.query(limited.sql)
  } catch (failure) {
    if (!(failure instanceof EngineError)) throw failure
    const place = placeIn(limited, failure.position) ?? limited.pieces[0]?.text.originOf(0, 1)?.span ?? null
    throw new DiagnosticError([engineFailed('show', failure.message, place, null)])
  }
}

/** Nodes without a relation of their own are asked by their query. */
function isQueried(node: Node): node is ModelNode | TestNode {
  return node.kind === 'test' || (node.kind === 'model' && node.config.materialized === 'ephemeral')
}
