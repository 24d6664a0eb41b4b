import { analyseQuery } from '../analysis/analyse-query.ts'
import { modelOutputProblems } from '../analysis/model-output.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import { relationsOf } from '../analysis/referenced-relations.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { type SqlType, stringType, superType } from '../catalog/types/sql-type.ts'
import { scalarText } from '../config/scalar-text.ts'
import type { UnitTestRows } from '../config/unit-test.ts'
import type { ConfigValue, ListValue, ScalarValue } from '../config/value.ts'
import { configOneOfTwo } from '../diagnostics/catalog/config.ts'
import { unitTestNoFixture, unitTestNoRows, unitTestReadsTable } from '../diagnostics/catalog/unit-test.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { FixtureCell, FixtureColumn, FixtureRows } from '../manifest/fixture.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { parseModel, templateSpan } from '../sql/parse-model.ts'
import { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import { nameResolver, render } from './render-model.ts'
import { readCsvRows } from './unit-test-csv.ts'
import { typeOfTexts } from './unit-test-types.ts'
import type { Workspace } from './workspace.ts'

export interface ReadRows {
  readonly rows: Exclude<FixtureRows, { kind: 'seed' }>
  /** Of its columns, as far as the values tell. */
  readonly types: ReadonlyMap<string, SqlType | null>
}

/** Rows of a unit test in whatever form they are written; null where that was reported. */
export function readRows(written: UnitTestRows, engine: EngineName, workspace: Workspace): ReadRows | null {
  const { rows, fixture, format } = written
  if (fixture && rows) {
    workspace.report(configOneOfTwo('fixture', 'rows', 'the rows of a unit test', fixture.span, rows.span))
    return null
  }
  if (format === 'dict' && !fixture) return rows?.kind === 'list' ? readMaps(rows, engine) : emptyRows
  const text = fixture ? fixtureText(fixture.value, fixture.span, format, workspace) : writtenText(rows)
  if (!text) {
    if (!fixture) workspace.report(unitTestNoRows(format, written.span))
    return null
  }
  const place = fixture?.span ?? rows?.span ?? written.span
  return format === 'sql' ? readQuery(text, place, engine, workspace) : readCsv(text, place, engine, workspace)
}

const emptyRows: ReadRows = { rows: { kind: 'cells', columns: [], rows: [] }, types: new Map() }

function writtenText(rows: ConfigValue | null): OriginText | null {
  return rows?.kind === 'scalar' && rows.value !== null ? scalarText(rows) : null
}

function fixtureText(
  name: string,
  span: Span,
  format: UnitTestRows['format'],
  { loaded, report }: Workspace,
): OriginText | null {
  const ending = format === 'sql' ? 'sql' : 'csv'
  const candidates = loaded.fixtures.filter(({ file }) => file.path.endsWith(`.${ending}`))
  const found = candidates.find(({ stem }) => stem === name.replace(new RegExp(`\\.${ending}$`), ''))
  if (found) return OriginText.ofFile(found.file)
  const folders = loaded.project.testPaths.map((path) => `${path}/fixtures`)
  const known = candidates.map(({ stem }) => stem)
  report(unitTestNoFixture(name, folders, ending, known, span))
  return null
}

/** Columns are those of all rows together; a row that leaves one out has NULL there. */
function readMaps(written: ListValue, engine: EngineName): ReadRows {
  const columns = new Map<string, FixtureColumn>()
  const maps = written.items.map((item) => {
    const cells = new Map<string, ConfigValue>()
    for (const { key, keySpan, value } of item.kind === 'map' ? item.entries : []) {
      const name = key.toLowerCase()
      if (!columns.has(name)) columns.set(name, { name, span: keySpan })
      cells.set(name, value)
    }
    return { cells, span: item.span }
  })
  const names = [...columns.keys()]
  const rows = maps.map(({ cells, span }) =>
    names.map((name): FixtureCell => {
      const value = cells.get(name)
      return value ? { text: cellText(value), span: value.span } : { text: null, span }
    }),
  )
  const types = names.map(
    (name) =>
      [
        name,
        typeOfValues(
          maps.flatMap(({ cells }) => cells.get(name) ?? []),
          engine,
        ),
      ] as const,
  )
  return { rows: { kind: 'cells', columns: [...columns.values()], rows }, types: new Map(types) }
}

function typeOfValues(values: readonly ConfigValue[], engine: EngineName): SqlType | null {
  if (values.some(({ kind }) => kind !== 'scalar')) return engine === 'redshift' ? superType : null
  const scalars = values.filter((value): value is ScalarValue => value.kind === 'scalar' && value.value !== null)
  const isText = ({ value, style }: ScalarValue) => typeof value === 'string' && style !== 'plain'
  if (scalars.some(isText)) return stringType
  return typeOfTexts(
    scalars.map((value) => value.raw),
    engine,
  )
}

function cellText(value: ConfigValue): string | null {
  if (value.kind !== 'scalar') return jsonText(value)
  if (value.value === null) return null
  return typeof value.value === 'boolean' ? String(value.value) : value.raw
}

/** As JSON.stringify has it, but for numbers, which keep their digits. */
function jsonText(value: ConfigValue): string {
  switch (value.kind) {
    case 'list':
      return `[${value.items.map(jsonText).join(',')}]`
    case 'map':
      return `{${value.entries.map((entry) => `${JSON.stringify(entry.key)}:${jsonText(entry.value)}`).join(',')}}`
    case 'scalar':
      return typeof value.value === 'number' ? value.raw : JSON.stringify(value.value)
  }
}

function readCsv(text: OriginText, place: Span, engine: EngineName, { report }: Workspace): ReadRows | null {
  const found = readCsvRows(text, place)
  if ('code' in found) {
    report(found)
    return null
  }
  const { columns, rows } = found
  const types = columns.map(({ name }, index) => {
    const texts = rows.map((row) => row[index]?.text ?? null).filter((value) => value !== null)
    return [name, typeOfTexts(texts, engine)] as const
  })
  return { rows: { kind: 'cells', columns, rows }, types: new Map(types) }
}

/** SQL in the dialect of the model. It may have templates, and reads no table. */
function readQuery(written: OriginText, place: Span, engine: EngineName, workspace: Workspace): ReadRows | null {
  const { context, declarations, report } = workspace
  const { template, diagnostics } = parseTemplate(written)
  for (const problem of diagnostics) report(problem)
  if (!template) return null
  const names = nameResolver(declarations, engine)
  const rendered = render(template, context, {
    dialect: engine,
    names,
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  for (const problem of rendered.diagnostics) report(problem)
  if (hasErrors(rendered.diagnostics)) return null
  const { text } = rendered
  const { query, diagnostics: inSql } = parseModel(text, engine)
  for (const problem of inSql) report(problem)
  if (!query) return null
  const analysis = analyseQuery(query, engine, () => 'unknown')
  const [read] = relationsOf(analysis)
  if (read) report(unitTestReadsTable(read.nameParts.join('.'), templateSpan(text, read.span) ?? place))
  const problems = read ? [] : [...analysis.problems, ...modelOutputProblems(analysis)]
  for (const problem of problems) report(problemDiagnostic(problem, text, 'these rows'))
  if (read || problems.length > 0 || analysis.columns === 'unknown') return null
  const columns = analysis.columns.map(({ name, span }) => ({
    name: name ?? '',
    span: templateSpan(text, span) ?? place,
  }))
  const { outputs } = inferTypes(analysis)
  const types = new Map(columns.map(({ name }, index) => [name, outputs[index] ?? null]))
  return { rows: { kind: 'query', sql: { text, query }, columns }, types }
}
