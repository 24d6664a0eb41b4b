import type { S3Client } from '@aws-sdk/client-s3'

/** Connections to one server at a time: each thread of a run reads several files. */
const connections = 128

const connectMs = 10_000
/** How long nothing may come on a connection before it counts as broken off. */
const longestSilenceMs = 60_000

/** What the SDK has to say of busy connections is nothing to act upon. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * A client as the SDK's own variables and files have it: endpoint, region, credentials, attempts. Loads the SDK, which
 * takes a fifth of a second, and connects nowhere.
 */
export async function openS3Client(silenceMs = longestSilenceMs): Promise<S3Client> {
  const { env } = process
  // The version that is used is the one that was tested: a later one is not for the user to install.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const { S3Client } = await import('@aws-sdk/client-s3')
  const plain = new S3Client({})
  const [endpoint, region] = await Promise.all([configuredEndpoint(plain), configuredRegion(plain, env)])
  plain.destroy()
  return new S3Client({
    region,
    // Elsewhere than at AWS a bucket is seldom a name of the domain.
    forcePathStyle: endpoint !== null && !isOfAws(endpoint),
    followRegionRedirects: true,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      logger: silent,
      httpAgent: { maxSockets: connections },
      httpsAgent: { maxSockets: connections },
    },
  })
}

/** What a client asks, for others to ask it too; it holds no secret. */
export interface S3Server {
  /** Null where the region tells. */
  readonly endpoint: string | null
  readonly region: string
  /** Whether the bucket stands in the path, and not in the name of the host. */
  readonly isAddressedByPath: boolean
}

export async function serverOf(client: S3Client): Promise<S3Server> {
  const { config } = client
  const region = await config.region()
  const [isFips, isDual] = await Promise.all([config.useFipsEndpoint(), config.useDualstackEndpoint()])
  const written = await configuredEndpoint(client)
  const domain = `${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  const special = isFips || isDual ? `https://s3${isFips ? '-fips' : ''}${isDual ? '.dualstack' : ''}.${domain}` : null
  return {
    endpoint: written === null ? special : withoutUser(written),
    region,
    isAddressedByPath: config.forcePathStyle === true,
  }
}

/** Others show where they connect to: what may be a password in an address stays here. */
function withoutUser(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint
  const { origin, pathname } = new URL(endpoint)
  return pathname === '/' ? origin : `${origin}${pathname}`
}

/** Which server a client asks: `S3 at localhost:9000, us-east-1`. */
export async function describeClient(client: S3Client): Promise<string> {
  const endpoint = await configuredEndpoint(client)
  const { host } = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : { host: 'AWS' }
  return `S3 at ${host}, ${await client.config.region()}`
}

/** What `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or the shared configuration file say; null where they do not. */
async function configuredEndpoint(client: S3Client): Promise<string | null> {
  const { serviceConfiguredEndpoint } = client.config as { serviceConfiguredEndpoint?: () => Promise<unknown> }
  const found = await serviceConfiguredEndpoint?.()
  return typeof found === 'string' ? found : null
}

/** Without a region a bucket is found all the same: its own region answers with where it is. */
async function configuredRegion(client: S3Client, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await client.config.region()
  } catch {
    return env.AWS_DEFAULT_REGION || 'us-east-1'
  }
}

function isOfAws(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : ''
  return /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws)$/i.test(host)
}
