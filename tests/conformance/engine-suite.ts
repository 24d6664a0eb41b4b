import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Engine, Session, Value } from '../../src/engines/engine.ts'
import { EngineError, type EngineErrorKind } from '../../src/engines/engine-error.ts'
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
        expect(await session.execute('create table suite.u as select * from suite.t')).toEqual({ rows: told(3) })
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
