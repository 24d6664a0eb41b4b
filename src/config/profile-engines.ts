import { anything, boolean, integer, listOf, map, oneOf, type Reader, text } from './readers.ts'
import type { ConfigValue } from './value.ts'

/** What can run the SQL of each logical engine. */
export const adapterTypes = {
  spark: ['duckdb', 'spark', 'glue'],
  redshift: ['duckdb', 'postgres', 'redshift'],
} as const

export type AdapterType = (typeof adapterTypes)['spark' | 'redshift'][number]

type SettingReaders = Readonly<Record<string, Reader<unknown>>>

export interface AdapterKeys {
  readonly readers: SettingReaders
  readonly required: readonly string[]
  readonly aliases: Readonly<Record<string, string>>
}

const texts = listOf(text)
const seconds = integer(1)

const serverReaders = {
  host: text,
  port: integer(1),
  user: text,
  password: text,
  database: text,
  sslmode: oneOf('disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'),
  connect_timeout: seconds,
  role: text,
}

const serverAliases = { dbname: 'database', pass: 'password', username: 'user' }

/** The keys of each adapter below `engines:`, beside `type`. */
export const adapterKeys: Readonly<Record<AdapterType, AdapterKeys>> = {
  duckdb: {
    readers: { path: text, threads: integer(1), memory_limit: text, temp_directory: text },
    required: [],
    aliases: {},
  },
  spark: {
    readers: {
      python: text,
      master: text,
      conf: map,
      warehouse: text,
      driver_memory: text,
      extra_jars: texts,
      extra_py_files: texts,
      packages: texts,
      catalog_database: text,
      s3_reads: oneOf('in_place', 'cache'),
    },
    required: [],
    aliases: {},
  },
  glue: {
    readers: {
      region: text,
      role_arn: text,
      mode: oneOf('session', 'job'),
      glue_version: text,
      worker_type: text,
      workers: integer(1),
      idle_timeout: integer(1),
      catalog_database: text,
      job_name: text,
      location: text,
      conf: anything,
      default_arguments: anything,
      extra_jars: anything,
      extra_py_files: anything,
      connections: anything,
      datalake_formats: anything,
      security_configuration: text,
      session_provisioning_timeout_in_seconds: seconds,
      query_timeout_in_minutes: integer(1),
      statement_poll_interval: anything,
      glue_session_id: text,
      glue_session_reuse: boolean,
      tags: map,
    },
    required: ['role_arn'],
    aliases: {},
  },
  postgres: {
    readers: { ...serverReaders, search_path: text, keepalives_idle: integer(0) },
    required: ['host', 'user', 'database'],
    aliases: serverAliases,
  },
  redshift: {
    readers: {
      ...serverReaders,
      method: oneOf('data-api', 'wire'),
      region: text,
      workgroup_name: text,
      cluster_identifier: text,
      db_user: text,
      secret_arn: text,
      copy_role_arn: text,
      query_group: text,
    },
    required: ['database'],
    aliases: { ...serverAliases, cluster_id: 'cluster_identifier', serverless_work_group: 'workgroup_name' },
  },
}

/** Whether a value holds a template, so that it can only be checked once it is rendered. */
export function hasTemplate(value: ConfigValue): boolean {
  return value.kind === 'scalar' && typeof value.value === 'string' && value.value.includes('{{')
}
