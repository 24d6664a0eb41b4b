import { configWrongType } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import { type ExposureProperties, readExposure } from './exposure.ts'
import { type MacroProperties, readMacroProperties } from './macro-properties.ts'
import { type NodeProperties, readNodeProperties } from './model-properties.ts'
import { readKeys } from './read-keys.ts'
import { listOf, map, type Reader } from './readers.ts'
import { readSource, type SourceProperties } from './source-properties.ts'
import { readUnitTest, type UnitTestProperties } from './unit-test.ts'
import { describe, firstLine } from './value.ts'
import { readYaml } from './yaml.ts'

/** What one YAML file beside the models says. */
export interface PropertiesFile {
  readonly file: SourceFile
  readonly sources: readonly SourceProperties[]
  readonly models: readonly NodeProperties[]
  readonly seeds: readonly NodeProperties[]
  readonly snapshots: readonly NodeProperties[]
  readonly exposures: readonly ExposureProperties[]
  readonly unitTests: readonly UnitTestProperties[]
  readonly macros: readonly MacroProperties[]
}

export interface PropertiesRead {
  readonly properties: PropertiesFile
  /** False after a syntax error: what the file declares is not known then, so that it is missing says nothing. */
  readonly readable: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** dbt's version of this format. */
const version: Reader<2> = (value, at) => {
  if (value.kind === 'scalar' && Number(value.value) === 2) return 2
  const help = 'Write `version: 2`, or leave the line out.'
  at.report(configWrongType(at.subject, 'the number 2', describe(value), firstLine(value.span), help))
  return null
}

const readers = {
  version,
  sources: listOf(readSource, 'a list of sources'),
  models: listOf(readNodeProperties('model'), 'a list of models'),
  seeds: listOf(readNodeProperties('seed'), 'a list of seeds'),
  snapshots: listOf(readNodeProperties('snapshot'), 'a list of snapshots'),
  exposures: listOf(readExposure, 'a list of exposures'),
  unit_tests: listOf(readUnitTest, 'a list of unit tests'),
  macros: listOf(readMacroProperties, 'a list of macros'),
}

const refused = {
  groups: 'groups',
  metrics: 'metrics',
  semantic_models: 'semantic models',
  saved_queries: 'saved queries',
  functions: 'functions of this kind',
  analyses: 'analyses',
}

/** Reads a YAML file that describes sources, models and the like. What cannot be read is left out and reported. */
export function readProperties(file: SourceFile): PropertiesRead {
  const yaml = readYaml(file)
  const diagnostics: Diagnostic[] = [...yaml.diagnostics]
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const document = yaml.document && map(yaml.document, { subject: 'this file', report })
  const keys = document && readKeys(document, { owner: 'this file', readers, refused }, report)
  const properties: PropertiesFile = {
    file,
    sources: keys?.sources ?? [],
    models: keys?.models ?? [],
    seeds: keys?.seeds ?? [],
    snapshots: keys?.snapshots ?? [],
    exposures: keys?.exposures ?? [],
    unitTests: keys?.unit_tests ?? [],
    macros: keys?.macros ?? [],
  }
  return { properties, readable: yaml.document !== null || yaml.diagnostics.length === 0, diagnostics }
}
