import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { EngineError, type EngineErrorKind } from '../../src/engines/engine-error.ts'
import { openEngine } from '../../src/engines/registry.ts'
import type { ChangeFiles } from '../../src/ingest/change-files.ts'
import { relation } from '../../src/manifest/relation.ts'

/** What differs between dialects in the statements of the suite. */
export interface SuiteDialect {
  quote(identifier: string): string
  /** The names of the types that the suite uses. */
  readonly types: Readonly<
    Record<'boolean' | 'integer' | 'bigint' | 'double' | 'text' | 'date' | 'timestamp' | 'instant' | 'binary', string>
  >
  /** A literal. */
  text(value: string): string
  /** An expression for three bytes: AB 00 0F. */
  readonly bytes: string
  /** An expression that fails for its value. */
  readonly failure: string
  /** A query that would run for minutes. */
  readonly slowQuery: string
}

/** What an engine that lacks something says when it is asked for it. */
const refusals: readonly EngineErrorKind[] = ['code', 'unsupported']

/** What every engine must do, over the port alone. What one cannot do its capabilities say, and the suite asserts. */
export function engineSuite(name: string, makeEngine: () => Promise<Engine>, dialect: SuiteDialect): void {
  const { quote, types } = dialect
  let engine: Engine
  let session: Session
  let folder: string
  let isClosed = false
  /** Of each kind of column: its type, a value, what DuckDB calls it in a Parquet file, and the value when it is read. */
  const sample: Readonly<Record<string, readonly [type: string, value: string, parquet: string, read: Value]>> = {
    'An Id': [types.integer, '-2147483648', 'INTEGER', -2147483648],
    long: [types.bigint, '9223372036854775807', 'BIGINT', '9223372036854775807'],
    price: ['decimal(18,2)', '-12.5', 'DECIMAL(18,2)', '-12.50'],
    widest: [
      'decimal(38,0)',
      '12345678901234567890123456789012345678',
      'DECIMAL(38,0)',
      '12345678901234567890123456789012345678',
    ],
    real: [types.double, '0.1', 'DOUBLE', 0.1],
    nan: [types.double, `'NaN'`, 'DOUBLE', 'NaN'],
    less: [types.double, `'-Infinity'`, 'DOUBLE', '-Infinity'],
    yes: [types.boolean, 'true', 'BOOLEAN', true],
    text: [
      types.text,
      dialect.text('it\'s "quoted",\n\\n \u{1F30A} żółć'),
      'VARCHAR',
      'it\'s "quoted",\n\\n \u{1F30A} żółć',
    ],
    empty: [types.text, `''`, 'VARCHAR', ''],
    day: [types.date, `'0001-01-01'`, 'DATE', '0001-01-01'],
    wall: [types.timestamp, `'2026-01-02 03:04:05.123456'`, 'TIMESTAMP', '2026-01-02T03:04:05.123456'],
    before: [types.timestamp, `'1500-12-31 23:59:59.5'`, 'TIMESTAMP', '1500-12-31T23:59:59.500000'],
    instant: [types.instant, `'2026-01-02 03:04:05+02:00'`, 'TIMESTAMP WITH TIME ZONE', '2026-01-02T01:04:05.000000Z'],
    bytes: [types.binary, dialect.bytes, 'BLOB', 'AB000F'],
  }

  describe(`${name} engine`, () => {
    beforeAll(async () => {
      engine = await makeEngine()
      folder = mkdtempSync(join(tmpdir(), 'tidemill-suite-'))
    })
    afterAll(async () => {
      await engine.close()
      rmSync(folder, { recursive: true, force: true })
    })
    beforeEach(async () => {
      session = await engine.connect()
      await session.execute('create schema suite')
    })
    afterEach(async () => {
      if (isClosed) return
      await session.close()
      const cleaner = await engine.connect()
      await cleaner.execute('drop schema suite cascade')
      await cleaner.close()
    })

    describe('execute', () => {
      test('tells how many rows a statement changed', async () => {
        await session.execute(`create table suite.t (a ${types.integer})`)
        const told = (rows: number) => (engine.capabilities.supportsRowCounts ? rows : null)
        expect(await session.execute('insert into suite.t values (1), (2), (3)')).toEqual({ rows: told(3) })
        expect(await session.execute('create table suite.u as select * from suite.t')).toEqual({ rows: 3 })
        expect(await session.execute('select a from suite.t')).toEqual({ rows: null })
      })

      test('changes and deletes rows, if the engine can', async () => {
        await session.execute('create table suite.t as select 1 as a union all select 2 union all select 3')
        const told = (rows: number) => (engine.capabilities.supportsRowCounts ? rows : null)
        const changed = session.execute('update suite.t set a = 5 where a > 1')
        if (!engine.capabilities.supportsRowChanges) {
          await expectFailure(changed, ...refusals)
          await expectFailure(session.execute('delete from suite.t where a = 9'), ...refusals)
          return
        }
        expect(await changed).toEqual({ rows: told(2) })
        expect(await session.execute('delete from suite.t where a = 9')).toEqual({ rows: told(0) })
        expect(await session.execute('delete from suite.t where a = 1')).toEqual({ rows: told(1) })
        expect(await rows('select a from suite.t')).toEqual([[5], [5]])
      })

      test('runs the work of a query that nobody reads', async () => {
        await expectFailure(session.execute(`select ${dialect.failure}`), 'data')
      })

      test('has no count for statements that write no rows', async () => {
        expect(await session.execute(`create table suite.t (a ${types.integer})`)).toEqual({ rows: null })
        expect(await session.execute('drop table suite.t')).toEqual({ rows: null })
      })

      test('replaces a table, if the engine can', async () => {
        await session.execute('create table suite.t as select 1 as a')
        const replaced = session.execute('create or replace table suite.t as select 2 as a')
        if (engine.capabilities.supportsCreateOrReplaceTable) await replaced
        else await expectFailure(replaced, ...refusals)
      })

      test('merges with conditions, if the engine can', async () => {
        await session.execute('create table suite.t as select 1 as id, 10 as n')
        const merged = session.execute(
          `merge into suite.t t using (select 1 as id, 'D' as op union all select 2, 'U') s on t.id = s.id
           when matched and s.op = 'D' then delete
           when matched then update set n = 0
           when not matched then insert (id, n) values (s.id, 20)`,
        )
        if (!engine.capabilities.supportsMerge) return expectFailure(merged, ...refusals)
        await merged
        expect(await rows('select id, n from suite.t')).toEqual([[2, 20]])
      })
    })

    describe('query', () => {
      test('names the columns in order', async () => {
        const { columns } = await session.query('select 1 as b, 2 as a')
        expect(columns.map((column) => column.name)).toEqual(['b', 'a'])
        expect(columns.every((column) => column.type.toLowerCase().startsWith('int'))).toBe(true)
      })

      test('gives no rows for none', async () => {
        expect(await rows('select 1 as a where false')).toEqual([])
      })

      const exact: readonly (readonly [expression: string, value: Value])[] = [
        [`cast(null as ${types.integer})`, null],
        ['true', true],
        ['false', false],
        [`cast(-2147483648 as ${types.integer})`, -2147483648],
        [`cast(9223372036854775807 as ${types.bigint})`, '9223372036854775807'],
        ['cast(12.5 as decimal(18,2))', '12.50'],
        ['cast(-0.05 as decimal(4,2))', '-0.05'],
        ['cast(12345678901234567890123456789012345678 as decimal(38,0))', '12345678901234567890123456789012345678'],
        [`cast(0.1 as ${types.double})`, 0.1],
        [`cast('NaN' as ${types.double})`, 'NaN'],
        [`cast('-Infinity' as ${types.double})`, '-Infinity'],
        [`cast('2026-01-02' as ${types.date})`, '2026-01-02'],
        [`cast('0001-01-01' as ${types.date})`, '0001-01-01'],
        [`cast('2026-01-02 03:04:05.123456' as ${types.timestamp})`, '2026-01-02T03:04:05.123456'],
        [`cast('1969-12-31 23:59:59.5' as ${types.timestamp})`, '1969-12-31T23:59:59.500000'],
        [`cast('2026-01-02 03:04:05+02:00' as ${types.instant})`, '2026-01-02T01:04:05.000000Z'],
        [`cast('' as ${types.text})`, ''],
        [dialect.text('it\'s "quoted" \\n \u{1F30A} żółć ?'), 'it\'s "quoted" \\n \u{1F30A} żółć ?'],
        [dialect.bytes, 'AB000F'],
      ]
      test.each(exact)('reads %s exactly', async (expression, value) => {
        expect(await rows(`select ${expression} as v`)).toEqual([[value]])
      })
    })

    describe('describe', () => {
      test('gives a table its columns in order', async () => {
        await session.execute(`create table suite.t (b decimal(18,2), a ${types.integer})`)
        const described = await session.describe(relation('suite', 't'))
        expect(described?.kind).toBe('table')
        expect(described?.columns.map((column) => column.name)).toEqual(['b', 'a'])
        expect(described?.columns[0]?.type.replaceAll(' ', '').toLowerCase()).toMatch(/^(decimal|numeric)\(18,2\)$/)
      })

      test('knows a view', async () => {
        await session.execute('create view suite.v as select 1 as a')
        expect(await session.describe(relation('suite', 'v'))).toMatchObject({ kind: 'view', columns: [{ name: 'a' }] })
      })

      test('is null for what is not there', async () => {
        expect(await session.describe(relation('suite', 'nothing'))).toBeNull()
        expect(await session.describe(relation('no_such_schema', 'nothing'))).toBeNull()
      })

      test('takes names literally', async () => {
        await session.execute('create table suite.t as select 1 as a')
        expect(await session.describe(relation('suite', '%'))).toBeNull()
        expect(await session.describe(relation('suite', "t' or 'a' = 'a"))).toBeNull()
      })
    })

    describe('identifiers', () => {
      test.each(['order', 'two words', 'a.b', 'semi;colon', "it's", 'żółć', '1st', 'comment--'])(
        'takes the name %s',
        async (odd) => {
          const any = engine.capabilities.supportsAnyTableName
          const table = any || /^\w+$/.test(odd) ? odd : 'plain'
          const make = (name: string) => `create table suite.${quote(name)} as select 7 as ${quote(odd)}`
          if (table !== odd) await expectFailure(session.execute(make(odd)), ...refusals)
          await session.execute(make(table))
          expect(await session.describe(relation('suite', table))).toMatchObject({ columns: [{ name: odd }] })
          expect((await session.query(`select ${quote(odd)} from suite.${quote(table)}`)).rows).toEqual([[7]])
          await session.load(relation('suite', table), { kind: 'rows', columns: [odd], rows: [['8']] })
          expect(await rows(`select count(*) from suite.${quote(table)}`)).toEqual([['2']])
        },
      )
    })

    describe('transactions', () => {
      test('keep everything or nothing', async () => {
        await session.execute(`create table suite.t (a ${types.integer})`)
        if (!engine.capabilities.supportsTransactions) {
          return expectFailure(
            session.transaction(async () => {}),
            'unsupported',
          )
        }
        const result = await session.transaction(async (statements) => {
          await statements.execute('insert into suite.t values (1)')
          await statements.execute('insert into suite.t values (2)')
          return 'done'
        })
        expect(result).toBe('done')
        const stop = new Error('stop')
        await expect(
          session.transaction(async (statements) => {
            await statements.execute('delete from suite.t')
            throw stop
          }),
        ).rejects.toBe(stop)
        expect(await rows('select a from suite.t order by a')).toEqual([[1], [2]])
      })

      test('fail when a statement failed, even if the work went on', async () => {
        if (!engine.capabilities.supportsTransactions) return
        await session.execute(`create table suite.t (a ${types.integer})`)
        const swallowed = session.transaction(async (statements) => {
          await statements.execute('insert into suite.t values (1)')
          await statements.query('select * from suite.nothing').catch(() => null)
        })
        await expectFailure(swallowed, 'missing-relation')
        expect(await rows('select a from suite.t')).toEqual([])
      })

      test('leave the session usable after a failure', async () => {
        if (!engine.capabilities.supportsTransactions) return
        await expectFailure(
          session.transaction((statements) => statements.query('select nonsense')),
          'code',
        )
        expect(await session.transaction((statements) => statements.query('select 1'))).toMatchObject({ rows: [[1]] })
      })

      test('undo changes of tables, if the engine can', async () => {
        if (!engine.capabilities.supportsTransactionalDdl) return
        await session.execute('create table suite.t as select 1 as a')
        const undone = session.transaction(async (statements) => {
          await statements.execute('drop table suite.t')
          await statements.execute('create table suite.u as select 1 as a')
          throw new Error('stop')
        })
        await expect(undone).rejects.toThrow('stop')
        expect(await session.describe(relation('suite', 't'))).not.toBeNull()
        expect(await session.describe(relation('suite', 'u'))).toBeNull()
      })

      test('undo TRUNCATE exactly if the engine says so', async () => {
        if (!engine.capabilities.supportsTransactions) return
        await session.execute('create table suite.t as select 1 as a')
        const undone = session.transaction(async (statements) => {
          await statements.execute('truncate table suite.t')
          throw new Error('stop')
        })
        await expect(undone).rejects.toThrow('stop')
        const left = engine.capabilities.supportsTransactionalTruncate ? [[1]] : []
        expect(await rows('select a from suite.t')).toEqual(left)
      })

      test('hide what is not committed from other sessions', async () => {
        if (!engine.capabilities.supportsTransactions) return
        await session.execute(`create table suite.t (a ${types.integer})`)
        const other = await engine.connect()
        await session.transaction(async (statements) => {
          await statements.execute('insert into suite.t values (1)')
          expect((await other.query('select a from suite.t')).rows).toEqual([])
        })
        expect((await other.query('select a from suite.t')).rows).toEqual([[1]])
        await other.close()
      })
    })

    describe('load', () => {
      const target = relation('suite', 'seed')
      const columns = ['id', 'label', 'price']
      beforeEach(async () => {
        await session.execute(`create table suite.seed (id ${types.integer}, label ${types.text}, price decimal(8,2))`)
      })

      test('casts text cells to the columns of the table', async () => {
        const cells = [
          ['1', 'null', '3.5'],
          ['2', '', null],
          [null, null, '-1'],
        ]
        expect(await session.load(target, { kind: 'rows', columns, rows: cells })).toEqual({ rows: 3 })
        expect(await rows('select * from suite.seed order by id nulls last')).toEqual([
          [1, 'null', '3.50'],
          [2, '', null],
          [null, null, '-1.00'],
        ])
      })

      test('appends, by the names of the columns, and takes no rows at all', async () => {
        await session.load(target, { kind: 'rows', columns: ['price', 'id'], rows: [['9', '1']] })
        expect(await session.load(target, { kind: 'rows', columns, rows: [] })).toEqual({ rows: 0 })
        expect(await rows('select * from suite.seed')).toEqual([[1, null, '9.00']])
      })

      test('loads all of the rows or none', async () => {
        const cells = [
          ['1', 'a', '1'],
          ['two', 'b', '2'],
        ]
        await expectFailure(session.load(target, { kind: 'rows', columns, rows: cells }), 'data')
        expect(await rows('select * from suite.seed')).toEqual([])
      })

      test('reads CSV as RFC 4180 has it', async () => {
        const path = join(folder, "it's.csv")
        writeFileSync(path, 'id,label,price\r\n1,"a ""b"", c",1.5\r\n2,"",\r\n3,,0\r\n4,"two\nlines",4\r\n5,NA,5\r\n')
        const csv = { kind: 'csv', columns, path, header: true, delimiter: ',', null: '' } as const
        expect(await session.load(target, csv)).toEqual({ rows: 5 })
        expect(await rows('select * from suite.seed order by id')).toEqual([
          [1, 'a "b", c', '1.50'],
          [2, '', null],
          [3, null, '0.00'],
          [4, 'two\nlines', '4.00'],
          [5, 'NA', '5.00'],
        ])
      })

      test('takes another delimiter and word for null, and no header', async () => {
        const path = join(folder, 'pipe.csv')
        writeFileSync(path, '1|NA|1\n2|"NA"|\\n\n'.replace('\\n', 'NA'))
        await session.load(target, { kind: 'csv', columns, path, header: false, delimiter: '|', null: 'NA' })
        expect(await rows('select * from suite.seed order by id')).toEqual([
          [1, null, '1.00'],
          [2, 'NA', null],
        ])
      })

      test('fails for a file that is not there, and goes on', async () => {
        const csv = {
          kind: 'csv',
          columns,
          path: join(folder, 'none.csv'),
          header: true,
          delimiter: ',',
          null: '',
        } as const
        const failure = await expectFailure(session.load(target, csv), 'data')
        expect(failure.message).toContain('none.csv')
        expect(await rows('select count(*) from suite.seed')).toEqual([['0']])
      })

      test('names the value that does not fit', async () => {
        const failure = await expectFailure(
          session.load(target, { kind: 'rows', columns, rows: [['x1', null, null]] }),
          'data',
        )
        expect(failure.message).toContain('x1')
        expect(failure.position).toBeNull()
      })
    })

    describe('unload', () => {
      const target = () => join(folder, 'unloaded', crypto.randomUUID())

      test('writes what load reads, exactly', async () => {
        const columns = Object.entries(sample).map(([column, [type]]) => `${quote(column)} ${type}`)
        await session.execute(`create table suite.t (${columns.join(', ')})`)
        const values = Object.values(sample).map(([type, value]) => `cast(${value} as ${type})`)
        await session.execute(`insert into suite.t select ${values.join(', ')}`)
        const nulls = Object.values(sample).map(([type]) => `cast(null as ${type})`)
        await session.execute(`insert into suite.t select ${nulls.join(', ')}`)
        const path = target()
        const unloaded = await session.unload({ sql: 'select * from suite.t', folder: path })
        expect(unloaded).toMatchObject({ rows: 2 })
        expect(unloaded.files.reduce((rows, file) => rows + file.rows, 0)).toBe(2)
        for (const file of unloaded.files) {
          expect(dirname(file.path)).toBe(path)
          expect(file.bytes).toBe(statSync(file.path).size)
        }
        expect(unloaded.columns).toEqual((await session.describe(relation('suite', 't')))?.columns)

        const written = await parquetTypes(unloaded.files.map((file) => file.path))
        expect(written).toEqual(
          Object.fromEntries(Object.entries(sample).map(([column, [, , type]]) => [column, type])),
        )

        await session.execute(`create table suite.u (${columns.join(', ')})`)
        const files = unloaded.files.map((file) => file.path)
        const source = { kind: 'parquet', columns: Object.keys(sample), files } as const
        expect(await session.load(relation('suite', 'u'), source)).toEqual({ rows: 2 })
        const order = ` order by ${quote('An Id')} nulls last`
        const loaded = await rows(`select * from suite.u${order}`)
        expect(loaded).toEqual(await rows(`select * from suite.t${order}`))
        expect(loaded[0]).toEqual(Object.values(sample).map(([, , , value]) => value))
      })

      test('writes a file with the columns when there are no rows', async () => {
        const sql = `select cast(1 as ${types.integer}) as a, cast('x' as ${types.text}) as b where false`
        const { files, rows: count } = await session.unload({ sql, folder: target() })
        expect(count).toBe(0)
        expect(files).toHaveLength(1)
        expect(await parquetTypes(files.map((file) => file.path))).toEqual({ a: 'INTEGER', b: 'VARCHAR' })
      })

      test('takes a query that ends with a comment', async () => {
        const { rows: count } = await session.unload({ sql: 'select 1 as a -- one', folder: target() })
        expect(count).toBe(1)
      })

      test('refuses a folder that is there', async () => {
        const path = target()
        mkdirSync(path, { recursive: true })
        await expectFailure(session.unload({ sql: 'select 1 as a', folder: path }), 'code')
        expect(readdirSync(path)).toEqual([])
      })

      test('refuses names that readers cannot tell apart', async () => {
        await expectFailure(session.unload({ sql: 'select 1 as a, 2 as a', folder: target() }), 'code')
        await expectFailure(
          session.unload({ sql: `select 1 as ${quote('a')}, 2 as ${quote('A')}`, folder: target() }),
          'code',
        )
      })

      test('leaves nothing when the query fails, and tells where', async () => {
        const path = target()
        const sql = "select 'ż\u{1F30A}', nonsense from (select 1 as a) x"
        const failure = await expectFailure(session.unload({ sql, folder: path }), 'code')
        expect(failure.position).toBe(engine.capabilities.supportsErrorPositions ? sql.indexOf('nonsense') : null)
        const series = 'select 1 as a union all select 2'
        await expectFailure(
          session.unload({
            sql: `select cast(case when a = 2 then ${dialect.failure} end as ${types.integer}) as b from (${series}) x`,
            folder: path,
          }),
          'data',
        )
        await expectFailure(
          session.unload({ sql: 'select 1 as a from suite.nothing', folder: path }),
          'missing-relation',
        )
        expect(leftOvers(path)).toEqual([])
      })

      test('stops, and leaves nothing', async () => {
        if (!engine.capabilities.supportsCancel) return
        const path = target()
        const controller = new AbortController()
        const sql = dialect.slowQuery.replace('count(*)', 'count(*) as a')
        const running = session.unload({ sql, folder: path }, { signal: controller.signal })
        setTimeout(() => controller.abort(), 300)
        await expectFailure(running, 'cancelled')
        expect(leftOvers(path)).toEqual([])
        await expectFailure(
          session.unload({ sql: 'select 1 as a', folder: path }, { signal: AbortSignal.abort() }),
          'cancelled',
        )
        expect((await session.unload({ sql: 'select 1 as a', folder: path })).rows).toBe(1)
      })
    })

    describe('load of Parquet', () => {
      const target = relation('suite', 'loaded')
      const file = (sql: string) => parquetFile(folder, sql)
      const parquet = (columns: readonly string[], ...files: readonly string[]) =>
        ({ kind: 'parquet', columns, files }) as const

      test('takes exactly the files that it is given, by the names of their columns', async () => {
        await session.execute(`create table suite.loaded (id ${types.bigint}, price decimal(8,2), label ${types.text})`)
        const files = [
          await file("select 'a' as LABEL, 1::integer as id, 1.5::decimal(3,1) as price"),
          await file("select 2::bigint as ID, 'b' as label, 12.25::decimal(8,2) as price, true as more"),
        ]
        expect(await session.load(target, parquet(['label', 'id', 'price'], ...files))).toEqual({ rows: 2 })
        expect(await session.load(target, parquet(['id'], files[0] as string))).toEqual({ rows: 1 })
        expect(await session.load(target, parquet(['id']))).toEqual({ rows: 0 })
        expect(await rows('select id, price, label from suite.loaded order by id, label nulls last')).toEqual([
          ['1', '1.50', 'a'],
          ['1', null, null],
          ['2', '12.25', 'b'],
        ])
      })

      test('fails for a column that one of the files lacks', async () => {
        await session.execute(`create table suite.loaded (id ${types.integer}, label ${types.text})`)
        const files = [await file("select 1 as id, 'a' as label"), await file('select 2 as id')]
        const failure = await expectFailure(session.load(target, parquet(['id', 'label'], ...files)), 'data')
        expect(failure.message).toContain('label')
        expect(await rows('select * from suite.loaded')).toEqual([])
      })

      test('fails for a column that the table lacks', async () => {
        await session.execute(`create table suite.loaded (id ${types.integer})`)
        await expectFailure(session.load(target, parquet(['id', 'b'], await file('select 1 as id, 2 as b'))), 'code')
      })

      test('loads all of the rows or none', async () => {
        await session.execute(`create table suite.loaded (id ${types.integer})`)
        const whole = await file('select i as id from range(5000) t(i)')
        const broken = await file("select if(i = 4999, 'x1', i::varchar) as id from range(5000) t(i)")
        const failure = await expectFailure(session.load(target, parquet(['id'], whole, broken)), 'data')
        expect(failure.message).toContain('x1')
        expect(await rows('select * from suite.loaded')).toEqual([])
      })

      test('fails for a file that is not there, or is no Parquet', async () => {
        await session.execute(`create table suite.loaded (id ${types.integer})`)
        const none = join(folder, 'none.parquet')
        const failure = await expectFailure(session.load(target, parquet(['id'], none)), 'data')
        expect(failure.message).toContain('none.parquet')
        const text = join(folder, 'text.parquet')
        writeFileSync(text, 'id\n1\n')
        await expectFailure(session.load(target, parquet(['id'], text)), 'data')
      })

      test('keeps text as it is', async () => {
        await session.execute(`create table suite.loaded (id ${types.integer}, label ${types.text})`)
        const texts = ['', 'a,"b"', 'two\nlines\r\n', '\\N', '\\.', '\\', 'NULL', "it's", 'żółć \u{1F30A}', ' \t ']
        const list = texts.map((text, index) => `(${index}, '${text.replaceAll("'", "''")}')`)
        const path = await file(`select * from (values ${list.join(', ')}, (99, null)) t(id, label)`)
        await session.load(target, parquet(['id', 'label'], path))
        expect(await rows('select label from suite.loaded order by id')).toEqual([...texts, null].map((text) => [text]))
      })

      test('tells instants from times without a zone', async () => {
        await session.execute(
          `create table suite.loaded (a ${types.timestamp}, b ${types.instant}, c ${types.timestamp}, d ${types.instant})`,
        )
        const instant = "timestamptz '2026-01-02 03:04:05.123456+02'"
        const wall = "timestamp '1969-12-31 23:59:59.5'"
        const path = await file(`select ${instant} as a, ${instant} as b, ${wall} as c, ${wall} as d`)
        await session.load(target, parquet(['a', 'b', 'c', 'd'], path))
        expect(await rows('select * from suite.loaded')).toEqual([
          [
            '2026-01-02T01:04:05.123456',
            '2026-01-02T01:04:05.123456Z',
            '1969-12-31T23:59:59.500000',
            '1969-12-31T23:59:59.500000Z',
          ],
        ])
      })

      test('makes JSON of lists, maps and structs for text', async () => {
        await session.execute(
          `create table suite.loaded (a ${types.text}, b ${types.text}, c ${types.text}, d ${types.text})`,
        )
        const path = await file(
          `select [1, null, 3] as a, map {'k': 1.50::decimal(4,2)} as b,
             {'day': date '2026-01-02', 's': 'a "b"', 'inner': [{'x': true}]} as c, null::integer[] as d`,
        )
        await session.load(target, parquet(['a', 'b', 'c', 'd'], path))
        const [a, b, c, d] = (await rows('select a, b, c, d from suite.loaded'))[0] ?? []
        expect([a, b, c].map((text) => JSON.parse(String(text)))).toEqual([
          [1, null, 3],
          { k: 1.5 },
          { day: '2026-01-02', s: 'a "b"', inner: [{ x: true }] },
        ])
        expect(d).toBeNull()
      })

      test('stops', async () => {
        if (!engine.capabilities.supportsCancel) return
        await session.execute(`create table suite.loaded (id ${types.integer}, label ${types.text})`)
        const path = await file("select i as id, repeat('x', 50) || i as label from range(2000000) t(i)")
        const controller = new AbortController()
        const running = session.load(target, parquet(['id', 'label'], path), { signal: controller.signal })
        setTimeout(() => controller.abort(), 60)
        await expectFailure(running, 'cancelled')
        expect(await rows('select * from suite.loaded')).toEqual([])
      })
    })

    describe('change files', () => {
      const changes = relation('temp', 'suite_changes')

      test('are laid out as rows, if the engine can', async () => {
        const path = await parquetFile(
          folder,
          `select * from (values ('I', 1, '5', 'a'), ('U', 1, '12', 'b'), ('D', 1, '7', 'b')) t("Op", id, seq, label)`,
        )
        const from = changeFiles(path)
        if (!engine.capabilities.readsChangeFiles) {
          await expectFailure(session.readChanges(from, changes), 'unsupported')
          return session.dropKept(changes)
        }
        await session.readChanges(from, changes)
        const read = 'select _op, label, _position from suite_changes order by _position'
        expect(await rows(read)).toEqual([
          ['I', 'a', '1'],
          ['D', 'b', '2'],
          ['U', 'b', '3'],
        ])
        // Computed once: the file is not needed any more.
        rmSync(path)
        expect(await rows(read)).toHaveLength(3)
        await session.dropKept(changes)
        await session.dropKept(changes)
        await expectFailure(session.query(read), 'missing-relation')
        await expectFailure(session.readChanges(from, changes), 'data')
      })

      test('go with the session', async () => {
        if (!engine.capabilities.readsChangeFiles) return
        const own = await engine.connect()
        await own.readChanges({ ...changeFiles(''), files: [] }, changes)
        expect((await own.query('select count(*) from suite_changes')).rows).toEqual([['0']])
        await own.close()
        await expectFailure(session.query('select * from suite_changes'), 'missing-relation')
      })

      test('stop', async () => {
        if (!engine.capabilities.readsChangeFiles || !engine.capabilities.supportsCancel) return
        const path = await parquetFile(
          folder,
          `select 'I' as "Op", i::integer as id, i::varchar as seq, md5(i::varchar) as label from range(1000000) t(i)`,
        )
        const controller = new AbortController()
        const running = session.readChanges(changeFiles(path), changes, { signal: controller.signal })
        setTimeout(() => controller.abort(), 100)
        await expectFailure(running, 'cancelled')
        await expectFailure(session.query('select * from suite_changes'), 'missing-relation')
      })
    })

    test('DataFrame models are run, if the engine can', async () => {
      const running = session.runDataFrame({
        calls: 'model',
        code: 'def model(tm, spark):\n    return spark.range(2)\n',
        path: 'models/two.py',
        reads: [],
        vars: {},
        into: { kind: 'view', name: 'suite_two' },
      })
      if (!engine.capabilities.runsDataFrames) return expectFailure(running, 'unsupported')
      expect((await running).columns.map(({ name }) => name)).toEqual(['id'])
      expect(await rows('select count(*) from suite_two')).toEqual([['2']])
    })

    describe('errors', () => {
      const cases: readonly (readonly [kind: EngineErrorKind, sql: string, at: string | null])[] = [
        ['code', "select 'ż\u{1F30A}', 1 2 from t", '2 from t'],
        ['code', "select 1 as a,\n  'ż\u{1F30A}', nonsense\nfrom (select 1 as a) x", 'nonsense'],
        ['code', "select 'ż\u{1F30A}', nonsense from (select 1 as a) x", 'nonsense'],
        ['code', "select 'ż\u{1F30A}', no_such_function(1)", 'no_such_function'],
        ['missing-relation', "select 'ż\u{1F30A}' from suite.nothing", 'suite.nothing'],
        ['missing-relation', 'select 1 from no_such_schema.nothing', 'no_such_schema.nothing'],
        ['missing-relation', 'drop table suite.nothing', null],
        ['data', `select ${dialect.failure}`, null],
      ]
      test.each(cases)('are %s for %s', async (kind, sql, at) => {
        const failure = await expectFailure(session.query(sql), kind)
        expect(failure.message.length).toBeGreaterThan(10)
        expect(failure.retryable).toBe(false)
        if (at === null) return
        const position = engine.capabilities.supportsErrorPositions ? sql.indexOf(at) : null
        expect(failure.position).toBe(position)
      })

      test('tell that a value does not fit, if the engine can', async () => {
        const cast = session.query(`select cast('x1' as ${types.integer}) as a`)
        if (engine.capabilities.supportsStrictCasts) await expectFailure(cast, 'data')
        else expect((await cast).rows).toEqual([[null]])
      })

      test('are conflicts when two transactions change one row', async () => {
        if (!engine.capabilities.supportsTransactions) return
        await session.execute('create table suite.t as select 1 as a')
        const other = await engine.connect()
        const read = barrier(2)
        const both = await Promise.allSettled(
          [session, other].map((one) =>
            one.transaction(async (statements) => {
              const { rows: found } = await statements.query('select a from suite.t')
              await read()
              await statements.execute(`update suite.t set a = ${String(found[0]?.[0])} + 1`)
            }),
          ),
        )
        await other.close()
        const failed = both.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
        expect(failed).toHaveLength(1)
        expect(failed[0]).toMatchObject({ name: 'EngineError', kind: 'conflict', retryable: true })
        expect(await rows('select a from suite.t')).toEqual([[2]])
      })
    })

    describe('cancel', () => {
      test('stops a statement by its signal and keeps the session', async () => {
        if (!engine.capabilities.supportsCancel) return
        const controller = new AbortController()
        const running = session.query(dialect.slowQuery, { signal: controller.signal })
        setTimeout(() => controller.abort(), 50)
        await expectFailure(running, 'cancelled')
        expect(await rows('select 1 as a')).toEqual([[1]])
      })

      test('stops a statement that has only just been sent', async () => {
        if (!engine.capabilities.supportsCancel) return
        const running = expectFailure(session.query(dialect.slowQuery), 'cancelled')
        await session.cancel()
        await running
      })

      test('does not even begin when the signal was given before', async () => {
        const aborted = AbortSignal.abort()
        await expectFailure(session.execute('create table suite.t as select 1 as a', { signal: aborted }), 'cancelled')
        expect(await session.describe(relation('suite', 't'))).toBeNull()
      })

      test('rolls back the transaction that it stops', async () => {
        const { supportsCancel, supportsTransactions } = engine.capabilities
        if (!supportsCancel || !supportsTransactions) return
        await session.execute(`create table suite.t (a ${types.integer})`)
        const running = session.transaction(async (statements) => {
          await statements.execute('insert into suite.t values (1)')
          setTimeout(() => void session.cancel(), 20)
          await statements.query(dialect.slowQuery)
        })
        await expectFailure(running, 'cancelled')
        expect(await rows('select a from suite.t')).toEqual([])
      })

      test('does nothing when nothing runs', async () => {
        await session.cancel()
        expect(await rows('select 1 as a')).toEqual([[1]])
      })
    })

    describe('sessions', () => {
      test('work side by side, each on its own table', async () => {
        const tables = ['p', 'q', 'r', 's']
        await Promise.all(
          tables.map(async (table, index) => {
            const own = await engine.connect()
            await own.execute(`create table suite.${table} as select ${index} as a`)
            await own.execute(`insert into suite.${table} select a + 10 from suite.${table}`)
            await own.close()
          }),
        )
        const counts = tables.map((table) => `select sum(a) as a from suite.${table}`).join(' union all ')
        expect((await rows(`select cast(a as ${types.integer}) from (${counts}) x order by 1`)).flat()).toEqual([
          10, 12, 14, 16,
        ])
      })

      test('close twice, and then refuse work', async () => {
        const own = await engine.connect()
        await own.close()
        await own.close()
        await expectFailure(own.query('select 1'), 'session-lost')
      })

      test('stop what they run when they close', async () => {
        if (!engine.capabilities.supportsCancel) return
        const own = await engine.connect()
        const running = expectFailure(own.query(dialect.slowQuery), 'cancelled')
        await own.close()
        await running
      })
    })

    // The last test: opening an engine anew takes some of them long.
    test('closes its sessions, and closes twice', async () => {
      isClosed = true
      await engine.close()
      await engine.close()
      await expectFailure(session.query('select 1'), 'session-lost')
      await expectFailure(engine.connect(), 'session-lost')
    })
  })

  async function rows(sql: string): Promise<readonly (readonly Value[])[]> {
    return (await session.query(sql)).rows
  }
}

