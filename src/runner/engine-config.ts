import { isAbsolute, join } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import type { ResolvedEngine } from '../config/profile.ts'
import type { PlainValue } from '../config/value.ts'
import { pathOutside } from '../diagnostics/catalog/engine-profile.ts'
import { DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { EngineConfig } from '../engines/registry.ts'
import { enginePlaces } from '../engines/setup/places.ts'
import { pythonOf } from '../engines/setup/python.ts'
import type { WantedEngines } from '../engines/setup/set-up.ts'
import { bringsS3a } from '../engines/spark/s3a-settings.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { pathInside } from '../storage/path-inside.ts'
import { resolveSettings } from './resolve-settings.ts'

/** How the profile reaches an engine. Throws a DiagnosticError when it does not say it rightly. */
export function engineConfig(compiled: CompiledProject, root: string, engine: EngineName): EngineConfig {
  const { found, settings, problems } = resolveSettings(compiled, engine)
  /** Data stays inside the project; what is not a path at all is `otherwise`. */
  const inside = (key: string, otherwise: string): string => {
    const written = textOf(settings[key]) ?? otherwise
    if (isAbsolute(written) || pathInside(root, written) === null)
      problems.push(pathOutside(engine, written, found.span))
    return join(root, written)
  }
  const config = configOf(found.type.value, root, settings, inside)
  if (hasErrors(problems)) throw new DiagnosticError(problems)
  return config
}

type SparkEntry = EngineConfig & { readonly type: 'spark' }

/** The Spark of a project with DataFrame models whose profile has none. */
export function sparkForDataFrames({ manifest }: CompiledProject, root: string): SparkEntry | null {
  const isNeeded = [...manifest.nodes.values()].some((node) => node.kind === 'model' && node.dataframe)
  if (!isNeeded) return null
  return {
    type: 'spark',
    python: pythonOf(enginePlaces(root).python),
    master: 'local[2]',
    warehouse: join(root, '.tidemill', 'dataframes'),
    conf: {},
  }
}

/** What the profile needs on this machine, and the project's DataFrame models; an engine whose settings are wrong is told of elsewhere. */
export function wantedEngines(
  configs: readonly EngineConfig[],
  dataframes: EngineConfig | null,
  s3 = false,
): WantedEngines {
  const spark = [...configs, dataframes].find((config) => config?.type === 'spark')
  const server = configs.find((config) => config.type === 'postgres')
  const isOurs = server !== undefined && ['localhost', '127.0.0.1'].includes(server.host)
  const { port, user, password, database } = server ?? { port: 0, user: '', password: null, database: '' }
  return {
    python: spark?.python ?? null,
    s3: s3 && !bringsS3a(spark?.conf ?? {}),
    postgres: isOurs ? { port, user, password, database } : null,
  }
}

function configOf(
  type: EngineConfig['type'],
  root: string,
  settings: ResolvedEngine,
  inside: (key: string, otherwise: string) => string,
): EngineConfig {
  switch (type) {
    case 'duckdb':
      return { type, path: inside('path', 'warehouse.duckdb') }
    case 'spark': {
      const python = textOf(settings.python)
      const driverMemory = textOf(settings.driver_memory)
      return {
        type,
        python:
          python === null ? pythonOf(enginePlaces(root).python) : isAbsolute(python) ? python : join(root, python),
        master: textOf(settings.master) ?? 'local[2]',
        warehouse: inside('warehouse', '.tidemill/spark'),
        conf: { ...jarsOf(settings, root), ...textsOf(settings.conf) },
        ...(driverMemory === null ? {} : { driverMemory }),
      }
    }
    case 'postgres': {
      const sslmode = textOf(settings.sslmode)
      const searchPath = textOf(settings.search_path)
      const role = textOf(settings.role)
      return {
        type,
        host: textOf(settings.host) ?? 'localhost',
        port: numberOf(settings.port) ?? 5432,
        user: textOf(settings.user) ?? '',
        password: textOf(settings.password),
        database: textOf(settings.database) ?? '',
        connectTimeoutSeconds: numberOf(settings.connect_timeout) ?? 10,
        keepalivesIdle: numberOf(settings.keepalives_idle) ?? 0,
        ...(sslmode === null ? {} : { sslmode }),
        ...(searchPath === null ? {} : { searchPath }),
        ...(role === null ? {} : { role }),
      }
    }
    default:
      return { type }
  }
}

/** Jars that the profile adds, as settings of Spark. */
function jarsOf({ packages, extra_jars }: ResolvedEngine, root: string): Readonly<Record<string, string>> {
  const jars = listOf(extra_jars).map((jar) => (isAbsolute(jar) || jar.includes('://') ? jar : join(root, jar)))
  return {
    ...(listOf(packages).length > 0 && { 'spark.jars.packages': listOf(packages).join(',') }),
    ...(jars.length > 0 && { 'spark.jars': jars.join(',') }),
  }
}

function listOf(value: PlainValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function textOf(value: PlainValue | undefined): string | null {
  return value === undefined || value === null || typeof value === 'object' ? null : String(value)
}

function numberOf(value: PlainValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function textsOf(value: PlainValue | undefined): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]))
}
