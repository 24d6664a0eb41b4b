import type {
  Expression,
  GroupBy,
  GroupingElement,
  GroupingSets,
  Identifier,
  LateralView,
  Select,
  SelectItem,
} from '../tree.ts'
import { writeCall } from './call.ts'
import { writeNamedWindow } from './window.ts'
import type { SqlWriter } from './writer.ts'

export function writeSelect(writer: SqlWriter, select: Select): void {
  writeHead(writer, select)
  writeItems(writer, select)
  if (select.from.length > 0) {
    writer.line('from ')
    writer.list(select.from, (relation) => writer.relation(relation))
  }
  for (const view of select.lateralViews) writeLateralView(writer, view)
  writeCondition(writer, 'where', select.where)
  if (select.groupBy) writeGroupBy(writer, select.groupBy)
  writeCondition(writer, 'having', select.having)
  writeCondition(writer, 'qualify', select.qualify)
  if (select.windows.length > 0) {
    writer.line('window ')
    writer.list(select.windows, (window) => writeNamedWindow(writer, window))
  }
}

function writeHead(writer: SqlWriter, { hint, top, distinct }: Select): void {
  writer.text('select')
  if (hint !== null && writer.style.hints) writer.text(` /*+ ${hint} */`)
  if (top && writer.style.top) {
    writer.text(' top ')
    writer.expression(top)
  }
  if (distinct) writer.text(' distinct')
}

function writeItems(writer: SqlWriter, { items }: Select): void {
  writer.indented(() =>
    items.forEach((item, index) => {
      if (index > 0) writer.text(',')
      if (items.length > 1) writer.line()
      else writer.text(' ')
      writeItem(writer, item)
    }),
  )
  if (writer.style.starExcept !== 'at the end') return
  const excluded = items.flatMap(({ expression }) => (expression.kind === 'star' ? expression.except : []))
  if (excluded.length === 0) return
  writer.text(' exclude ')
  writer.names(excluded)
}

function writeItem(writer: SqlWriter, { span, expression, alias, columnAliases }: SelectItem): void {
  writer.at(span, () => {
    writer.expression(expression)
    writeAlias(writer, alias)
    if (columnAliases.length === 0) return
    writer.text(' as ')
    writer.names(columnAliases)
  })
}

function writeAlias(writer: SqlWriter, alias: Identifier | null): void {
  if (!alias) return
  writer.text(' as ')
  writer.name(alias)
}

function writeCondition(writer: SqlWriter, word: string, condition: Expression | null): void {
  if (!condition) return
  writer.line(`${word} `)
  writer.expression(condition)
}

function writeGroupBy(writer: SqlWriter, { span, all, items }: GroupBy): void {
  writer.at(span, () => {
    writer.line(all ? 'group by all' : 'group by ')
    writer.list(items, (item) => writeGroupingElement(writer, item))
  })
}

function writeGroupingElement(writer: SqlWriter, element: GroupingElement): void {
  if (element.kind === 'grouping-sets') writer.at(element.span, () => writeGroupingSets(writer, element))
  else writer.expression(element)
}

function writeGroupingSets(writer: SqlWriter, { form, items }: GroupingSets): void {
  writer.text(`${form} `)
  writer.parentheses(() => writer.list(items, (item) => writeGroupingElement(writer, item)))
}

function writeLateralView(writer: SqlWriter, { span, outer, call, name, columns }: LateralView): void {
  writer.at(span, () => {
    writer.line(outer ? 'lateral view outer ' : 'lateral view ')
    writer.at(call.span, () => writeCall(writer, call))
    if (name) {
      writer.text(' ')
      writer.name(name)
    }
    if (columns.length === 0) return
    writer.text(' as ')
    writer.list(columns, (column) => writer.name(column))
  })
}
