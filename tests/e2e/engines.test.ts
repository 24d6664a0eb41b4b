import { chmodSync } from 'node:fs'
import { expect, test } from 'vitest'
import { petShop, temporaryFolder, tidemill } from '../support/cli.ts'
import { freePort } from '../support/engines/free-port.ts'

test('brings a PostgreSQL for the profile, and stops it', async () => {
  const port = await freePort()
  const cwd = temporaryFolder({
    ...petShop,
    // What is wrong with a model is no obstacle.
    'models/wrong.sql': 'select nothing from {{ref "nowhere"}}\n',
    'profiles/engines.yml': `engines:
  spark:    {type: duckdb, path: warehouse.duckdb}
  redshift: {type: postgres, host: localhost, port: ${port}, user: shop, password: "{{env_var 'PGPASSWORD'}}", database: shop}
`,
  })
  // PostgreSQL does not run as root, and the folders of tests are closed to others.
  chmodSync(cwd, 0o755)
  const env = { PGPASSWORD: 'hunter2', TIDEMILL_TARGET: 'engines' }
  const run = (...words: string[]) => tidemill(words, { cwd, env })

  const without = await tidemill(['engines', 'start'], { cwd, env: { TIDEMILL_TARGET: 'engines' } })
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('compile/unknown-env-var')])

  expect((await run('engines', 'install')).stderr).toMatch(
    /Installing PostgreSQL .* from npm[\s\S]*Everything is installed/,
  )
  const started = await run('engines', 'start')
  expect([started.code, started.stdout]).toEqual([0, ''])
  expect(started.stderr).toContain(`PostgreSQL started on 127.0.0.1:${port}.`)

  const stopped = await run('engines', 'stop')
  expect([stopped.code, stopped.stderr]).toEqual([0, 'PostgreSQL stopped.\n'])
  expect((await run('engines', 'stop')).stderr).toBe('No PostgreSQL was running.\n')
})

test('debug says what is missing and how to get it; what is there it tries', async () => {
  const port = await freePort()
  const cwd = temporaryFolder({
    ...petShop,
    'profiles/engines.yml': `engines:
  spark:    {type: spark}
  redshift: {type: postgres, host: 127.0.0.1, port: ${port}, user: shop, password: hunter2, database: shop}
`,
  })
  const { code, stdout } = await tidemill(['debug', '--target', 'engines'], { cwd })
  expect(code).toBe(2)
  expect(stdout).toMatch(
    /engine spark +spark: ERROR +Spark .* is missing\. Run `tidemill engines install --target engines`/,
  )
  expect(stdout).toMatch(
    /engine redshift postgres: ERROR +PostgreSQL .* is missing \(.*ECONNREFUSED.*\)\. Run `tidemill engines install --target engines`/,
  )
  expect(stdout).not.toContain('hunter2')

  const built = await tidemill(['build', '--target', 'engines'], { cwd })
  expect([built.code, built.stderr]).toEqual([75, expect.stringContaining('engine/unreachable')])
})
