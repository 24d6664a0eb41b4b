import { readKeys } from '../config/read-keys.ts'
import {
  boolean,
  integer,
  listOf,
  located,
  map,
  namedEntry,
  oneOf,
  oneOrMany,
  type Place,
  type Reader,
  word,
  wrong,
} from '../config/readers.ts'
import { entryOf, firstLine, isNull, type Located, type MapEntry, type MapValue } from '../config/value.ts'
import { readYaml } from '../config/yaml.ts'
import { sourceTableUnknown } from '../diagnostics/catalog/cdc.ts'
import { configKeyDoesNotApply } from '../diagnostics/catalog/config.ts'
import { emptyScript, unknownStep } from '../diagnostics/catalog/simulate.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import { dateDelimiters } from './dms-names.ts'
import { type Micros, readMoment } from './moment.ts'
import { changesOfTable } from './read-changes.ts'
import type {
  CommitStep,
  Script,
  Settings,
  Step,
  TableAlteration,
  TableNames,
  TableSettings,
  WrittenColumn,
} from './script.ts'

/**
 * Reads a script. `tables`: the project's source tables, as `shop.orders`. Every mistake is reported; null when nothing
 * can be made of the file.
 */
export function readScript(
  file: SourceFile,
  tables: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): Script | null {
  const { document, diagnostics } = readYaml(file)
  for (const diagnostic of diagnostics) report(diagnostic)
  if (document === null) {
    if (diagnostics.length === 0) report(emptyScript(file))
    return null
  }
  const found = namedEntry(document, { subject: 'the script', report })
  if (!found) return null
  const reader = new ScriptReader(tables, report)
  const keys = readKeys(
    found,
    {
      owner: 'a script',
      readers: { settings: map, tables: map, steps: listOf(namedEntry, 'a list of steps') },
      required: ['steps'],
    },
    report,
  )
  return {
    settings: reader.settings(keys.settings),
    tables: reader.tableSettings(keys.tables),
    steps: (keys.steps ?? []).map((step) => reader.step(step)).filter((step) => step !== null),
  }
}

const moment: Reader<Located<Micros>> = (value, at) => {
  const read = value.kind === 'scalar' ? readMoment(value.raw) : null
  if (read !== null) return { value: read, span: value.span }
  return wrong(value, at, 'a date and time', 'Write it as 2026-01-05 10:00:00, in UTC.')
}

const stepKinds = ['load', 'commit', 'flush', 'resend', 'reload', 'alter'] as const

type StepKind = (typeof stepKinds)[number]

type Readers = Readonly<Record<string, Reader<unknown>>>

class ScriptReader {
  readonly #known: readonly string[]
  readonly #report: Place['report']
  #hold = false

  constructor(known: readonly string[], report: Place['report']) {
    this.#known = known
    this.#report = report
  }

  settings(value: MapValue | null): Settings {
    const readers = {
      op_for_full_load: boolean,
      date_partition: boolean,
      date_delimiter: oneOf(...dateDelimiters),
      gzip: boolean,
      hold: boolean,
    }
    const keys = value && readKeys(value, { owner: 'the settings', readers }, this.#report)
    const delimiter = value && entryOf(value, 'date_delimiter')
    if (delimiter && keys?.date_partition !== true) {
      this.#report(
        configKeyDoesNotApply(
          'date_delimiter',
          'these settings',
          'date folders, date_partition: true',
          delimiter.keySpan,
        ),
      )
    }
    this.#hold = keys?.hold ?? false
    return {
      opForFullLoad: keys?.op_for_full_load ?? false,
      dateFolders: keys?.date_partition ? (keys.date_delimiter ?? 'slash') : null,
      gzip: keys?.gzip ?? false,
      hold: this.#hold,
    }
  }

