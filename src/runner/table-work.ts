import { readSqlType } from '../catalog/types/read-type.ts'
import { sameType } from '../catalog/types/sql-type.ts'
import { typeAcross } from '../catalog/types/type-across.ts'
import type { ColumnDifferences } from '../diagnostics/catalog/plan.ts'
import type { Column, Statements } from '../engines/engine.ts'
import { type EngineName, mergeAliases } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import type { EngineLayout } from '../planner/engine-layout.ts'
import type { PlannerDialect } from '../planner/planner-dialect.ts'
import { plainSql, sql } from '../planner/sql-text.ts'
import type { Action, DependentView, DiffersColumn, Rows, SqlText } from '../planner/steps.ts'

export type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>

/** Sends SQL and makes a diagnostic of what the engine says against it. */
type Run = <T>(text: SqlText, send: (sql: string, options: { signal: AbortSignal }) => Promise<T>) => Promise<T>

/** A column of a hand-off, as the engine that takes it has to make it. */
export interface HandoffColumn {
  readonly name: string
  /** Null where there is no such type. */
  readonly type: string | null
  /** As the engine spells it that the column comes from. */
  readonly from: string
}

/** Rows that were written as Parquet files for a table. */
export interface StoredRows {
  readonly into: Relation
  readonly columns: readonly Column[]
  readonly files: readonly string[]
}

/** What is done to tables whose columns are only known while a step runs. */
export class TableWork {
  readonly #layout: EngineLayout
  readonly #engine: EngineName
  readonly #dialect: PlannerDialect
  readonly #run: Run
  /** Views that had to go, by their keys: those are made again. */
  readonly #droppedViews = new Set<string>()
  /** What others may do with relations that went, as statements that let them do it again, by the relations' keys. */
  readonly #grants = new Map<string, readonly string[]>()

  constructor(layout: EngineLayout, engine: EngineName, run: Run) {
    this.#layout = layout
    this.#engine = engine
    this.#dialect = layout.dialects[engine]
    this.#run = run
  }

  async create({ as, into, rows }: ActionOf<'create'>, statements: Statements): Promise<number | null> {
    if (as === 'missing-table' && (await statements.describe(into))) return null
    const query = rows.kind === 'query' ? rows.sql : await this.#columnsQuery(rows, statements)
    if (as === 'table' || as === 'view') await this.#keepGrants(into, statements)
    const made = await this.#make(as, into, query, statements)
    if (as !== 'scratch' && as !== 'scratch-view') await this.#grantAgain(into, statements)
    return made
  }

  /** An empty scratch table of these columns. */
  async createScratch(into: Relation, columns: readonly HandoffColumn[], statements: Statements): Promise<void> {
    const empty = columns.map(({ name, type }) => `cast(null as ${type}) as ${this.#dialect.identifier(name)}`)
    await this.#make('scratch', into, plainSql(`select ${empty.join(', ')} where 1 = 0`), statements)
  }

  async createForSeed({ into, columns }: ActionOf<'load-seed'>, statements: Statements): Promise<void> {
    const { identifier, typeName } = this.#dialect
    const empty = columns.map(({ name, type }) => {
      const known = readSqlType(type, 'redshift')
      return `cast(null as ${(known && typeName(known, 'redshift')) ?? type}) as ${identifier(name)}`
    })
    await this.#make('scratch', into, plainSql(`select ${empty.join(', ')} where 1 = 0`), statements)
  }

  async makeRoom(action: ActionOf<'make-room'>, statements: Statements): Promise<void> {
    const { into, views } = action
    const alter = (change: string) => this.#execute(`alter table ${this.#address(into)} ${change}`, statements)
    const from = (await statements.describe(action.from))?.columns ?? []
    const there = (await statements.describe(into))?.columns ?? []
    const known = new Map(there.map((column) => [column.name.toLowerCase(), column.type]))
    for (const { name, type } of from) {
      if (action.leavesOut.includes(name.toLowerCase())) continue
      const old = known.get(name.toLowerCase())
      const column = this.#dialect.identifier(name)
      if (old === undefined) {
        if (action.adds) await alter(`add column ${column} ${type}`)
      } else if (old !== type) {
        const wide = await this.#widerType(old, type, statements)
        if (wide === old) continue
        await this.#dropViews(views, statements)
        await alter(`alter column ${column} type ${wide}`)
      }
    }
  }

