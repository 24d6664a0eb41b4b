import { CsvError, parse } from 'csv-parse/sync'
import type { ModelConfig } from '../config/model-config.ts'
import { projectFile } from '../config/project.ts'
import {
  badSeedHeader,
  badSeedRow,
  raggedSeedRow,
  seedDelimiter,
  unknownSeedColumn,
} from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lineStarts, type SourceFile, type Span, span } from '../diagnostics/source.ts'

export interface SeedColumn {
  readonly name: string
  readonly type: string
}

export interface SeedHeader {
  readonly columns: readonly SeedColumn[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Rows of the wrong width that are named one by one: behind them is mostly one mistake. */
const mostRaggedRows = 5

/**
 * The columns of a seed's CSV file: names from its first line, types from the configuration or from what every value of
 * the column fits, as dbt does: boolean, bigint, decimal, date, timestamp, else text.
 */
export function readSeedHeader(name: string, file: SourceFile, config: ModelConfig): SeedHeader {
  const { records, problem } = readRecords(name, file, config.delimiter)
  if (problem) return { columns: [], diagnostics: [problem] }
  const [header, ...rows] = records
  if (!header) return { columns: [], diagnostics: [badSeedHeader(name, 'it is empty', span(file, 0))] }
  const names = header.values.map((column) => column.trim().toLowerCase())
  const other = names.length === 1 ? /[;|\t]/.exec(names[0] ?? '') : null
  const diagnostics = [
    ...(other ? [seedDelimiter(name, other[0], lineSpan(file, 1))] : []),
    ...headerProblems(name, names, file, config.delimiter),
    ...rows
      .filter((row) => row.values.length !== names.length)
      .slice(0, mostRaggedRows)
      .map((row) => raggedSeedRow(name, row.values.length, names.length, lineSpan(file, row.line))),
  ]
  const declared = new Map([...config.columnTypes].map(([column, type]) => [column.toLowerCase(), type]))
  for (const [column, type] of declared) {
    const isOwn = type.span.file.path !== projectFile
    if (isOwn && !names.includes(column)) diagnostics.push(unknownSeedColumn(column, name, names, type.span))
  }
  const columns = names.map((column, index) => ({
    name: column,
    type: declared.get(column)?.value ?? inferType(rows.map((row) => row.values[index] ?? '')),
  }))
  return { columns, diagnostics }
}

interface CsvRecord {
  readonly values: readonly string[]
  /** One-based: where it begins. */
  readonly line: number
}

function readRecords(
  name: string,
  file: SourceFile,
  delimiter: string,
): { readonly records: readonly CsvRecord[]; readonly problem: Diagnostic | null } {
  const records: CsvRecord[] = []
  const options = { bom: true, delimiter, skip_empty_lines: true, relax_column_count: true }
  let end = 0
  try {
    parse(file.text, {
      ...options,
      // `lines` is where a record ends.
      on_record: (values: string[], { lines }) => {
        end = lines
        records.push({ values, line: lines - lineBreaks(values) })
        return null
      },
    })
    return { records, problem: null }
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem
    return { records: [], problem: badSeedRow(name, quoteProblem(problem.code), lineSpan(file, lineAfter(file, end))) }
  }
}

/** The next line that is not empty. */
function lineAfter({ text }: SourceFile, line: number): number {
  const next = text.split(/\r?\n/).findIndex((written, index) => index >= line && written !== '')
  return next < 0 ? line + 1 : next + 1
}

function lineBreaks(values: readonly string[]): number {
  return values.reduce((count, value) => count + value.split('\n').length - 1, 0)
}

function quoteProblem(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote that is opened here is never closed'
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return 'something follows the closing quote of a value'
    default:
      return 'a quote stands inside a value that is not quoted'
  }
}

function headerProblems(
  name: string,
  names: readonly string[],
  file: SourceFile,
  delimiter: string,
): readonly Diagnostic[] {
  return names.flatMap((column, index) => {
    const place = headerSpan(file, delimiter, index)
    if (column === '') return [badSeedHeader(name, `column ${index + 1} has no name`, place)]
    return names.indexOf(column) < index ? [badSeedHeader(name, `two columns are called "${column}"`, place)] : []
  })
}

/** The cell of a header; all of the line where quotes or line breaks make cells hard to tell apart. */
function headerSpan(file: SourceFile, delimiter: string, index: number): Span {
  const whole = lineSpan(file, 1)
  const cells = file.text.slice(whole.start, whole.end).split(delimiter)
  if (cells.some((cell) => cell.includes('"'))) return whole
  const start = whole.start + cells.slice(0, index).reduce((length, cell) => length + cell.length + delimiter.length, 0)
  return span(file, start, start + (cells[index]?.length ?? 0))
}

function lineSpan(file: SourceFile, line: number): Span {
  const bom = line === 1 && file.text.charCodeAt(0) === 0xfeff ? 1 : 0
  const start = (lineStarts(file)[line - 1] ?? 0) + bom
  const length = /[\r\n]|$/.exec(file.text.slice(start))?.index ?? 0
  return span(file, start, start + length)
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
