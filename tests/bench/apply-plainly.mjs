// What DuckDB itself takes to apply a file of changes: reads {path, statements} from stdin, and writes as JSON the
// seconds that the statements took in one transaction. Plain JavaScript, so that it starts as quickly as Node does.
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const { path, statements } = JSON.parse(readFileSync(0, 'utf8'))
const instance = await DuckDBInstance.create(path)
const connection = await instance.connect()
const begin = performance.now()
await connection.run('begin transaction')
for (const statement of statements) await connection.run(statement)
await connection.run('commit')
const seconds = (performance.now() - begin) / 1000
connection.closeSync()
instance.closeSync()
console.log(JSON.stringify({ seconds }))
