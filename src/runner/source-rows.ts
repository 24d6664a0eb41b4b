import type { Session } from '../engines/engine.ts'
import type { ChangeFiles } from '../ingest/change-files.ts'
import type { EngineName, SourceNode } from '../manifest/nodes.ts'
import { changeFilesOf } from '../planner/change-files-of.ts'
import type { EngineLayout } from '../planner/engine-layout.ts'
import type { SourceFile } from '../planner/warehouse-state.ts'
import type { Stand } from '../planner/write-sql.ts'
import type { SourceStores } from './source-stores.ts'
import { refusal } from './storage-problems.ts'

/** Lays out all changes that some files of a source hold, in a table of the session, and answers how to read them. */
export async function sourceRows(
  at: {
    readonly stores: SourceStores
    readonly session: Session
    readonly layout: EngineLayout
    readonly engine: EngineName
    /** The engine reads what lies on S3 there. */
    readonly readsS3: boolean
  },
  source: SourceNode,
  files: readonly SourceFile[],
  index: number,
): Promise<Stand & { readonly kind: 'sql' }> {
  const { stores, session, layout, engine, readsS3 } = at
  const dialect = layout.dialects[engine]
  const into = dialect.scratch(`_tm_source_${index}`, 0)
  const changes = changeFilesOf(source, files, { adapter: layout.adapters[engine] })
  // Some engines read the files again when they are asked for rows: they are let go with the stores.
  const read = (found: ChangeFiles) => session.readChanges(found, into)
  await stores.read(changes, { readsS3 }, read).catch((failure) => {
    throw refusal(failure, `${source.sourceName}.${source.name}`)
  })
  const columns = ((await session.describe(into))?.columns ?? []).filter(({ name }) => name !== '_position')
  const list = columns.map(({ name }) => dialect.identifier(name)).join(', ')
  return { kind: 'sql', sql: `(select ${list} from ${dialect.relation(into)})` }
}
