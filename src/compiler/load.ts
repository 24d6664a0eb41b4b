import { type ProfileConfig, readProfile } from '../config/profile.ts'
import { type ProjectConfig, projectFile, readProject } from '../config/project.ts'
import { type PropertiesFile, readProperties } from '../config/properties.ts'
import { macrosInSql, pathMissing, profileMissing, projectMissing } from '../diagnostics/catalog/compile.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { type SourceFile, span } from '../diagnostics/source.ts'
import type { FileSystem } from '../util/file-system.ts'

/** A file below one of the project's paths. */
export interface ProjectFile {
  readonly file: SourceFile
  /** The folders below the root, without the file's name. */
  readonly folders: readonly string[]
  /** The file's name without its ending. */
  readonly stem: string
}

/** Everything of a project that is read from disk, checked as far as each file by itself can be. */
export interface LoadedProject {
  readonly project: ProjectConfig
  readonly profile: ProfileConfig | null
  readonly models: readonly ProjectFile[]
  readonly seeds: readonly ProjectFile[]
  readonly tests: readonly ProjectFile[]
  /** Tests in Python, which YAML names by their files. */
  readonly dataframeTests: readonly ProjectFile[]
  /** Rows of unit tests: CSV and SQL in the folder `fixtures` of the test paths. */
  readonly fixtures: readonly ProjectFile[]
  readonly macros: readonly SourceFile[]
  readonly docs: readonly SourceFile[]
  readonly properties: readonly PropertiesFile[]
  /** False when the profile has mistakes. */
  readonly isProfileSound: boolean
  /** False when project.yml has mistakes: what it would say is not known then. */
  readonly isProjectSound: boolean
  /** False when a key or a value of project.yml is misspelled: the defaults of folders are not known then. */
  readonly areDefaultsSound: boolean
  /** False when a YAML file could not be read: what it would declare is not known then. */
  readonly isComplete: boolean
}

export interface LoadOptions {
  /** How messages call the project's folder. */
  readonly folder: string
  /** From `--target` or TIDEMILL_TARGET; null for what project.yml says. */
  readonly target: string | null
}

export interface LoadResult {
  /** Null when there is no project.yml, or it cannot be read at all. */
  readonly loaded: LoadedProject | null
  readonly diagnostics: readonly Diagnostic[]
}

export function loadProject(files: FileSystem, options: LoadOptions): LoadResult {
  const text = files.readText(projectFile)
  if (text === null) return { loaded: null, diagnostics: [projectMissing(options.folder)] }
  const isFolder = (path: string) =>
    files.exists(path) || ['sql', 'py', 'csv'].some((ending) => files.exists(`${path}.${ending}`))
  const foldersIn = (path: string) => [
    ...new Set(
      files
        .list(path)
        .map((file) => file.slice(path.length + 1))
        .filter((file) => file.includes('/'))
        .map((file) => file.slice(0, file.indexOf('/'))),
    ),
  ]
  const { project, diagnostics: found } = readProject({ path: projectFile, text }, isFolder, foldersIn)
  const diagnostics = [...found]
  if (!project) return { loaded: null, diagnostics }
  // With a path that cannot be used, most of the project would seem to be missing.
  const strays = diagnostics.filter(({ code }) => code === 'config/path-outside-project')
  if (strays.length > 0)
    return { loaded: null, diagnostics: diagnostics.filter(({ severity }) => severity === 'error') }

  const profileDiagnostics: Diagnostic[] = []
  const profile = loadProfile(files, project, options.target, profileDiagnostics)
  diagnostics.push(...profileDiagnostics)
  const read = (path: string): SourceFile => ({ path, text: files.readText(path) ?? '' })
  const below = (roots: readonly string[], pattern: RegExp): ProjectFile[] =>
    roots.flatMap((root) =>
      files
        .list(root)
        .filter((path) => pattern.test(path))
        .map((path) => placed(read(path), root)),
    )
  for (const path of project.modelPaths) {
    if (!files.exists(path))
      diagnostics.push(pathMissing('model-paths', path, project.modelPathSpans.get(path) ?? project.nameSpan))
  }

  for (const path of project.macroPaths.flatMap((root) => files.list(root))) {
    if (/\.sql$/i.test(path)) diagnostics.push(macrosInSql(path, span(read(path), 0)))
  }
  const properties: PropertiesFile[] = []
  let isComplete = true
  for (const { file } of [...below(project.modelPaths, /\.ya?ml$/), ...below(project.seedPaths, /\.ya?ml$/)]) {
    const result = readProperties(file)
    properties.push(result.properties)
    isComplete &&= result.readable
    diagnostics.push(...result.diagnostics)
  }
  // Change files of a source are no seeds.
  const locations = properties
    .flatMap((file) => file.sources.flatMap((source) => source.tables.map((table) => table.config.location?.value)))
    .filter((location) => location !== undefined)
  const inLocation = (path: string) => locations.some((location) => path.startsWith(`${location}/`))
  const nested = project.testPaths.flatMap((root) =>
    files
      .list(root)
      .filter((path) => path.endsWith('/project.yml'))
      .map((path) => path.slice(0, -projectFile.length)),
  )
  const fixtureFolders = project.testPaths.map((root) => `${root}/fixtures`)
  const isFixture = (path: string) => fixtureFolders.some((folder) => path.startsWith(`${folder}/`))
  const isTest = ({ file }: ProjectFile) =>
    !isFixture(file.path) && !nested.some((folder) => file.path.startsWith(folder))
  return {
    loaded: {
      project,
      profile,
      models: below(project.modelPaths, /\.(?:sql|py)$/i),
      seeds: below(project.seedPaths, /\.csv$/i).filter(({ file }) => !inLocation(file.path)),
      tests: below(project.testPaths, /\.sql$/i).filter(isTest),
      dataframeTests: below(project.testPaths, /\.py$/i).filter(isTest),
      fixtures: below(fixtureFolders, /\.(?:csv|sql)$/),
      macros: project.macroPaths.flatMap((root) =>
        files
          .list(root)
          .filter((path) => path.endsWith('.hbs'))
          .map(read),
      ),
      docs: project.modelPaths.flatMap((root) =>
        files
          .list(root)
          .filter((path) => path.endsWith('.md'))
          .map(read),
      ),
      properties,
      isComplete,
      isProfileSound: !hasErrors(profileDiagnostics),
      areDefaultsSound: !hasErrors(found.filter(({ code }) => /^config\/(unknown-|missing-key|bad-name)/.test(code))),
      isProjectSound: !hasErrors(found),
    },
    diagnostics,
  }
}

function loadProfile(
  files: FileSystem,
  project: ProjectConfig,
  wanted: string | null,
  diagnostics: Diagnostic[],
): ProfileConfig | null {
  const target = wanted ?? project.target.value
  for (const folder of project.profilePaths) {
    const path = `${folder}/${target}.yml`
    const text = /^[\w.-]+$/.test(target) ? files.readText(path) : null
    if (text === null) continue
    const { profile, diagnostics: found } = readProfile({ path, text }, target)
    diagnostics.push(...found)
    return profile
  }
  const known = project.profilePaths.flatMap((folder) =>
    files
      .list(folder)
      .filter((path) => path.endsWith('.yml'))
      .map((path) => path.slice(folder.length + 1, -'.yml'.length)),
  )
  diagnostics.push(profileMissing(target, known, wanted === null ? project.target.span : null))
  return null
}

function placed(file: SourceFile, root: string): ProjectFile {
  const parts = file.path.slice(root.length + 1).split('/')
  const name = parts.pop() ?? ''
  return { file, folders: parts, stem: name.replace(/\.\w+$/, '') }
}