  tableSettings(value: MapValue | null): ReadonlyMap<string, TableSettings> {
    const readers = { replica_identity: oneOf('default', 'full'), columns: map }
    const found = new Map<string, TableSettings>()
    for (const entry of value?.entries ?? []) {
      const table = this.#table({ value: entry.key, span: entry.keySpan })
      const owner = `the settings of ${entry.key}`
      const settings = map(entry.value, { subject: owner, report: this.#report })
      if (!table || !settings) continue
      const keys = readKeys(settings, { owner, readers }, this.#report)
      found.set(table.value, {
        replicaIdentity: keys.replica_identity ?? 'default',
        columns: keys.columns && this.#columns(keys.columns),
      })
    }
    return found
  }

  /** Null for one that is none. */
  step(value: MapValue): Step | null {
    const head = value.entries.find((entry) => isStepKind(entry.key))
    if (!head || !isStepKind(head.key)) {
      const [first] = value.entries
      this.#report(unknownStep(first?.key ?? null, stepKinds, first?.keySpan ?? firstLine(value.span)))
      return null
    }
    const kind = head.key
    const at = moment(head.value, { subject: `"${kind}"`, report: this.#report })
    const step = this.#stepOf(kind, value)
    return at && { ...step, at, span: firstLine(head.keySpan) }
  }

  #stepOf(kind: StepKind, value: MapValue) {
    switch (kind) {
      case 'load': {
        const { keys, tables } = this.#parts(value, kind, { files: integer(1) })
        const rows = (entry: MapEntry) =>
          listOf(namedEntry, 'a list of rows')(entry.value, this.#place(`the rows of ${entry.key}`))
        return {
          kind,
          files: keys.files ?? 1,
          tables: tables.map(({ table, entry }) => ({ table, rows: rows(entry) ?? [] })),
        }
      }
      case 'commit':
        return this.#commit(value)
      case 'flush':
      case 'reload': {
        const { keys } = this.#parts(value, kind, { tables: tableList }, false)
        return { kind, tables: this.#names(keys.tables) }
      }
      case 'resend': {
        const { keys } = this.#parts(value, kind, { tables: tableList, from: moment, to: moment }, false)
        return { kind, tables: this.#names(keys.tables), from: keys.from, to: keys.to }
      }
      case 'alter': {
        const { tables } = this.#parts(value, kind, {})
        return { kind, tables: tables.map(({ table, entry }) => this.#alteration(table, entry)) }
      }
    }
  }

  #commit(value: MapValue): Pick<CommitStep, 'kind' | 'delivery' | 'fileTime' | 'tables'> {
    const { keys, tables } = this.#parts(value, 'commit', { file: moment, hold: boolean, lost: boolean })
    const delivery = keys.lost ? 'lost' : (keys.hold ?? (this.#hold && !keys.file)) ? 'held' : 'file'
    const [file, hold] = [entryOf(value, 'file'), entryOf(value, 'hold')]
    if (file && delivery !== 'file') {
      const applies = 'commits that are written by themselves'
      this.#report(configKeyDoesNotApply('file', `a commit that is ${delivery}`, applies, file.keySpan))
    }
    if (hold && delivery === 'lost') {
      this.#report(configKeyDoesNotApply('hold', 'a commit that is lost', 'commits that are written', hold.keySpan))
    }
    return {
      kind: 'commit',
      delivery,
      fileTime: keys.file,
      tables: tables.map(({ table, entry }) => ({ table, changes: changesOfTable(entry, this.#report) })),
    }
  }

  #alteration(table: Located<string>, entry: MapEntry): TableAlteration {
    const owner = `the alteration of ${entry.key}`
    const value = map(entry.value, this.#place(owner))
    const readers = { add: map, change: map, drop: oneOrMany(located(word)) }
    const keys = value && readKeys(value, { owner, readers }, this.#report)
    return {
      table,
      add: keys?.add ? this.#columns(keys.add) : [],
      change: keys?.change ? this.#columns(keys.change) : [],
      drop: keys?.drop ?? [],
    }
  }

  /** `{channel: varchar(10), note: }`. */
  #columns(value: MapValue): readonly WrittenColumn[] {
    return value.entries.map(({ key, keySpan, value: type }) => ({
      name: { value: key, span: keySpan },
      type: isNull(type) ? null : located(word)(type, this.#place(`the type of "${key}"`)),
    }))
  }

  /**
   * The keys of a step beside its time, and its tables: a key with a dot is a table's name, which always has one, and any
   * other is a setting, which never does.
   */
  #parts<R extends Readers>(value: MapValue, kind: StepKind, readers: R, takesTables = true) {
    const isTable = ({ key }: MapEntry) => takesTables && key.includes('.')
    const settings = value.entries.filter((entry) => entry.key !== kind && !isTable(entry))
    const elsewhere = (key: string) => {
      const meant = this.#known.filter((name) => name.slice(name.indexOf('.') + 1) === key)
      if (meant.length > 0) return takesTables ? `Write ${meant.join(' or ')}.` : `Write tables: [${meant.join(', ')}].`
      return Object.keys(readers).length === 0 ? 'Write the name of a table with its source, as shop.orders.' : null
    }
    const owner = `a step "${kind}"`
    const keys = readKeys({ ...value, entries: settings }, { owner, readers, elsewhere }, this.#report)
    const tables = value.entries.filter(isTable).flatMap((entry) => {
      const found = this.#table({ value: entry.key, span: entry.keySpan })
      return found ? [{ table: found, entry }] : []
    })
    return { keys, tables }
  }

  #names(written: readonly Located<string>[] | null): TableNames {
    return written?.flatMap((name) => this.#table(name) ?? []) ?? null
  }

  #table(name: Located<string>): Located<string> | null {
    if (this.#known.includes(name.value)) return name
    this.#report(sourceTableUnknown(name.value, this.#known, name.span))
    return null
  }

  #place(subject: string): Place {
    return { subject, report: this.#report }
  }
}

const tableList = oneOrMany(located(word))

function isStepKind(key: string): key is StepKind {
  return stepKinds.some((kind) => kind === key)
}
