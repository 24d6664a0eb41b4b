import type { SqlPiece, SqlText } from './steps.ts'

/**
 * Puts SQL together and keeps what came out of templates traceable:
 *
 *     sql`create view ${name} as ${query}`
 *
 * Strings go in as they are (quote names before), an SqlText brings its pieces along.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly (string | number | SqlText)[]): SqlText {
  let text = ''
  const pieces: SqlPiece[] = []
  strings.forEach((string, index) => {
    text += string
    const value = values[index]
    if (value === undefined) return
    if (typeof value === 'object') {
      for (const piece of value.pieces) {
        pieces.push({ ...piece, start: piece.start + text.length, end: piece.end + text.length })
      }
      text += value.sql
    } else text += value
  })
  return { sql: text, pieces }
}

/** SQL that no template had a part in. */
export function plainSql(text: string): SqlText {
  return { sql: text, pieces: [] }
}
