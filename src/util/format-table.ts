import stringWidth from 'fast-string-width'

export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Rows under a line of titles, columns two blanks apart, as wide as the terminal shows them; wide letters count as two. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width))
  return [line(columns.map((column) => column.title)), line(rule), ...rows.map(line)].join('\n')
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'right' ? blanks + text : text + blanks
}
