import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 } from '../../util/hash.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import { EngineError } from '../engine-error.ts'
import { versions } from './versions.ts'

/** Another repository with the same files may stand in for it, such as a company's mirror. */
const mavenCentral = 'https://repo1.maven.org/maven2'

/** How long a file may take: the largest has 2 MB. */
const patienceMs = 60_000

interface Jar {
  readonly name: string
  /** Below the repository. */
  readonly path: string
  readonly sha256: string
}

const jar = (group: string, artifact: string, version: string, hash: string): Jar => {
  const name = `${artifact}-${version}.jar`
  return { name, path: `${group.replaceAll('.', '/')}/${artifact}/${version}/${name}`, sha256: hash }
}
const ofSdk = (module: string, hash: string) => jar('com.amazonaws', module, versions.awsJavaSdk, hash)

/**
 * S3A and the parts of the SDK that it loads: 6 MB of the 281 of the bundle that hadoop-aws names. Spark itself has what
 * they depend on. Hashes are of the files that were tested.
 */
const jars: readonly Jar[] = [
  jar(
    'org.apache.hadoop',
    'hadoop-aws',
    versions.hadoop,
    '53f9ae03c681a30a50aa17524bd9790ab596b28481858e54efd989a826ed3a4a',
  ),
  ofSdk('aws-java-sdk-core', '06fed99f929c389e168278c1b111aaf1afb270d07202fbbce92e73d1e4279678'),
  ofSdk('aws-java-sdk-s3', 'a0cb7580178bc0d4d3558295a5bb890008478da8a6b3241989c71238b0ed3be5'),
  ofSdk('aws-java-sdk-sts', '659f48d8ebc02025c5042cc4b925f62610e81f334498f1b9e7a271ce20ecbcae'),
  ofSdk('aws-java-sdk-dynamodb', '7af4ba06d0d9b3c2ab435089caecd0567810d203aa285f7aa72861f1964d442e'),
  ofSdk('jmespath-java', '9001ea993a45d82a2d3086edcbda8a40b4e012d049a70fbf071fd329c0fbd777'),
]

/** What is downloaded, in words. */
export const s3aInWords = `hadoop-aws ${versions.hadoop} and the AWS SDK ${versions.awsJavaSdk} for Java (6 MB)`

/** The paths of the files in a folder into which they were installed. */
export function s3aJars(folder: string): readonly string[] {
  return jars.map(({ name }) => join(folder, name))
}

export function hasS3a(folder: string): boolean {
  return existsSync(folder)
}

/** Brings the files from Maven Central into the folder, which appears whole or not at all. Rejects with an EngineError. */
export async function installS3a(folder: string, repository = mavenCentral): Promise<void> {
  if (hasS3a(folder)) return
  mkdirSync(dirname(folder), { recursive: true })
  const workshop = mkdtempSync(join(dirname(folder), 'installing-'))
  try {
    await mapConcurrent(jars, jars.length, (one) => download(one, workshop, repository.replace(/\/+$/, '')))
    renameSync(workshop, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

async function download({ name, path, sha256: wanted }: Jar, folder: string, repository: string): Promise<void> {
  const url = `${repository}/${path}`
  let content: Uint8Array
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) })
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
    content = new Uint8Array(await answer.arrayBuffer())
  } catch (cause) {
    throw new EngineError('resources', `${url} cannot be downloaded: ${reasonOf(cause)}.`, { cause })
  }
  if (sha256(content) !== wanted)
    throw new EngineError('resources', `${url} is not the file that was expected: its SHA-256 is another one.`)
  await writeFile(join(folder, name), content)
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(failure: unknown): string {
  const { cause, message = String(failure) } = failure as Error
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}

/** The version of Hadoop that the PySpark of a Python has; null where it cannot be told by its files. */
export function hadoopOf(python: string): { readonly version: string; readonly hasS3a: boolean } | null {
  const library = join(dirname(dirname(python)), process.platform === 'win32' ? 'Lib' : 'lib')
  const places = process.platform === 'win32' ? [library] : namesIn(library).map((name) => join(library, name))
  for (const place of places) {
    const names = namesIn(join(place, 'site-packages', 'pyspark', 'jars'))
    const version = names.flatMap((name) => /^hadoop-client-api-(.+)\.jar$/.exec(name)?.[1] ?? [])[0]
    if (version) return { version, hasS3a: names.some((name) => name.startsWith('hadoop-aws-')) }
  }
  return null
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
