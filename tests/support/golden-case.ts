import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { computedValue } from '../../src/config/value.ts'
import { hasErrors } from '../../src/diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../src/diagnostics/format.ts'
import { lineageArtifact } from '../../src/manifest/lineage-artifact.ts'
import { inOrder, type Manifest } from '../../src/manifest/manifest.ts'
import { type ChangeFlow, isRelationNode, type Node, type Recompute } from '../../src/manifest/nodes.ts'
import { relationKey } from '../../src/manifest/relation.ts'
import { type CompileFilesOptions, compileFiles, readFolder } from './compile-files.ts'

/** What `options.json` of a case may say. */
interface CaseOptions {
  readonly target?: string
  readonly vars?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The files as an editor on Windows writes them: a byte order mark, and CRLF at the ends of lines. */
  readonly asOnWindows?: boolean
  /** Whether the case shows where columns come from. */
  readonly lineage?: boolean
}

/** The folders of cases: each has a `case.md` that says in a line what it shows. */
export function goldenCases(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'case.md')))
    .map((entry) => entry.name)
    .sort()
}

/** Compiles a case: the files that should be in its `expected/`. */
export function compileCase(folder: string): Record<string, string> {
  const { options, files, showsLineage } = readCase(folder)
  const { compiled, diagnostics } = compileFiles(files, options)
  const found: Record<string, string> = {}
  if (diagnostics.length > 0) found['diagnostics.txt'] = `${formatDiagnostics(diagnostics)}\n`
  if (compiled && !hasErrors(diagnostics)) {
    const { manifest } = compiled
    found['nodes.json'] = `${JSON.stringify(inOrder(manifest).map(describe), null, 2)}\n`
    if (showsLineage) found['lineage.json'] = `${JSON.stringify(lineageOf(manifest), null, 2)}\n`
    for (const node of manifest.nodes.values()) Object.assign(found, compiledSql(node))
  }
  return found
}

export function expectedOf(folder: string): Record<string, string> {
  const expected = join(folder, 'expected')
  return existsSync(expected) ? readFolder(expected) : {}
}

export function writeExpected(folder: string, found: Readonly<Record<string, string>>): void {
  const expected = join(folder, 'expected')
  rmSync(expected, { recursive: true, force: true })
  for (const [path, text] of Object.entries(found)) {
    mkdirSync(dirname(join(expected, path)), { recursive: true })
    writeFileSync(join(expected, path), text)
  }
}

/** The codes in the expected diagnostics of a case. */
export function expectedCodes(folder: string): string[] {
  const path = join(folder, 'expected', 'diagnostics.txt')
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(/^(?:\S.*? {2})?(?:error|warning) ([a-z_]+\/[a-z-]+) {2}/gm)].map(
    ([, code]) => code ?? '',
  )
}

interface GoldenCase {
  readonly options: CompileFilesOptions
  readonly files: Record<string, string>
  readonly showsLineage: boolean
}

function readCase(folder: string): GoldenCase {
  const all = readFolder(folder)
  const written: CaseOptions = JSON.parse(all['options.json'] ?? '{}')
  const own = Object.entries(all).filter(
    ([path]) => path !== 'case.md' && path !== 'options.json' && !path.startsWith('expected/'),
  )
  const nowhere = { file: { path: '--vars', text: '' }, start: 0, end: 0 }
  return {
    files: Object.fromEntries(own.map(([path, text]) => [path, written.asOnWindows ? asOnWindows(text) : text])),
    options: {
      target: written.target ?? null,
      vars: new Map(Object.entries(written.vars ?? {}).map(([name, value]) => [name, computedValue(value, nowhere)])),
      env: written.env ?? {},
    },
    showsLineage: written.lineage ?? false,
  }
}

function asOnWindows(text: string): string {
  return `\uFEFF${text.replaceAll('\n', '\r\n')}`
}

function compiledSql(node: Node): Record<string, string> {
  if (node.kind !== 'model' && node.kind !== 'test') return {}
  const path = `compiled/${node.kind === 'model' ? node.path.replace(/\.sql$/, '') : `tests/${node.name}`}`
  const found = { [`${path}.sql`]: ending(node.compiled.text.text) }
  if (node.kind === 'model' && node.compiledIncremental !== node.compiled)
    found[`${path}.incremental.sql`] = ending(node.compiledIncremental.text.text)
  if (node.kind === 'model' && node.recompute)
    found[`${path}.changed_keys.sql`] = ending(node.recompute.changedKeys.text.text)
  return found
}

function ending(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** As in manifest.json, sources and seeds included. */
function lineageOf({ graph, lineage }: Manifest): Readonly<Record<string, unknown>> {
  const ids = graph.order.filter((id) => lineage.has(id))
  return Object.fromEntries(ids.map((id) => [id, lineageArtifact(lineage.get(id))]))
}

/** The part of a node that a reader of the diff wants to see. */
function describe(node: Node): Readonly<Record<string, unknown>> {
  return {
    id: node.id,
    ...(isRelationNode(node) ? { relation: relationKey(node.relation) } : {}),
    ...(node.dependsOn.length > 0 ? { dependsOn: node.dependsOn } : {}),
    ...(node.description === '' ? {} : { description: node.description }),
    ...(node.tags.length > 0 ? { tags: node.tags } : {}),
    ...detailsOf(node),
  }
}

function describeRecompute({ keyColumns, isDerived, feeds, narrowed }: Recompute): Readonly<Record<string, unknown>> {
  return { keyColumns, isDerived, feeds, narrowed: Object.fromEntries(narrowed) }
}

function detailsOf(node: Node): Readonly<Record<string, unknown>> {
  switch (node.kind) {
    case 'model': {
      const { engine, config, outputs, flow, recompute, macros, hooks } = node
      const statements = [hooks.pre, hooks.preactions, hooks.postactions, hooks.post].flat().map((hook) => hook.sql)
      return {
        engine,
        materialized: config.materialized,
        ...(config.strategy ? { strategy: config.strategy } : {}),
        ...(config.uniqueKey.length > 0 ? { uniqueKey: config.uniqueKey } : {}),
        outputs,
        ...(flow ? { flow: describeFlow(flow) } : {}),
        ...(recompute ? { follows: describeRecompute(recompute) } : {}),
        ...(macros.length > 0 ? { macros } : {}),
        ...(statements.length > 0 ? { hooks: statements } : {}),
        ...(node.volatile ? { volatile: true } : {}),
      }
    }
    case 'seed':
      return { header: Object.fromEntries(node.header.map(({ name, type }) => [name, type])) }
    case 'source':
      return { primaryKey: node.config.primaryKey.map((key) => key.value) }
    case 'test': {
      const { testName, column, scope, attachedTo, config } = node
      const { severity, where, warnIf, errorIf, limit } = config
      return {
        ...(testName ? { test: testName } : {}),
        ...(column ? { column } : {}),
        scope,
        attachedTo,
        severity,
        ...(where ? { where } : {}),
        ...(warnIf === '!= 0' ? {} : { warnIf }),
        ...(errorIf === '!= 0' ? {} : { errorIf }),
        ...(limit === null ? {} : { limit }),
      }
    }
    case 'unit_test':
      return {
        compares: node.compares,
        given: node.given.map(({ key, as }) => (as === 'feed' ? `feed of ${key}` : key)),
      }
    case 'exposure':
      return { type: node.type, owner: node.owner }
  }
}

function describeFlow({ driving, source, keyColumns, ownColumns }: ChangeFlow) {
  return { driving, source, keyColumns, ...(ownColumns.length > 0 ? { ownColumns } : {}) }
}