/** A Parquet file of the rows of a query of DuckDB's. */
async function parquetFile(folder: string, sql: string): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.parquet`)
  await onDuckdb(`copy (${sql}) to '${path}' (format parquet)`)
  return path
}

/** What the columns of some Parquet files are to DuckDB. */
async function parquetTypes(files: readonly string[]): Promise<Readonly<Record<string, Value | undefined>>> {
  const list = files.map((file) => `'${file}'`).join(', ')
  const described = await onDuckdb(`describe select * from read_parquet([${list}])`)
  return Object.fromEntries(described.map(([column, type]) => [column, type]))
}

async function onDuckdb(sql: string): Promise<readonly (readonly Value[])[]> {
  const engine = await openEngine({ type: 'duckdb', path: ':memory:' })
  try {
    return (await (await engine.connect()).query(sql)).rows
  } finally {
    await engine.close()
  }
}

/** What lies beside or in a folder of this name. */
function leftOvers(path: string): readonly string[] {
  if (!existsSync(dirname(path))) return []
  return readdirSync(dirname(path)).filter((name) => name.includes(basename(path)))
}

/** One file of changes, with its columns as they are. */
function changeFiles(path: string): ChangeFiles {
  const columns = ['Op', 'id', 'seq', 'label']
  const modifiedAt = '2026-01-02T03:04:05.000Z'
  return {
    source: 'source.suite.changes',
    files: [
      {
        path,
        key: 'changes.parquet',
        isLoad: false,
        batchId: 'b1',
        fileTime: '20260102-030405123',
        modifiedAt,
        columns,
      },
    ],
    shapes: [],
    hidden: [],
    format: 'parquet',
    csv: { header: true, delimiter: ',', null: '' },
    columns: columns.map((name) => ({ name, type: null })),
    declared: [],
    primaryKey: ['id'],
    op: 'Op',
    changeSeq: 'seq',
    commitTs: null,
    orderBy: ['change_seq', 'commit_ts'],
    generation: 0,
    keepsBadValues: false,
    numberedBy: null,
    isOfState: false,
  }
}

/** Holds each caller until all of them have come. */
function barrier(callers: number): () => Promise<void> {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let waiting = 0
  return () => {
    waiting++
    if (waiting === callers) open()
    return opened
  }
}

async function expectFailure(promise: Promise<unknown>, ...kinds: readonly EngineErrorKind[]): Promise<EngineError> {
  const failure = await promise.then(
    () => null,
    (cause: unknown) => cause,
  )
  expect(failure).toBeInstanceOf(EngineError)
  expect(kinds).toContain((failure as EngineError).kind)
  return failure as EngineError
}
