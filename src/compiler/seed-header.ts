import { parse } from 'csv-parse/sync'
import type { ModelConfig } from '../config/model-config.ts'
import { badSeedHeader, badSeedRow, unknownSeedColumn } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lineStarts, type SourceFile, span } from '../diagnostics/source.ts'

export interface SeedColumn {
  readonly name: string
  readonly type: string
}

/**
 * The columns of a seed's CSV file: names from its first line, types from the configuration or from what every value of
 * the column fits, as dbt does: boolean, bigint, decimal, date, timestamp, else text.
 */
export function readSeedHeader(
  name: string,
  file: SourceFile,
  config: ModelConfig,
): { readonly columns: readonly SeedColumn[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const start = span(file, 0, file.text.split(/\r?\n/, 1)[0]?.length ?? 0)
  let rows: string[][]
  try {
    rows = parse(file.text, { bom: true, delimiter: config.delimiter, skip_empty_lines: true })
  } catch (problem) {
    const line = problem instanceof Error && 'lines' in problem ? Number(problem.lines) : 1
    const at = lineStarts(file)[line - 1] ?? 0
    const why =
      problem instanceof Error
        ? problem.message.replace(/^Invalid Record Length: /, '').replace(/\.$/, '')
        : 'it is no CSV'
    return { columns: [], diagnostics: [badSeedRow(name, lowerFirst(why), span(file, at, at + 1))] }
  }
  const [header = [], ...values] = rows
  const names = header.map((column) => column.trim().toLowerCase())
  if (names.length === 0) return { columns: [], diagnostics: [badSeedHeader(name, 'it is empty', span(file, 0))] }
  const empty = names.indexOf('')
  if (empty >= 0) diagnostics.push(badSeedHeader(name, `column ${empty + 1} has no name`, start))
  const twice = names.find((column, index) => column !== '' && names.indexOf(column) !== index)
  if (twice) diagnostics.push(badSeedHeader(name, `two columns are called "${twice}"`, start))
  const declared = new Map([...config.columnTypes].map(([column, type]) => [column.toLowerCase(), type]))
  for (const [column, type] of declared) {
    if (!names.includes(column)) diagnostics.push(unknownSeedColumn(column, name, names, type.span))
  }
  const columns = names.map((column, index) => ({
    name: column,
    type: declared.get(column)?.value ?? inferType(values.map((row) => row[index] ?? '')),
  }))
  return { columns, diagnostics }
}

const shapes: readonly (readonly [string, RegExp])[] = [
  ['boolean', /^(true|false)$/i],
  ['bigint', /^-?(0|[1-9]\d{0,17})$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['timestamp', /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/],
]

function inferType(values: readonly string[]): string {
  const given = values.filter((value) => value !== '')
  if (given.length === 0) return 'varchar'
  for (const [type, shape] of shapes) if (given.every((value) => shape.test(value))) return type
  const decimal = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?$/
  if (given.every((value) => decimal.test(value))) {
    const scale = Math.max(...given.map((value) => decimal.exec(value)?.[1]?.length ?? 0))
    if (scale <= 18) return `decimal(38,${scale})`
  }
  return 'varchar'
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
