import type { Argument, Call, Case, Cast, Extract, Lambda, NamedArgument, Position, Star, Trim } from '../tree.ts'
import { castPrecedence, operandPrecedence } from './precedence.ts'
import { writeOver } from './window.ts'
import { isWord, type SqlWriter } from './writer.ts'

export function writeCall(writer: SqlWriter, call: Call): void {
  if (call.approximate && writer.style.approximate) writer.text('approximate ')
  writer.list(call.name, (part) => writer.at(part.span, () => writer.text(functionName(writer, part))), '.')
  if (!call.parentheses) return
  const inside = call.nulls !== null && writer.style.nullsInside(call)
  writer.parentheses(() => {
    if (call.distinct) writer.text('distinct ')
    writer.list(call.args, (argument) => writeArgument(writer, argument))
    if (call.orderBy.length > 0) {
      writer.text(' order by ')
      writer.orderItems(call.orderBy)
    }
    if (inside) writer.text(` ${call.nulls} nulls`)
  })
  if (call.withinGroup.length > 0) {
    writer.text(' within group (order by ')
    writer.orderItems(call.withinGroup)
    writer.text(')')
  }
  if (call.filter) {
    writer.text(' filter (where ')
    writer.expression(call.filter)
    writer.text(')')
  }
  if (call.nulls && !inside) writer.text(` ${call.nulls} nulls`)
  if (call.over) {
    writer.text(' over ')
    writeOver(writer, call.over)
  }
}

/** Words that are reserved as names are functions all the same: `left(…)`. */
function functionName(writer: SqlWriter, part: Call['name'][number]): string {
  return !part.quoted && isWord(part.name) ? part.name : writer.nameText(part)
}

function writeArgument(writer: SqlWriter, argument: Argument): void {
  if (argument.kind === 'named-argument') writer.at(argument.span, () => writeNamedArgument(writer, argument))
  else writer.expression(argument)
}

function writeNamedArgument(writer: SqlWriter, { form, name, value }: NamedArgument): void {
  if (form === 'as' && writer.style.namedArgument === '=>') {
    writer.expression(value)
    writer.text(' as ')
    writer.name(name)
  } else {
    writer.name(name)
    writer.text(` ${writer.style.namedArgument} `)
    writer.expression(value)
  }
}

export function writeStar(writer: SqlWriter, { qualifier, except }: Star): void {
  writer.path(qualifier)
  writer.text(qualifier.length > 0 ? '.*' : '*')
  if (except.length === 0 || writer.style.starExcept === 'at the end') return
  writer.text(` ${writer.style.starExcept} `)
  writer.names(except)
}

export function writeLambda(writer: SqlWriter, { parameters, body }: Lambda): void {
  writer.text(writer.style.lambda(parameters.map((name) => writer.nameText(name)).join(', ')))
  writer.expression(body)
}

export function writeCast(writer: SqlWriter, { safe, form, value, type }: Cast): void {
  const { castSymbol, convertCast } = writer.style
  if (form === '::' && castSymbol && !safe) {
    writer.expression(value, castPrecedence)
    writer.text('::')
    writer.type(type)
  } else if (form === 'convert' && convertCast && !safe) {
    writer.text('convert(')
    writer.type(type)
    writer.text(', ')
    writer.expression(value)
    writer.text(')')
  } else {
    writer.text(safe ? 'try_cast(' : 'cast(')
    writer.expression(value)
    writer.text(' as ')
    writer.type(type)
    writer.text(')')
  }
}

export function writeCase(writer: SqlWriter, { operand, branches, otherwise }: Case): void {
  writer.text('case')
  if (operand) {
    writer.text(' ')
    writer.expression(operand)
  }
  for (const branch of branches) {
    writer.at(branch.span, () => {
      writer.text(' when ')
      writer.expression(branch.when)
      writer.text(' then ')
      writer.expression(branch.result)
    })
  }
  if (otherwise) {
    writer.text(' else ')
    writer.expression(otherwise)
  }
  writer.text(' end')
}

export function writeExtract(writer: SqlWriter, { field, source }: Extract): void {
  writer.text('extract(')
  const word = /^[A-Za-z_]+$/.test(field.name)
  writer.at(field.span, () => writer.text(word ? field.name : writer.stringText(field.name)))
  writer.text(' from ')
  writer.expression(source)
  writer.text(')')
}

export function writeTrim(writer: SqlWriter, { side, characters, value }: Trim): void {
  writer.text(`trim(${side} `)
  if (characters) {
    writer.expression(characters)
    writer.text(' ')
  }
  writer.text('from ')
  writer.expression(value)
  writer.text(')')
}

export function writePosition(writer: SqlWriter, { needle, haystack }: Position): void {
  writer.text('position(')
  // The grammars allow few operators around this `in`, and not the same ones.
  writer.expression(needle, operandPrecedence)
  writer.text(' in ')
  writer.expression(haystack, operandPrecedence)
  writer.text(')')
}
