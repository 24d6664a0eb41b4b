import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hasS3a, installS3a } from './s3a-jars.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemill-jars-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Case = readonly [string, () => string | Promise<string>, RegExp]

/** A repository that has something under every name, or nothing. */
async function repository(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('not a jar'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/maven2/`
}

test.each<Case>([
  ['has another content than was tested', () => repository(200), /maven2\/.*\.jar is not the file .* SHA-256/],
  ['is not there', () => repository(404), /\.jar cannot be downloaded: the server answers 404\./],
  ['cannot be asked for', () => 'http://127.0.0.1:1', /\.jar cannot be downloaded: .+\./],
])('a file that %s leaves nothing behind', async (_, address, message) => {
  const folder = newFolder()
  const target = join(folder, 'engines', 'hadoop-aws')
  await expect(installS3a(target, await address())).rejects.toThrow(message)
  expect([existsSync(target), hasS3a(target), readdirSync(join(folder, 'engines'))]).toEqual([false, false, []])
})
