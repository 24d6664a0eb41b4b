import type { Frame, FrameBound, NamedWindow, Window, WindowName } from '../tree.ts'
import type { SqlWriter } from './writer.ts'

/** What stands behind `over`. */
export function writeOver(writer: SqlWriter, window: Window | WindowName): void {
  writer.at(window.span, () => {
    if (window.kind === 'window-name') writer.name(window.name)
    else writeWindow(writer, window)
  })
}

export function writeNamedWindow(writer: SqlWriter, { span, name, window }: NamedWindow): void {
  writer.at(span, () => {
    writer.name(name)
    writer.text(' as ')
    writeOver(writer, window)
  })
}

function writeWindow(writer: SqlWriter, { base, partitionBy, orderBy, frame }: Window): void {
  const clauses: (() => void)[] = []
  if (base) clauses.push(() => writer.name(base))
  if (partitionBy.length > 0) {
    clauses.push(() => {
      writer.text('partition by ')
      writer.expressions(partitionBy)
    })
  }
  if (orderBy.length > 0) {
    clauses.push(() => {
      writer.text('order by ')
      writer.orderItems(orderBy)
    })
  }
  if (frame) clauses.push(() => writeFrame(writer, frame))
  writer.parentheses(() => writer.list(clauses, (write) => write(), ' '))
}

function writeFrame(writer: SqlWriter, { span, unit, start, end }: Frame): void {
  writer.at(span, () => {
    writer.text(end ? `${unit} between ` : `${unit} `)
    writeBound(writer, start)
    if (!end) return
    writer.text(' and ')
    writeBound(writer, end)
  })
}

function writeBound(writer: SqlWriter, { span, bound, offset }: FrameBound): void {
  writer.at(span, () => {
    if (offset) {
      writer.expression(offset, writer.style.precedences.comparison + 1)
      writer.text(' ')
    }
    writer.text(bound)
  })
}
