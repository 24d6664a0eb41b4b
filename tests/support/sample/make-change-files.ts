import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeSampleData } from './sample-data.ts'

// Writes seeds/cdc and the state it leads to: npm run sample:data
const folder = fileURLToPath(new URL('../../../seeds/cdc', import.meta.url))
const expectedFile = fileURLToPath(new URL('expected.json', import.meta.url))

const { files, expected } = makeSampleData()
rmSync(folder, { recursive: true, force: true })
for (const { key, bytes } of files) {
  const path = join(folder, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
writeFileSync(expectedFile, `${JSON.stringify(expected, null, 2)}\n`)

const kilobytes = Math.round(files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024)
console.log(`${files.length} files, ${kilobytes} kB, in ${folder}`)
