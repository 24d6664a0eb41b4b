import { readChangesQuery } from '../engines/duckdb/read-changes.ts'
import { mergeAliases } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import type { EngineLayout } from '../planner/engine-layout.ts'
import type { PlannerDialect } from '../planner/planner-dialect.ts'
import { plainSql } from '../planner/sql-text.ts'
import type { Action, Rows, SqlText, Step } from '../planner/steps.ts'
import { creates, updateCondition } from './table-work.ts'

/** A step's script as the adapter gets it: what target/run shows. What is decided while it runs is told in a comment. */
export function scriptText({ script, engine }: Step, { dialects, adapters }: EngineLayout): string {
  const writer = new ScriptWriter(dialects[engine], adapters[engine] === 'duckdb')
  return writer.all(script)
}

class ScriptWriter {
  readonly #dialect: PlannerDialect
  readonly #isDuckdb: boolean

  constructor(dialect: PlannerDialect, isDuckdb: boolean) {
    this.#dialect = dialect
    this.#isDuckdb = isDuckdb
  }

  all(script: readonly Action[]): string {
    return script
      .map((action) => this.#text(action))
      .filter((text) => text !== '')
      .join('\n\n')
  }

  #text(action: Action): string {
    const address = (relation: { schema: string; name: string }) => this.#dialect.relation(relation)
    switch (action.kind) {
      case 'execute':
      case 'expect-none':
        return `${action.sql.sql};`
      case 'record':
        return statements(action.statements)
      case 'test':
        return `-- test ${action.test}\n${action.sql.sql};`
      case 'unit-test':
        return `-- ${action.test} is judged on an embedded database of its own`
      case 'scan':
        return `${action.tests.map(({ test }) => `-- test ${test}`).join('\n')}\n${action.sql.sql};`
      case 'transaction':
        return `begin;\n\n${this.all(action.actions)}\n\ncommit;`
      case 'create': {
        const text = statements(creates(this.#dialect, action.as, action.into, this.#rows(action.rows)))
        if (action.as === 'scratch' && !this.#dialect.createScratch)
          return `-- its rows are computed here and kept\n${text}`
        return action.as === 'missing-table' ? `-- unless it is there\n${text}` : text
      }
      case 'read-changes':
        return this.#isDuckdb
          ? statements(this.#dialect.createScratchView(action.into, plainSql(`\n${readChangesQuery(action.from)}`)))
          : `-- the changes of ${action.from.files.length} files are laid out as ${address(action.into)}`
      case 'dataframe':
        return `-- ${action.path} is run on Spark, and its result is ${address(action.into)}`
      case 'make-room':
        return `-- columns that ${address(action.into)} lacks are added, and those that are too narrow are widened`
      case 'expect-contract':
        return `-- the step fails unless ${address(action.of)} keeps the contract`
      case 'expect-table':
        return `-- the step fails unless ${address(action.table)} is there`
      case 'match-columns':
        return action.else === 'fail'
          ? `-- the step fails unless ${address(action.into)} has the columns of the new rows`
          : `-- columns of ${address(action.into)} that the new rows do not have are dropped`
      case 'insert-matching':
        return `-- the columns that both have\ninsert into ${address(action.into)} select * from ${address(action.from)}${action.where === null ? '' : ` where ${action.where}`};`
      case 'update-matching': {
        const { only, but } = { only: null, but: null, ...action.columns }
        const which = only ? `the columns ${only.join(', ')}` : `the columns that both have, but ${but?.join(', ')}`
        const same = updateCondition(this.#dialect, action)
        return `-- ${which}\nupdate ${address(action.into)} set … from ${address(action.from)} as ${mergeAliases.newRows} where ${same.sql};`
      }
      case 'publish': {
        const rows = plainSql(`select * from ${address(action.candidate)}`)
        const text = statements(this.#dialect.createTable(action.target, rows))
        return this.#dialect.changesRows ? `-- with the same columns the rows are replaced instead\n${text}` : text
      }
      case 'drop':
        return `-- ${address(action.target)} goes if it is there, and with it the views that hold on to it`
      case 'restore-views':
        return action.views.length === 0 || !this.#dialect.bindsViews
          ? ''
          : `-- views that had to go are made again: ${action.views.map((view) => address(view.relation)).join(', ')}`
      case 'load-seed':
        return `-- the rows of the seed's file go into ${address(action.into)}`
      case 'unload':
        return `-- the rows of ${relationKey(action.from)} on ${action.engine} are written as Parquet`
      case 'empty':
        return `-- ${address(action.into)} is emptied (${action.with}), or made anew when it has other columns`
      case 'load-handoff':
        return `-- ${address(action.into)} is loaded with those rows, which are counted`
      case 'fault-point':
      case 'fail':
        return ''
    }
  }

  #rows(rows: Rows): SqlText {
    if (rows.kind === 'query') return rows.sql
    const { identifier } = this.#dialect
    const left = rows.leavesOut.length === 0 ? '' : ` but ${rows.leavesOut.join(', ')}`
    const items = [
      `${rows.alias}.* /* all columns${left} */`,
      ...[...rows.instead].map(([name, expression]) => `${expression} as ${identifier(name)}`),
      ...rows.adds.map(({ name, expression }) => `${expression} as ${identifier(name)}`),
    ]
    const { differs } = rows
    if (differs) {
      const compared = differs.columns?.join(', ') ?? 'them'
      items.push(`/* whether one of ${compared} differs from the row before */ as ${identifier(differs.name)}`)
    }
    return plainSql(`select ${items.join(', ')} from ${rows.from}`)
  }
}

function statements(texts: readonly SqlText[]): string {
  return texts.map((text) => `${text.sql};`).join('\n')
}
