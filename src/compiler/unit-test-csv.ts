import { CsvError, parse } from 'csv-parse/sync'
import { unitTestBadCsv } from '../diagnostics/catalog/unit-test.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { FixtureCell, FixtureColumn } from '../manifest/fixture.ts'
import type { OriginText } from '../template/origin-text.ts'

export interface CsvRows {
  readonly columns: readonly FixtureColumn[]
  readonly rows: readonly (readonly FixtureCell[])[]
}

interface Cell {
  readonly text: string
  readonly isQuoted: boolean
}

/** Reads rows under a line of names. A value that is empty and not quoted is NULL; a diagnostic where it is no such text. */
export function readCsvRows(written: OriginText, place: Span): CsvRows | Diagnostic {
  const lines: { readonly cells: readonly Cell[]; readonly line: number }[] = []
  let end = 0
  try {
    parse(written.text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      cast: (text, { quoting }): Cell => ({ text, isQuoted: quoting }),
      on_record: (record, { lines: last }) => {
        const cells = record as unknown as readonly Cell[]
        const breaks = cells.reduce((sum, cell) => sum + cell.text.split('\n').length - 1, 0)
        end = last
        lines.push({ cells, line: last - breaks })
        return null
      },
    })
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem
    return unitTestBadCsv('a quote is not closed, or stands inside a value', lineOf(written, end + 1, place))
  }
  const [header, ...rest] = lines
  if (!header) return unitTestBadCsv('there is no line of names', place)
  const columns = header.cells.map((cell, index) => ({
    name: cell.text.trim().toLowerCase(),
    span: cellOf(written, header.line, header.cells, index, place),
  }))
  for (const [index, { name, span }] of columns.entries()) {
    if (name === '') return unitTestBadCsv(`column ${index + 1} has no name`, span)
    if (columns.findIndex((other) => other.name === name) < index)
      return unitTestBadCsv(`two columns are called "${name}"`, span)
  }
  for (const { cells, line } of rest) {
    if (cells.length === columns.length) continue
    const found = `${cells.length} value${cells.length === 1 ? '' : 's'}`
    return unitTestBadCsv(`a line has ${found} for ${columns.length} columns`, lineOf(written, line, place))
  }
  const rows = rest.map(({ cells, line }) =>
    cells.map(
      ({ text, isQuoted }, index): FixtureCell => ({
        text: text === '' && !isQuoted ? null : text,
        span: cellOf(written, line, cells, index, place),
      }),
    ),
  )
  return { columns, rows }
}

/** A cell of a line; all of the line where quotes make cells hard to tell apart. */
function cellOf(written: OriginText, line: number, cells: readonly Cell[], index: number, place: Span): Span {
  if (cells.some(({ isQuoted }) => isQuoted)) return lineOf(written, line, place)
  const before = cells.slice(0, index).reduce((length, { text }) => length + text.length + 1, 0)
  const start = lineStart(written.text, line) + before
  return written.originOf(start, start + (cells[index]?.text.length ?? 0))?.span ?? place
}

function lineOf(written: OriginText, line: number, place: Span): Span {
  const start = lineStart(written.text, line)
  const length = /[\r\n]|$/.exec(written.text.slice(start))?.index ?? 0
  return written.originOf(start, start + length)?.span ?? place
}

function lineStart(text: string, line: number): number {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start)
    if (next < 0) return start
    start = next + 1
  }
  return start
}
