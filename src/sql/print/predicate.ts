import type { Between, InList, InSubquery, IsDistinct, IsTest, Like, LikeQuantified, Quantified } from '../tree.ts'
import type { SqlWriter } from './writer.ts'

export function writeIs(writer: SqlWriter, { value, negated, test }: IsTest): void {
  writer.expression(value, writer.style.precedences.is + 1)
  writer.text(` is ${negated ? 'not ' : ''}${test}`)
}

export function writeIsDistinct(writer: SqlWriter, { left, right, negated }: IsDistinct): void {
  const minimum = writer.style.precedences.is + 1
  writer.expression(left, minimum)
  writer.text(` is ${negated ? 'not ' : ''}distinct from `)
  writer.expression(right, minimum)
}

export function writeBetween(writer: SqlWriter, { value, negated, symmetric, low, high }: Between): void {
  const minimum = writer.style.precedences.predicate + 1
  writer.expression(value, minimum)
  writer.text(`${negated ? ' not' : ''} between ${symmetric ? 'symmetric ' : ''}`)
  writer.expression(low, minimum)
  writer.text(' and ')
  writer.expression(high, minimum)
}

export function writeIn(writer: SqlWriter, predicate: InList | InSubquery): void {
  writer.expression(predicate.value, writer.style.precedences.predicate + 1)
  writer.text(predicate.negated ? ' not in ' : ' in ')
  if (predicate.kind === 'in-subquery') writer.subquery(predicate.query)
  else writer.parentheses(() => writer.expressions(predicate.items))
}

export function writeLike(writer: SqlWriter, predicate: Like): void {
  const minimum = writer.style.precedences.predicate + 1
  writer.expression(predicate.value, minimum)
  writer.text(` ${predicate.negated ? 'not ' : ''}${predicate.operator} `)
  writer.expression(predicate.pattern, minimum)
  if (!predicate.escape) return
  writer.text(' escape ')
  writer.expression(predicate.escape, minimum)
}

export function writeLikeQuantified(writer: SqlWriter, predicate: LikeQuantified): void {
  writer.expression(predicate.value, writer.style.precedences.predicate + 1)
  writer.text(` ${predicate.negated ? 'not ' : ''}${predicate.operator} ${predicate.quantifier} `)
  writer.parentheses(() => writer.expressions(predicate.patterns))
}

export function writeQuantified(writer: SqlWriter, { value, operator, quantifier, query }: Quantified): void {
  writer.expression(value, writer.style.precedences.comparison + 1)
  writer.text(` ${operator} ${quantifier} `)
  writer.subquery(query)
}
