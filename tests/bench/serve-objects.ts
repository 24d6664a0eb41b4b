// Answers as S3 does, for a table of very many change files of one content: `serve-objects.ts <load> <changes> <files> <delay>`.
// Prints its address, and serves until it is killed.
import { readFileSync } from 'node:fs'
import { StubServer } from '../support/s3/stub-server.ts'
import { changeFile } from './cdc-projects.ts'

const [load = '', changes = '', files = '0', delay = '0'] = process.argv.slice(2)
const server = new StubServer()
const content = readFileSync(changes)
const keys = Array.from({ length: Number(files) }, (_, index) => `raw/sales/orders/${changeFile(index)}`).sort()
server.objects = [
  ...keys.map((key) => ({ key, content })),
  { key: 'raw/sales/orders/LOAD00000001.parquet', content: readFileSync(load) },
]
server.delayMs = Number(delay)
server.keepsRequests = false
await server.start()
process.stdout.write(`${server.endpoint}\n`)
