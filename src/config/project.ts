import { configMissingKey } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { span as makeSpan, type SourceFile, type Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'
import { type FolderConfig, type FolderKind, readFolderConfig } from './folder-config.ts'
import { readKeys } from './read-keys.ts'
import {
  anything,
  identifier,
  located,
  map,
  oneOrMany,
  projectPath,
  type Reader,
  templated,
  text,
  word,
} from './readers.ts'
import { readTestDefaults, type TestDefaults } from './test-defaults.ts'
import type { ConfigValue, Located } from './value.ts'
import { readYaml } from './yaml.ts'

/** The file that makes a folder a project. */
export const projectFile = 'project.yml'

/** What project.yml says, defaults filled in. */
export interface ProjectConfig {
  readonly file: SourceFile
  readonly name: string
  /** The place of the name: for what concerns the project as a whole. */
  readonly nameSpan: Located<string>['span']
  readonly version: string | null
  /** The profile that is used when neither the environment nor the command line names one. */
  readonly target: Located<string>
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly modelPaths: readonly string[]
  /** Where those were written that are no defaults. */
  readonly modelPathSpans: ReadonlyMap<string, Span>
  readonly macroPaths: readonly string[]
  readonly testPaths: readonly string[]
  readonly seedPaths: readonly string[]
  readonly snapshotPaths: readonly string[]
  readonly profilePaths: readonly string[]
  readonly targetPath: string
  readonly folders: readonly FolderConfig[]
  readonly testDefaults: readonly TestDefaults[]
  readonly onRunStart: readonly Located<OriginText>[]
  readonly onRunEnd: readonly Located<OriginText>[]
}

export interface ProjectRead {
  /** Null when the file cannot be read as YAML at all. */
  readonly project: ProjectConfig | null
  readonly diagnostics: readonly Diagnostic[]
}

const ignoredKeys = [
  'profile',
  'flags',
  'require-dbt-version',
  'query-comment',
  'quoting',
  'dispatch',
  'analysis-paths',
  'function-paths',
  'asset-paths',
  'docs-paths',
  'log-path',
  'packages-install-path',
  'restrict-access',
  // Defaults for these are written where they are declared.
  'sources',
  'exposures',
]

const paths = oneOrMany(projectPath)

/** For keys of dbt that stand in every project of dbt: they mean nothing, and no warning is worth it. */
const silent: Reader<null> = () => null

const readers = {
  name: located(identifier),
  version: text,
  target: located(word),
  vars: map,
  'model-paths': oneOrMany(located(projectPath)),
  'macro-paths': paths,
  'test-paths': paths,
  'seed-paths': paths,
  'snapshot-paths': paths,
  'profile-paths': paths,
  'target-path': projectPath,
  models: anything,
  seeds: anything,
  snapshots: anything,
  data_tests: anything,
  tests: anything,
  'on-run-start': oneOrMany(templated),
  'on-run-end': oneOrMany(templated),
  'config-version': silent,
  'clean-targets': silent,
}

/**
 * Reads project.yml. `isFolder` tells whether the project has a folder (relative path, forward slashes), so that a plain
 * name in `models:` can be told from a key; it may also answer true for the path of a model without its extension. `foldersIn` lists
 * the names of the folders directly below one, so that a misspelled folder can be told from a missing one.
 */
export function readProject(
  file: SourceFile,
  isFolder: (path: string) => boolean,
  foldersIn: (path: string) => readonly string[] = () => [],
): ProjectRead {
  const yaml = readYaml(file)
  const diagnostics: Diagnostic[] = [...yaml.diagnostics]
  if (yaml.document === null && diagnostics.length > 0) return { project: null, diagnostics }
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const start = makeSpan(file, 0)
  const document = yaml.document && map(yaml.document, { subject: 'project.yml', report })
  if (!document) {
    if (!yaml.document)
      report(configMissingKey('name', 'project.yml', start, 'Write `name: shop`, with a name of your own.'))
    return { project: null, diagnostics }
  }
  const found = readKeys(document, { owner: 'project.yml', readers, required: ['name'], ignored: ignoredKeys }, report)
  const name = found.name?.value ?? 'project'
  const writtenModelPaths = found['model-paths'] ?? []
  const modelPaths = found['model-paths'] ? writtenModelPaths.map(({ value }) => value) : ['models']
  const seedPaths = found['seed-paths'] ?? ['seeds']
  const snapshotPaths = found['snapshot-paths'] ?? ['snapshots']
  const folders = (kind: FolderKind, value: ConfigValue | null, roots: readonly string[]) =>
    value === null
      ? []
      : readFolderConfig(value, { kind, projectName: found.name?.value ?? null, roots, isFolder, foldersIn, report })
  const testsContext = {
    kind: 'data_tests',
    projectName: found.name?.value ?? null,
    roots: [...modelPaths, ...(found['test-paths'] ?? ['tests']), ...seedPaths],
    ...{ isFolder, foldersIn, report },
  }
  const project: ProjectConfig = {
    file,
    name,
    nameSpan: found.name?.span ?? start,
    version: found.version,
    target: found.target ?? { value: 'local', span: start },
    vars: new Map(found.vars?.entries.map((entry) => [entry.key, entry.value])),
    modelPaths,
    modelPathSpans: new Map(writtenModelPaths.map(({ value, span }) => [value, span])),
    macroPaths: found['macro-paths'] ?? ['macros'],
    testPaths: found['test-paths'] ?? ['tests'],
    seedPaths,
    snapshotPaths,
    profilePaths: found['profile-paths'] ?? ['profiles'],
    targetPath: found['target-path'] ?? 'target',
    folders: [
      ...folders('models', found.models, modelPaths),
      ...folders('seeds', found.seeds, seedPaths),
      ...folders('snapshots', found.snapshots, snapshotPaths),
    ],
    testDefaults: [found.data_tests, found.tests].flatMap((value) =>
      value === null ? [] : readTestDefaults(value, testsContext),
    ),
    onRunStart: found['on-run-start'] ?? [],
    onRunEnd: found['on-run-end'] ?? [],
  }
  return { project, diagnostics }
}