  /** Makes a table of rows that were written as files, in place of the one that is there. */
  async replaceBy({ into, columns, files }: StoredRows, statements: Statements): Promise<void> {
    await this.drop({ kind: 'drop', target: into, views: [] }, statements)
    const list = columns.map(({ name, type }) => `${this.#dialect.identifier(name)} ${type}`).join(', ')
    await this.#execute(`create table ${this.#address(into)} (${list})${this.#dialect.tableOptions}`, statements)
    await this.#grantAgain(into, statements)
    await statements.load(into, { kind: 'parquet', columns: columns.map(({ name }) => name), files })
  }

  /** Answers how the columns differ, where that is not to be: then nothing was changed. */
  async matchColumns(action: ActionOf<'match-columns'>, statements: Statements): Promise<ColumnDifferences | null> {
    const given = ((await statements.describe(action.from))?.columns ?? []).filter(
      ({ name }) => !action.leavesOut.includes(name.toLowerCase()),
    )
    const there = (await statements.describe(action.into))?.columns ?? []
    const lacks = (columns: readonly Column[]) => {
      const names = new Set(columns.map(({ name }) => name.toLowerCase()))
      return ({ name }: Column) => !names.has(name.toLowerCase()) && !action.keeps.includes(name.toLowerCase())
    }
    const gone = there.filter(lacks(given)).map(({ name }) => name)
    if (action.else === 'drop') {
      if (gone.length > 0) await this.#dropViews(action.views, statements)
      for (const name of gone) {
        const drop = `alter table ${this.#address(action.into)} drop column ${this.#dialect.identifier(name)}`
        await this.#execute(drop, statements)
      }
      return null
    }
    const added = given.filter(lacks(there)).map(({ name, type }) => `${name} ${type}`)
    const retyped: string[] = []
    for (const { name, type } of given) {
      const old = there.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type
      if (old === undefined || old === type || this.#areTexts(old, type)) continue
      if ((await this.#widerType(old, type, statements)) !== old) retyped.push(`${name} ${old} → ${type}`)
    }
    return added.length + gone.length + retyped.length > 0 ? { added, gone, retyped } : null
  }

  async insertMatching({ from, into, where }: ActionOf<'insert-matching'>, statements: Statements): Promise<number> {
    const shared = await this.#shared(from, into, statements)
    const [list, values] = [shared.map(({ name }) => name).join(', '), shared.map(({ other }) => other).join(', ')]
    const condition = where === null ? '' : ` where ${where}`
    const insert = `insert into ${this.#address(into)} (${list}) select ${values} from ${this.#address(from)}${condition}`
    return (await this.#execute(insert, statements)) ?? 0
  }

  /** The columns that both have, as either of them writes their names. */
  async #shared(from: Relation, into: Relation, statements: Statements) {
    const { identifier } = this.#dialect
    const given = (await statements.describe(from))?.columns ?? []
    const names = new Map(given.map(({ name }) => [name.toLowerCase(), name]))
    return ((await statements.describe(into))?.columns ?? []).flatMap(({ name }) => {
      const key = name.toLowerCase()
      const other = names.get(key)
      return other === undefined ? [] : [{ key, name: identifier(name), other: identifier(other) }]
    })
  }

  /** Answers how many rows it has changed, or which columns are wanted of the rows that these lack: then it changes none. */
  async updateMatching(action: ActionOf<'update-matching'>, statements: Statements) {
    const { from, into, keyColumns, columns } = action
    const named = 'only' in columns ? columns.only : columns.but
    const isNamed = new Set(named.map((name) => name.toLowerCase()))
    const shared = await this.#shared(from, into, statements)
    const given = ((await statements.describe(from))?.columns ?? []).map(({ name }) => name.toLowerCase())
    const lacking = 'only' in columns ? columns.only.filter((name) => !given.includes(name)) : []
    const updated = shared.filter(({ key }) => !keyColumns.includes(key) && isNamed.has(key) === 'only' in columns)
    if (updated.length === 0 || lacking.length > 0) return { rows: 0, lacking, given }
    const set = updated.map(({ name, other }) => `${name} = ${mergeAliases.newRows}.${other}`).join(', ')
    const update = `update ${this.#address(into)} set ${set} from ${this.#address(from)} as ${mergeAliases.newRows} where `
    const rows = await this.#send(sql`${update}${updateCondition(this.#dialect, action)}`, statements)
    return { rows: rows ?? 0, lacking, given }
  }

  /** Answers how many rows the target has then. */
  async publish({ candidate, target, views }: ActionOf<'publish'>, statements: Statements): Promise<number> {
    const [from, to] = [this.#address(candidate), this.#address(target)]
    const old = await statements.describe(target)
    if (
      this.#dialect.changesRows &&
      old?.kind === 'table' &&
      (await this.#isAlike(old.columns, candidate, statements))
    ) {
      await this.#execute(`delete from ${to}`, statements)
      const rows = await this.#execute(`insert into ${to} select * from ${from}`, statements)
      return rows ?? this.#count(target, statements)
    }
    if (old) {
      await this.#dropViews(views, statements)
      await this.#keepGrants(target, statements)
    }
    if (old?.kind === 'view') await this.#execute(`drop view ${to}`, statements)
    const rows = await this.#make('table', target, plainSql(`select * from ${from}`), statements)
    await this.#grantAgain(target, statements)
    await this.restoreViews(views, statements, !this.#dialect.bindsViews)
    return rows ?? this.#count(target, statements)
  }

  async drop({ target, views }: ActionOf<'drop'>, statements: Statements): Promise<void> {
    const found = await statements.describe(target)
    if (!found) return
    await this.#dropViews(views, statements)
    await this.#keepGrants(target, statements)
    await this.#execute(`drop ${found.kind} ${this.#address(target)}`, statements)
  }

  /** Makes the views again that had to go, or all of them. */
  async restoreViews(views: readonly DependentView[], statements: Statements, all = false): Promise<void> {
    for (const { relation, query } of views) {
      if (!all && !this.#droppedViews.delete(relationKey(relation))) continue
      for (const text of this.#dialect.createView(relation, query)) await this.#send(text, statements)
      await this.#grantAgain(relation, statements)
    }
  }

  /** The columns of what was written on one engine, as this one has them. */
  handoffColumns({ from }: ActionOf<'empty'>, columns: readonly Column[]): readonly HandoffColumn[] {
    return columns.map(({ name, type }) => {
      const known = this.#layout.dialects[from].readType(type, from)
      const across = known && typeAcross(known, from, this.#engine)
      return { name, type: across && this.#dialect.typeName(across, this.#engine), from: type }
    })
  }

  /** Leaves an empty table of these columns, whatever was there before. */
  async empty(action: ActionOf<'empty'>, columns: readonly HandoffColumn[], statements: Statements) {
    const { into, views } = action
    const to = this.#address(into)
    const found = await statements.describe(into)
    if (this.#dialect.changesRows && found?.kind === 'table' && this.#fits(found.columns, columns)) {
      await this.#execute(action.with === 'truncate' ? `truncate table ${to}` : `delete from ${to}`, statements)
      return
    }
    if (found) await this.drop({ kind: 'drop', target: into, views }, statements)
    const list = columns.map(({ name, type }) => `${this.#dialect.identifier(name)} ${type}`).join(', ')
    await this.#execute(`create table ${to} (${list})${this.#dialect.tableOptions}`, statements)
    await this.#grantAgain(into, statements)
  }

  #fits(there: readonly Column[], wanted: readonly HandoffColumn[]): boolean {
    const read = (type: string) => this.#dialect.readType(type, this.#engine)
    return (
      there.length === wanted.length &&
      there.every(({ name, type }, at) => {
        const other = wanted[at]
        return other?.name.toLowerCase() === name.toLowerCase() && sameType(read(type), read(other.type ?? ''))
      })
    )
  }

  /** Texts of different lengths are no different types. */
  #areTexts(...types: readonly string[]): boolean {
    return types.every((type) => this.#dialect.readType(type, this.#engine)?.kind === 'string')
  }

  async #isAlike(columns: readonly Column[], other: Relation, statements: Statements): Promise<boolean> {
    return shapeOf(columns) === shapeOf((await statements.describe(other))?.columns)
  }

  async #make(
    as: ActionOf<'create'>['as'],
    into: Relation,
    query: SqlText,
    statements: Statements,
  ): Promise<number | null> {
    if (as === 'scratch' && !this.#dialect.createScratch) {
      await this.#run(query, (sql, options) => statements.keep(into, sql, options))
      return null
    }
    let rows: number | null = null
    for (const text of creates(this.#dialect, as, into, query)) rows = (await this.#send(text, statements)) ?? rows
    return rows
  }

  async #columnsQuery(rows: Extract<Rows, { kind: 'columns' }>, statements: Statements): Promise<SqlText> {
    const { identifier } = this.#dialect
    const found = (await statements.describe(rows.of))?.columns ?? []
    const left = new Set(rows.leavesOut.map((name) => name.toLowerCase()))
    const other = rows.except && (await statements.describe(rows.except))?.columns
    const shared = other && new Set(other.map(({ name }) => name.toLowerCase()))
    const taken = found.filter(({ name }) => !left.has(name.toLowerCase()) && (shared?.has(name.toLowerCase()) ?? true))
    const items = taken.map(({ name }) => {
      const column = identifier(name)
      const own = `${rows.alias}.${column}`
      return `${rows.instead.get(name.toLowerCase()) ?? own} as ${column}`
    })
    const minus = rows.except
      ? ` except select ${taken.map(({ name }) => identifier(name)).join(', ')} from ${this.#address(rows.except)}`
      : ''
    const added = rows.adds.map(({ name, expression }) => `${expression} as ${identifier(name)}`)
    const differs = rows.differs
      ? [
          differsItem(
            rows.differs,
            rows.alias,
            taken.map(({ name }) => name),
            identifier,
          ),
        ]
      : []
    return plainSql(`select ${[...items, ...added, ...differs].join(', ')} from ${rows.from}${minus}`)
  }

  /** Only where a view would keep its table from going. */
  async #dropViews(views: readonly DependentView[], statements: Statements): Promise<void> {
    if (!this.#dialect.bindsViews) return
    for (const { relation } of [...views].reverse()) {
      if (this.#droppedViews.has(relationKey(relation))) continue
      await this.#keepGrants(relation, statements)
      await this.#execute(`drop view if exists ${this.#address(relation)}`, statements)
      this.#droppedViews.add(relationKey(relation))
    }
  }

  async #keepGrants(relation: Relation, statements: Statements): Promise<void> {
    const query = this.#dialect.grantsQuery?.(relation)
    // It may have gone already.
    if (!query || this.#grants.has(relationKey(relation))) return
    const { rows } = await statements.query(query)
    this.#grants.set(
      relationKey(relation),
      rows.map(([statement]) => String(statement)),
    )
  }

  async #grantAgain(relation: Relation, statements: Statements): Promise<void> {
    for (const statement of this.#grants.get(relationKey(relation)) ?? []) await this.#execute(statement, statements)
    this.#grants.delete(relationKey(relation))
  }

  async #widerType(one: string, other: string, statements: Statements): Promise<string> {
    const wider = this.#dialect.widerType(one, other)
    if ('type' in wider) return wider.type
    const { rows } = await statements.query(wider.query)
    return String(rows[0]?.[0] ?? one)
  }

  async #count(relation: Relation, statements: Statements): Promise<number> {
    const { rows } = await statements.query(`select count(*) from ${this.#address(relation)}`)
    return Number(rows[0]?.[0] ?? 0)
  }

  #address(relation: Relation): string {
    return this.#dialect.relation(relation)
  }

  #execute(sql: string, statements: Statements): Promise<number | null> {
    return this.#send(plainSql(sql), statements)
  }

  async #send(text: SqlText, statements: Statements): Promise<number | null> {
    const { rows } = await this.#run(text, (sql, options) => statements.execute(sql, options))
    return rows
  }
}

/** Which rows are updated by which: those with their keys, none of which is NULL. */
export function updateCondition(dialect: PlannerDialect, action: ActionOf<'update-matching'>): SqlText {
  const own = dialect.identifier(action.into.name)
  const names = action.keyColumns.map(dialect.identifier)
  const same = names.map((name) => `${own}.${name} = ${mergeAliases.newRows}.${name}`).join(' and ')
  return action.where ? sql`${same} and (${action.where})` : plainSql(same)
}

function shapeOf(columns: readonly Column[] | undefined): string {
  return JSON.stringify(columns?.map((column) => [column.name.toLowerCase(), column.type]))
}

/** The statements that make a table or a view of a query's rows. */
export function creates(
  dialect: PlannerDialect,
  as: ActionOf<'create'>['as'],
  into: Relation,
  rows: SqlText,
): readonly SqlText[] {
  switch (as) {
    case 'scratch':
      return dialect.createScratch?.(into, rows) ?? dialect.createScratchView(into, rows)
    case 'scratch-view':
      return dialect.createScratchView(into, rows)
    case 'table':
    case 'missing-table':
      return dialect.createTable(into, rows)
    case 'view':
      return dialect.createView(into, rows)
  }
}

/** Spelled out for engines that have no IS DISTINCT FROM. */
function differsItem(
  { name, window, columns, but }: DiffersColumn,
  alias: string,
  taken: readonly string[],
  identifier: (name: string) => string,
): string {
  const compared = taken.filter((column) => {
    const lower = column.toLowerCase()
    return (columns?.includes(lower) ?? true) && !but.includes(lower)
  })
  const same = compared.map((column) => {
    const own = `${alias}.${identifier(column)}`
    const before = `lag(${own}) over (${window})`
    return `(${own} = ${before} or (${own} is null and ${before} is null))`
  })
  const all = same.length === 0 ? '1 = 1' : same.join(' and ')
  return `case when ${all} then 0 else 1 end as ${identifier(name)}`
}
