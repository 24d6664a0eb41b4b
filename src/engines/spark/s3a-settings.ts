import { delimiter } from 'node:path'
import type { S3Server } from '../../storage/s3/open-client.ts'

/** Where Spark finds a class for S3, should the profile bring its own. */
const jarSettings = ['spark.jars', 'spark.jars.packages', 'spark.driver.extraClassPath']

/** Whether settings of Spark name a hadoop-aws. */
export function bringsS3a(conf: Readonly<Record<string, string>>): boolean {
  return jarSettings.some((name) => conf[name]?.includes('hadoop-aws'))
}

/**
 * Settings with which Spark reads a server of S3's API in place. Credentials are none of them: S3A asks a server for
 * these (credentials-server.ts).
 *
 * @param jars what Spark lacks for it
 * @param own the profile's settings, which stand over these
 */
export function s3aSettings(
  { endpoint, region, isAddressedByPath }: S3Server,
  jars: readonly string[],
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const classPath = [...jars, own['spark.driver.extraClassPath'] ?? []].flat().join(delimiter)
  const settings = {
    impl: 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'aws.credentials.provider': 'com.amazonaws.auth.EC2ContainerCredentialsProviderWrapper',
    'endpoint.region': region,
    'path.style.access': String(isAddressedByPath),
    ...(endpoint !== null && { endpoint, 'connection.ssl.enabled': String(!/^http:/i.test(endpoint)) }),
    // An object that is replaced while it is read is noticed with the next request for a part of it.
    'change.detection.source': 'etag',
    'change.detection.mode': 'server',
    // A server that is away is asked again by the step, which says so.
    'attempts.maximum': '3',
    'retry.limit': '3',
    'retry.throttle.limit': '3',
    'connection.establish.timeout': '10000',
    'connection.timeout': '60000',
  }
  return {
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`spark.hadoop.fs.s3a.${name}`, value])),
    'spark.hadoop.fs.s3.impl': settings.impl,
    ...own,
    ...(classPath !== '' && { 'spark.driver.extraClassPath': classPath }),
  }
}
