import type { Cte, OrderItem, Query, QueryBody, SetBranch, SetOperation } from '../tree.ts'
import { writeRows } from './relation.ts'
import { writeSelect } from './select.ts'
import type { SqlWriter } from './writer.ts'

export function writeQuery(writer: SqlWriter, query: Query): void {
  const withClause = query.with
  if (withClause) {
    writer.at(withClause.span, () => {
      writer.text(withClause.recursive ? 'with recursive ' : 'with ')
      writer.list(withClause.ctes, (cte) => writeCte(writer, cte))
    })
    writer.line()
  }
  writeBody(writer, query.body)
  writeTail(writer, query)
}

function writeCte(writer: SqlWriter, { span, name, columns, query }: Cte): void {
  writer.at(span, () => {
    writer.name(name)
    if (columns.length > 0) writer.names(columns)
    writer.text(' as ')
    writer.subquery(query)
  })
}

function writeBody(writer: SqlWriter, body: QueryBody): void {
  if (body.kind === 'query') writer.subquery(body)
  else if (body.kind === 'select') writer.at(body.span, () => writeSelect(writer, body))
  else if (body.kind === 'values') writer.at(body.span, () => writeRows(writer, body.rows))
  else writer.at(body.span, () => writeSetOperation(writer, body))
}

function writeSetOperation(writer: SqlWriter, operation: SetOperation): void {
  writeOperand(writer, operation.first, isIntersection(operation))
  for (const branch of operation.rest) writeBranch(writer, branch, isIntersection(operation))
}

function writeBranch(writer: SqlWriter, { span, operator, all, body }: SetBranch, bindsCloser: boolean): void {
  writer.at(span, () => {
    writer.line(all ? `${operator} all` : operator)
    writer.line()
    writeOperand(writer, body, bindsCloser || (body.kind === 'set-operation' && !isIntersection(body)))
  })
}

function isIntersection({ rest }: SetOperation): boolean {
  return rest.some((branch) => branch.operator === 'intersect')
}

/** `apart`: an operand that is a set operation itself would be read as part of the outer one. */
function writeOperand(writer: SqlWriter, body: QueryBody, apart: boolean): void {
  const top = body.kind === 'select' && !writer.style.top ? body.top : null
  if (top) {
    writer.parentheses(() => {
      writeBody(writer, body)
      writeClause(writer, 'limit', () => writer.expression(top))
    })
  } else if (body.kind === 'set-operation' && apart) writer.parentheses(() => writeBody(writer, body))
  else writeBody(writer, body)
}

function writeTail(writer: SqlWriter, query: Query): void {
  const { style } = writer
  writeOrder(writer, 'order by', query.orderBy)
  if (style.distribution) {
    if (query.clusterBy.length > 0) writeClause(writer, 'cluster by', () => writer.expressions(query.clusterBy))
    if (query.distributeBy.length > 0) {
      writeClause(writer, 'distribute by', () => writer.expressions(query.distributeBy))
    }
    writeOrder(writer, 'sort by', query.sortBy)
  }
  const top = query.body.kind === 'select' && !style.top ? query.body.top : null
  const limit = query.limit ?? top
  if (limit) writeClause(writer, 'limit', () => writer.expression(limit))
  const { offset } = query
  if (offset) writeClause(writer, 'offset', () => writer.expression(offset))
}

function writeOrder(writer: SqlWriter, words: string, items: readonly OrderItem[]): void {
  if (items.length > 0) writeClause(writer, words, () => writer.orderItems(items))
}

function writeClause(writer: SqlWriter, words: string, write: () => void): void {
  writer.line(`${words} `)
  write()
}
