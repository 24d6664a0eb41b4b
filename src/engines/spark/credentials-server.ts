import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What AWS is asked with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export interface CredentialsServer {
  /** Environment variables with which every SDK of AWS finds the server. What is undefined is not to be set. */
  readonly env: Readonly<Record<string, string | undefined>>
  close(): void
}

/**
 * Tells child processes the credentials of this one, as the agent of a container does:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html. Secrets are then in no list of
 * processes, no environment and no setting, and whoever holds some that run out asks for others.
 */
export async function serveCredentials(find: () => Promise<AwsCredentials>): Promise<CredentialsServer> {
  const token = randomBytes(32).toString('hex')
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== token) {
      response.writeHead(403).end()
      return
    }
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await find()
      const told = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ ...told, Expiration: expiration?.toISOString() }))
    } catch {
      // This process has its own way to say that it has none.
      response.writeHead(500).end()
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  return {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      // These would come first.
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: undefined,
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
