import { expect, onTestFinished, test } from 'vitest'
import { type AwsCredentials, serveCredentials } from './credentials-server.ts'

async function serve(find: () => Promise<AwsCredentials>) {
  const server = await serveCredentials(find)
  onTestFinished(() => server.close())
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = '', AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '' } = server.env
  return { token, ask: (authorization: string) => fetch(url, { headers: { authorization } }) }
}

test('credentials are told to who has the token, each time as they are then', async () => {
  let count = 0
  const expiration = new Date('2026-01-02T03:04:05Z')
  const { token, ask } = await serve(async () => ({
    ...{ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: `token ${++count}`, expiration },
  }))
  for (const number of [1, 2]) {
    expect(await (await ask(token)).json()).toEqual({
      ...{ AccessKeyId: 'AKIA', SecretAccessKey: 'secret', Token: `token ${number}` },
      Expiration: '2026-01-02T03:04:05.000Z',
    })
  }
  const refused = await ask('guessed')
  expect([refused.status, await refused.text()]).toEqual([403, ''])
})

test('that there are none is told without a word of why', async () => {
  const { token, ask } = await serve(async () => {
    throw new Error('The secret is out.')
  })
  const answer = await ask(token)
  expect([answer.status, await answer.text()]).toEqual([500, ''])
})
