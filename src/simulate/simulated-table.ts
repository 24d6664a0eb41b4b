import type { Place } from '../config/readers.ts'
import { columnType, tableNotTold } from '../diagnostics/catalog/simulate.ts'
import type { Span } from '../diagnostics/source.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import type { AlterStep, Script, WrittenColumn } from './script.ts'
import { type StoredType, storedType, textType } from './stored-type.ts'

/** A source table as the operational database has it. */
export interface SimulatedTable {
  /** `shop.orders`. */
  readonly name: string
  readonly source: SourceNode
  /** Before the first step: without the columns that DMS adds, and those that a step adds. */
  readonly columns: readonly TableColumn[]
  readonly primaryKey: readonly string[]
  readonly replicaIdentity: 'default' | 'full'
}

export interface TableColumn {
  readonly name: string
  readonly type: StoredType
}

export function tableName({ sourceName, name }: SourceNode): string {
  return `${sourceName}.${name}`
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** The names of the columns that DMS adds to a table's files. */
export function addedByDms({ config }: SourceNode): readonly string[] {
  return [config.op?.value, config.changeSeq.value, config.commitTs.value].filter((name) => name !== undefined)
}

/** Null where the project says too little. `span`: where the script first names the table. */
export function simulatedTable(
  source: SourceNode,
  script: Script,
  span: Span,
  report: Place['report'],
): SimulatedTable | null {
  const name = tableName(source)
  const settings = script.tables.get(name)
  const written = settings?.columns?.map((column) => typedColumn(column, source, report)) ?? null
  const declared = source.columns
    .filter((column) => !addedByDms(source).some((added) => sameName(added, column.name)))
    .map((column) => declaredColumn(source, column.name, column.dataType, span, report))
  const later = addedLater(name, script)
  const columns = (written ?? declared).filter((column) => !later.has(column.name.toLowerCase()))
  const primaryKey = source.config.primaryKey.map(({ value }) => value)
  if (columns.length === 0) {
    const help = `Declare them in ${source.path}, or write tables: {${name}: {columns: {…}}} in the script.`
    report(tableNotTold(name, 'the columns', help, span))
    return null
  }
  if (primaryKey.length === 0) {
    report(tableNotTold(name, 'the primary key', `Write primary_key: [id] below its config in ${source.path}.`, span))
    return null
  }
  const lacking = primaryKey.find((key) => !columns.some((column) => sameName(column.name, key)))
  if (lacking !== undefined) {
    const help = 'Write it among the columns, and do not add it in a later step.'
    report(tableNotTold(name, `the column "${lacking}" of the primary key`, help, span))
    return null
  }
  return { name, source, columns, primaryKey, replicaIdentity: settings?.replicaIdentity ?? 'default' }
}

/** A column of the script with its type, which is the project's where none is written. */
export function typedColumn(column: WrittenColumn, source: SourceNode, report: Place['report']): TableColumn {
  const { name, type } = column
  if (type === null) {
    const declared = source.columns.find((candidate) => sameName(candidate.name, name.value))
    if (declared) return declaredColumn(source, name.value, declared.dataType, name.span, report)
  }
  const stored = type && storedType(type.value)
  if (!stored) report(columnType(name.value, tableName(source), type?.value ?? null, (type ?? name).span))
  return { name: name.value, type: stored ?? textType }
}

/** A column without a type is text, as it is in a CSV. */
function declaredColumn(
  source: SourceNode,
  name: string,
  dataType: string | null,
  span: Span,
  report: Place['report'],
): TableColumn {
  const type = dataType === null ? textType : storedType(dataType)
  if (!type) report(columnType(name, tableName(source), dataType, span))
  return { name, type: type ?? textType }
}

/** Columns of which the first that is said is that a step adds them. */
function addedLater(table: string, script: Script): ReadonlySet<string> {
  const alterations = script.steps
    .filter((step): step is AlterStep => step.kind === 'alter')
    .flatMap((step) => step.tables.filter((alteration) => alteration.table.value === table))
  const seen = new Set<string>()
  const added = new Set<string>()
  for (const { add, change, drop } of alterations) {
    for (const name of [...change.map((column) => column.name), ...drop]) seen.add(name.value.toLowerCase())
    for (const { name } of add) if (!seen.has(name.value.toLowerCase())) added.add(name.value.toLowerCase())
  }
  return added
}
