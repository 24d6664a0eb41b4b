import type { Place } from '../config/readers.ts'
import type { Located } from '../config/value.ts'
import { loadedTwice, notLoaded, timeGoesBack } from '../diagnostics/catalog/simulate.ts'
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../diagnostics/source.ts'
import type { SourceNode } from '../manifest/nodes.ts'
import { Database } from './database.ts'
import { readScript } from './read-script.ts'
import type { Script, Step, TableNames } from './script.ts'
import { type SimulatedTable, simulatedTable, tableName } from './simulated-table.ts'
import { type SimulatedFile, Task } from './task.ts'

export interface Simulation {
  /** In the order in which they are written; nothing to be used when there are errors. */
  readonly files: readonly SimulatedFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Plays a script of changes over the project's sources. The bytes of a file depend on what the script says before it. */
export function playScript(file: SourceFile, sources: readonly SourceNode[]): Simulation {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic)
  const script = readScript(file, sources.map(tableName), report)
  // With a step left out that could not be read, the steps behind it would seem wrong.
  const files = script && !hasErrors(diagnostics) ? new Player(script, sources, report).play() : []
  return { files, diagnostics: sortDiagnostics(diagnostics) }
}

class Player {
  readonly #script: Script
  readonly #report: Place['report']
  readonly #tables: ReadonlyMap<string, SimulatedTable>
  readonly #database: Database
  readonly #task: Task
  /** How many files the load of a table has, and where it is. */
  readonly #loads = new Map<string, { readonly files: number; readonly span: Span }>()

  constructor(script: Script, sources: readonly SourceNode[], report: Place['report']) {
    this.#script = script
    this.#report = report
    const tables = new Map<string, SimulatedTable>()
    for (const { value, span } of tablesNamed(script)) {
      const source = sources.find((candidate) => tableName(candidate) === value)
      const table = source && simulatedTable(source, script, span, report)
      if (table) tables.set(value, table)
    }
    this.#tables = tables
    this.#database = new Database(tables.values(), report)
    this.#task = new Task(script.settings, report)
  }

  play(): readonly SimulatedFile[] {
    let before: Step | null = null
    for (const step of this.#script.steps) {
      if (before && step.at.value < before.at.value) this.#report(timeGoesBack(step.at.span, before.at.span))
      before = step
      this.#take(step)
    }
    this.#task.end()
    return this.#task.files
  }

  #take(step: Step): void {
    const moment = { at: step.at.value, span: step.span }
    switch (step.kind) {
      case 'load':
        for (const { table, rows } of this.#known(step.tables)) {
          const loaded = this.#loads.get(table.name)
          if (loaded) {
            this.#report(loadedTwice(table.name, step.span, loaded.span))
            continue
          }
          for (const row of rows) this.#database.restore(table, row)
          this.#loads.set(table.name, { files: step.files, span: step.span })
          this.#load('load', table, step.files, moment)
        }
        return
      case 'reload':
        for (const [name, span] of step.tables?.map(({ value, span }) => [value, span] as const) ?? []) {
          if (!this.#loads.has(name)) this.#report(notLoaded(name, span))
        }
        for (const [name, { files }] of this.#loads) {
          const table = this.#tables.get(name)
          if (table && isMeant(step.tables, table)) this.#load('reload', table, files, moment)
        }
        return
      case 'commit': {
        const changes = this.#known(step.tables).flatMap(({ table, changes }) =>
          changes.flatMap((change) => this.#database.change(table, change, moment.at) ?? []),
        )
        if (step.delivery === 'held') this.#task.hold(changes, step.span)
        if (step.delivery === 'file') this.#task.write(changes, step.fileTime?.value ?? null, moment)
        return
      }
      case 'flush':
        this.#task.flush((table) => isMeant(step.tables, table), moment)
        return
      case 'resend':
        this.#task.resend(
          ({ table, committed }) =>
            isMeant(step.tables, table) &&
            (step.from === null || committed >= step.from.value) &&
            (step.to === null || committed <= step.to.value),
          moment,
        )
        return
      case 'alter':
        for (const { table, ...alteration } of this.#known(step.tables)) this.#database.alter(table, alteration)
    }
  }

  #load(kind: 'load' | 'reload', table: SimulatedTable, files: number, moment: { at: bigint; span: Span }): void {
    const columns = this.#database.columnsOf(table)
    this.#task.load(kind, table, columns, this.#database.rowsOf(table), files, moment)
  }

  /** The parts of a step, with the tables that they name. Tables that cannot be simulated have been reported. */
  #known<Part extends { readonly table: Located<string> }>(parts: readonly Part[]) {
    return parts.flatMap((part) => {
      const table = this.#tables.get(part.table.value)
      return table ? [{ ...part, table }] : []
    })
  }
}

function isMeant(names: TableNames, table: SimulatedTable): boolean {
  return names === null || names.some(({ value }) => value === table.name)
}

/** Where each table is first named in the steps. */
function tablesNamed({ steps }: Script): readonly Located<string>[] {
  const named = steps.flatMap((step) =>
    'tables' in step && step.tables !== null
      ? step.tables.map((part): Located<string> => ('table' in part ? part.table : part))
      : [],
  )
  return [...new Map([...named].reverse().map((name) => [name.value, name])).values()].reverse()
}
