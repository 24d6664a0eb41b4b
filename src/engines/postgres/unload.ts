import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FieldDef } from 'pg'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import type { Session, UnloadedFile } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { folderError } from '../unload-folder.ts'

/** What a column of PostgreSQL is in a Parquet file, and how it comes of the text that COPY writes. */
interface ParquetColumn {
  readonly type: string
  readonly value: (text: string) => string
}

/** By the server's number of a type. */
const columnsOfTypes: Readonly<Record<number, ParquetColumn>> = {
  16: as('BOOLEAN'),
  17: { type: 'BLOB', value: (text) => `unhex(substr(${text}, 3))` },
  18: as('VARCHAR'),
  19: as('VARCHAR'),
  20: as('BIGINT'),
  21: as('SMALLINT'),
  23: as('INTEGER'),
  25: as('VARCHAR'),
  26: as('BIGINT'),
  114: as('VARCHAR'),
  142: as('VARCHAR'),
  700: as('FLOAT'),
  701: as('DOUBLE'),
  1042: as('VARCHAR'),
  1043: as('VARCHAR'),
  1082: { type: 'DATE', value: (text) => `cast(replace(${text}, ' BC', ' (BC)') as DATE)` },
  1083: as('TIME'),
  1114: { type: 'TIMESTAMP', value: (text) => `cast(${withEra(text)} as TIMESTAMP)` },
  1184: { type: 'TIMESTAMPTZ', value: (text) => `cast(${withEra(text)} as TIMESTAMPTZ)` },
  2950: as('VARCHAR'),
  3802: as('VARCHAR'),
}

const numeric = 1700
/** Longer rows fail; DuckDB sets aside several times as much to read a CSV. */
const longestLine = 16 * 1024 * 1024

/**
 * The columns of a query as a Parquet file has them. Throws as `unsupported` for those that it could not hold exactly:
 * arrays and intervals among them, and numerics of any precision.
 *
 * @param types as the server spells them
 */
export function parquetColumns(fields: readonly FieldDef[], types: readonly string[]): readonly ParquetColumn[] {
  return fields.map(({ name, dataTypeID, dataTypeModifier }, index) => {
    if (dataTypeID === numeric) return decimalColumn(name, dataTypeModifier)
    const column = columnsOfTypes[dataTypeID]
    if (column) return column
    throw new EngineError('unsupported', `Column ${name} is ${types[index]}, which Parquet lacks: cast it to text.`)
  })
}

/** The modifier holds precision and scale, past the four bytes of a length. */
function decimalColumn(name: string, modifier: number): ParquetColumn {
  const precision = ((modifier - 4) >> 16) & 0xffff
  const scale = (modifier - 4) & 0x7ff
  if (modifier < 0 || precision > 38 || scale > precision) {
    const type = modifier < 0 ? 'numeric without a precision' : `numeric(${precision},${scale})`
    const cure = 'cast it to numeric(p, s) with at most 38 digits'
    throw new EngineError('unsupported', `Column ${name} is ${type}, which Parquet cannot hold: ${cure}.`)
  }
  return as(`DECIMAL(${precision},${scale})`)
}

/** Text that is not NULL is always in quotes, so that no value is taken for NULL or for the end. */
export function copyOutStatement(sql: string): string {
  return `copy (\n${sql}\n) to stdout (format csv, null '\\N', force_quote *, encoding 'UTF8')`
}

/** Writes the CSV that the server sends to a file first: DuckDB reads files, and holds a piece of one at a time. */
export async function spool(rows: AsyncIterable<Buffer>, folder: string): Promise<string> {
  const path = join(folder, 'rows.csv')
  const file = await open(path, 'w')
  try {
    let failure: EngineError | null = null
    // To the end even when the disk is full: a connection that is left in the middle of a COPY is lost.
    for await (const bytes of rows) failure ??= await file.appendFile(bytes).then(() => null, folderError)
    if (failure) throw failure
    return path
  } finally {
    await file.close()
  }
}

/** Turns the CSV into a Parquet file beside it, and removes it. */
export async function writeParquet(
  duckdb: Session,
  csv: string,
  names: readonly string[],
  columns: readonly ParquetColumn[],
  options: Parameters<Session['execute']>[1],
): Promise<UnloadedFile> {
  const path = join(csv, '..', 'part-00000.parquet')
  const cells = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ')
  const values = columns.map(({ value }, index) => `${value(`c${index}`)} as ${quote(names[index] ?? '')}`)
  const form = [
    'auto_detect = false',
    `columns = {${cells}}`,
    'header = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `new_line = '\\n'`,
    `nullstr = '\\N'`,
    'allow_quoted_nulls = false',
    `max_line_size = ${longestLine}`,
    'parallel = false',
  ]
  const read = `select ${values.join(', ')} from read_csv(${text(csv)}, ${form.join(', ')})`
  const { rows } = await duckdb.execute(`copy (${read}) to ${text(path)} (format parquet)`, options)
  await rm(csv)
  return { path, rows: rows ?? 0, bytes: (await stat(path)).size }
}

function as(type: string): ParquetColumn {
  return { type, value: (text) => (type === 'VARCHAR' ? text : `cast(${text} as ${type})`) }
}

/** `0044-03-15 12:00:00 BC` is `0044-03-15 (BC) 12:00:00` to DuckDB. */
function withEra(text: string): string {
  return `case when ends_with(${text}, ' BC') then regexp_replace(${text}, '^(\\S+) (.*) BC$', '\\1 (BC) \\2') else ${text} end`
}

function text(value: string): string {
  return quoteString('postgres', value)
}

function quote(name: string): string {
  return quoteIdentifier('postgres', name)
}
