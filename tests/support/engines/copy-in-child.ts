// Loads a CSV or Parquet file into PostgreSQL and prints what it took: `copy-in-child.ts <config as JSON> <path>`.
import { openPostgres, type PostgresConfig } from '../../../src/engines/postgres/open.ts'
import { relation } from '../../../src/manifest/relation.ts'

const [config = '{}', path = ''] = process.argv.slice(2)
const engine = await openPostgres(JSON.parse(config) as PostgresConfig)
const session = await engine.connect()
const small = process.resourceUsage().maxRSS
const start = performance.now()
const columns = ['id', 'label', 'price']
const csv = { kind: 'csv', columns, path, header: true, delimiter: ',', null: '' } as const
const parquet = { kind: 'parquet', columns, files: [path] } as const
const { rows } = await session.load(relation('public', 'copied'), path.endsWith('.parquet') ? parquet : csv)
const seconds = (performance.now() - start) / 1000
const grownMegabytes = (process.resourceUsage().maxRSS - small) / 1024
await engine.close()
console.log(JSON.stringify({ rows, seconds, grownMegabytes, megabytes: process.resourceUsage().maxRSS / 1024 }))
