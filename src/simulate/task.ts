import { gzipSync } from 'node:zlib'
import type { Place } from '../config/readers.ts'
import { emptyLoad, neverFlushed, nothingToWrite, sameFile } from '../diagnostics/catalog/simulate.ts'
import type { Span } from '../diagnostics/source.ts'
import { tableFolder } from '../ingest/dms-files.ts'
import { csvFile } from './csv-file.ts'
import type { Change, Row } from './database.ts'
import { changeName, changeSequence, dateFolder, loadName } from './dms-names.ts'
import { type FileRow, fileColumns } from './file-columns.ts'
import type { Micros } from './moment.ts'
import { type FileColumn, parquetFile } from './parquet-file.ts'
import type { Settings } from './script.ts'
import type { SimulatedTable, TableColumn } from './simulated-table.ts'

/** A file that DMS would write. A reload writes files of the same paths again. */
export interface SimulatedFile {
  readonly table: SimulatedTable
  /** Relative to the source's location. */
  readonly path: string
  readonly kind: 'load' | 'reload' | 'changes' | 'resent'
  readonly rows: number
  /** When the step takes place that writes it. */
  readonly at: Micros
  bytes(): Uint8Array
}

/** When and where in the script something is written. */
export interface Moment {
  readonly at: Micros
  readonly span: Span
}

/** DMS writes some time after the commit. */
const writingTakes = 1_000_000n
const millisecond = 1000n

/** A stand-in for the replication task: it decides what lands in which file. */
export class Task {
  readonly files: SimulatedFile[] = []
  readonly #settings: Settings
  readonly #report: Place['report']
  /** Where each file is written, for each table: their sources may lie in different places. */
  readonly #paths = new Map<string, Span>()
  readonly #sent: Change[] = []
  #held: { readonly change: Change; readonly span: Span }[] = []

  constructor(settings: Settings, report: Place['report']) {
    this.#settings = settings
    this.#report = report
  }

  /** Writes the whole of a table, dealt out to so many files. */
  load(
    kind: 'load' | 'reload',
    table: SimulatedTable,
    columns: readonly TableColumn[],
    rows: readonly Row[],
    files: number,
    { at, span }: Moment,
  ): void {
    const perFile = Math.ceil(rows.length / files)
    const { format, csv } = table.source.config
    for (let count = 1; count <= files; count++) {
      const part = rows.slice((count - 1) * perFile, count * perFile)
      const path = this.#path(table, '', loadName(count))
      if (part.length === 0 && format === 'csv' && !csv.header) {
        if (this.#paths.has(placeOf(table, path))) this.#report(emptyLoad(table.name, path, span))
        continue
      }
      this.#paths.set(placeOf(table, path), span)
      const found = part.map((row): FileRow => ({ op: 'I', committed: at, sequence: '', row }))
      this.#write(kind, table, path, columns, found, this.#settings.opForFullLoad, at)
    }
  }

  hold(changes: readonly Change[], span: Span): void {
    for (const change of changes) this.#held.push({ change, span })
  }

  /** Writes changes that were committed just before: `clock` is the time in the files' names, null for a moment later. */
  write(changes: readonly Change[], clock: Micros | null, step: Moment): void {
    this.#writeChanges('changes', changes, clock ?? step.at + writingTakes, clock === null, step)
    this.#sent.push(...changes)
  }

  /** Writes what was held of some tables. */
  flush(isMeant: (table: SimulatedTable) => boolean, step: Moment): void {
    const changes = this.#held.map(({ change }) => change).filter(({ table }) => isMeant(table))
    this.#held = this.#held.filter(({ change }) => !isMeant(change.table))
    if (changes.length === 0) this.#report(nothingToWrite('flush', step.span))
    this.#writeChanges('changes', changes, step.at, false, step)
    this.#sent.push(...changes)
  }

  /** Writes again what was written before. */
  resend(isMeant: (change: Change) => boolean, step: Moment): void {
    const changes = this.#sent.filter(isMeant).sort((a, b) => a.count - b.count)
    if (changes.length === 0) this.#report(nothingToWrite('resend', step.span))
    this.#writeChanges('resent', changes, step.at, false, step)
  }

  /** Says which commits were never written. */
  end(): void {
    for (const { change, span } of this.#held) this.#report(neverFlushed(change.table.name, span))
  }

  /** One file for each table, folder and shape, since all rows of a file have the same columns. */
  #writeChanges(
    kind: 'changes' | 'resent',
    changes: readonly Change[],
    clock: Micros,
    mayMove: boolean,
    { at, span }: Moment,
  ): void {
    for (const group of groupsOf(changes, (change) => this.#folder(change))) {
      const [first] = group
      if (!first) continue
      const { table, columns } = first
      const folder = this.#folder(first)
      let written = clock
      const path = () => this.#path(table, folder, changeName(written))
      const taken = () => this.#paths.get(placeOf(table, path()))
      for (let before = taken(); before !== undefined; before = taken()) {
        if (!mayMove && before !== span) {
          this.#report(sameFile(path(), span, before))
          return
        }
        written += millisecond
      }
      this.#paths.set(placeOf(table, path()), span)
      const rows = group.map(({ op, committed, count, row }): FileRow => {
        return { op, committed, sequence: changeSequence(committed, count), row }
      })
      this.#write(kind, table, path(), columns, rows, true, at)
    }
  }

  #write(
    kind: SimulatedFile['kind'],
    table: SimulatedTable,
    path: string,
    columns: readonly TableColumn[],
    rows: readonly FileRow[],
    hasOp: boolean,
    at: Micros,
  ): void {
    const content = fileColumns(table, columns, rows, hasOp, this.#report)
    this.files.push({ table, path, kind, rows: rows.length, at, bytes: () => this.#encode(table, content) })
  }

  #encode({ source }: SimulatedTable, columns: readonly FileColumn[]): Uint8Array {
    const { gzip } = this.#settings
    if (source.config.format === 'parquet') return parquetFile(columns, gzip ? 'GZIP' : 'UNCOMPRESSED')
    const text = new TextEncoder().encode(csvFile(columns, source.config.csv))
    return gzip ? gzipSync(text) : text
  }

  #folder({ committed }: Change): string {
    const { dateFolders } = this.#settings
    return dateFolders === null ? '' : `${dateFolder(committed, dateFolders)}/`
  }

  #path({ source }: SimulatedTable, folder: string, name: string): string {
    const { config, relation } = source
    const ending = config.format === 'csv' && this.#settings.gzip ? '.gz' : ''
    return `${tableFolder(config, relation.name)}/${folder}${name}.${config.format}${ending}`
  }
}

function placeOf(table: SimulatedTable, path: string): string {
  return `${table.name} ${path}`
}

/** Changes of one table, folder and shape, in the order of the first of each. */
function groupsOf(changes: readonly Change[], folderOf: (change: Change) => string): readonly (readonly Change[])[] {
  const groups: Change[][] = []
  for (const change of changes) {
    const group = groups.find(
      ([first]) =>
        first?.table === change.table && first.columns === change.columns && folderOf(first) === folderOf(change),
    )
    if (group) group.push(change)
    else groups.push([change])
  }
  return groups
}
