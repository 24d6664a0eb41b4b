import { createServer } from 'node:net'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { StubServer } from '../../../tests/support/s3/stub-server.ts'
import { describeClient, openS3Client, serverOf } from './open-client.ts'
import { toStorageError } from './s3-error.ts'

const own = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  })
})
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in own)) delete process.env[name]
  Object.assign(process.env, own)
})

test.each([
  [{}, 'S3 at AWS, us-east-1', false],
  [{ AWS_REGION: 'eu-central-1' }, 'S3 at AWS, eu-central-1', false],
  [{ AWS_DEFAULT_REGION: 'eu-west-3' }, 'S3 at AWS, eu-west-3', false],
  [{ AWS_ENDPOINT_URL: 'http://localhost:9000' }, 'S3 at localhost:9000, us-east-1', true],
  [{ AWS_ENDPOINT_URL: 'http://user:secret@localhost:9000' }, 'S3 at localhost:9000, us-east-1', true],
  [
    { AWS_ENDPOINT_URL: 'http://other', AWS_ENDPOINT_URL_S3: 'https://minio.example.com' },
    'S3 at minio.example.com, us-east-1',
    true,
  ],
  [
    { AWS_ENDPOINT_URL_S3: 'https://bucket.vpce-1a.s3.eu-central-1.vpce.amazonaws.com' },
    'S3 at bucket.vpce-1a.s3.eu-central-1.vpce.amazonaws.com, us-east-1',
    false,
  ],
  [{ AWS_ENDPOINT_URL: 'https://amazonaws.com.example.org' }, 'S3 at amazonaws.com.example.org, us-east-1', true],
])('is led by %j', async (variables, words, isByPath) => {
  Object.assign(process.env, variables)
  const client = await openS3Client()
  expect(await describeClient(client)).toBe(words)
  expect(client.config.forcePathStyle).toBe(isByPath)
  client.destroy()
})

test.each([
  [{}, null, 'us-east-1', false],
  [{ AWS_ENDPOINT_URL: 'http://user:secret@localhost:9000/' }, 'http://localhost:9000', 'us-east-1', true],
  [{ AWS_ENDPOINT_URL: 'https://files.example.com/s3' }, 'https://files.example.com/s3', 'us-east-1', true],
  [
    { AWS_REGION: 'us-gov-west-1', AWS_USE_FIPS_ENDPOINT: 'true' },
    'https://s3-fips.us-gov-west-1.amazonaws.com',
    'us-gov-west-1',
    false,
  ],
  [
    { AWS_REGION: 'cn-north-1', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'https://s3.dualstack.cn-north-1.amazonaws.com.cn',
    'cn-north-1',
    false,
  ],
])('tells others which server %j means', async (variables, endpoint, region, isAddressedByPath) => {
  Object.assign(process.env, variables)
  const client = await openS3Client()
  expect(await serverOf(client)).toEqual({ endpoint, region, isAddressedByPath })
  client.destroy()
})

test('addresses the buckets of another server by path', async () => {
  const server = await new StubServer().start()
  onTestFinished(() => server.stop())
  process.env.AWS_ENDPOINT_URL = server.endpoint
  const client = await openS3Client()
  await client.send(new ListObjectsV2Command({ Bucket: 'shop-raw' }))
  expect(server.requests.map(({ path }) => path)).toEqual(['/shop-raw/'])
  client.destroy()
})

test('gives up a server that takes a request and says nothing', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  Object.assign(process.env, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '2' })
  const client = await openS3Client(100)
  const failure = await client.send(new ListObjectsV2Command({ Bucket: 'shop-raw' })).catch((cause) => cause)
  expect(toStorageError(failure, {}).kind).toBe('unreachable')
  client.destroy()
})
