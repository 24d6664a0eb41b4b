import type { CompiledProject } from '../compiler/compile.ts'
import { EngineError } from '../engines/engine-error.ts'
import { exclusive } from '../engines/setup/exclusive.ts'
import { enginePlaces } from '../engines/setup/places.ts'
import { hadoopOf, hasS3a, installS3a, s3aInWords, s3aJars } from '../engines/setup/s3a-jars.ts'
import { versions } from '../engines/setup/versions.ts'
import { serveCredentials } from '../engines/spark/credentials-server.ts'
import type { SparkConfig } from '../engines/spark/open.ts'
import { bringsS3a, s3aSettings } from '../engines/spark/s3a-settings.ts'
import { resolveSettings } from './resolve-settings.ts'
import { readsS3 } from './source-place.ts'

/** A Spark that reads S3, and what lets go of what that takes. */
export interface SparkOnS3 {
  readonly config: SparkConfig
  close(): void
}

export interface JarOptions {
  /** The project's folder, absolute. */
  readonly root: string
  /** What stands in for Maven Central, if anything. */
  readonly repository: string | undefined
  /** Told what is downloaded before it is. */
  note(text: string): void
}

/** Whether the profile's Spark is to read files of the project where they lie on S3. */
export function wantsInPlace(compiled: CompiledProject, root: string): boolean {
  if (compiled.profile?.engines.spark?.type.value !== 'spark' || !readsS3(compiled, root)) return false
  // The S3A of this Hadoop cannot say that the reader pays.
  if (compiled.settings.storage.requesterPays) return false
  return resolveSettings(compiled, 'spark').settings.s3_reads !== 'cache'
}

/**
 * The jars that a Spark lacks to read S3, downloaded where they have to be; none where it or its profile has them. Rejects
 * with an EngineError where there are none that would fit it.
 */
export async function jarsFor({ python, conf }: SparkConfig, options: JarOptions): Promise<readonly string[]> {
  const hadoop = hadoopOf(python)
  if (bringsS3a(conf) || hadoop?.hasS3a) return []
  if (hadoop?.version !== versions.hadoop) {
    const found = hadoop ? `has Hadoop ${hadoop.version}` : 'does not tell its version of Hadoop'
    throw new EngineError('unsupported', `The PySpark of ${python} ${found}, and not ${versions.hadoop}.`)
  }
  const { s3a, lock } = enginePlaces(options.root)
  if (!hasS3a(s3a)) {
    await exclusive(lock, async () => {
      if (hasS3a(s3a)) return
      options.note(
        `Downloading ${s3aInWords}, with which Spark reads S3, from ${options.repository ?? 'Maven Central'} …`,
      )
      await installS3a(s3a, options.repository)
    })
  }
  return s3aJars(s3a)
}

/** Rejects with an EngineError where the Spark cannot have what it takes. */
export async function sparkOnS3(config: SparkConfig, options: JarOptions): Promise<SparkOnS3> {
  const jars = await jarsFor(config, options)
  const { openS3Client, serverOf } = await import('../storage/s3/open-client.ts')
  const client = await openS3Client()
  const server = await serveCredentials(() => client.config.credentials())
  const conf = s3aSettings(await serverOf(client), jars, config.conf)
  return {
    config: { ...config, conf, env: server.env },
    close() {
      server.close()
      client.destroy()
    },
  }
}
