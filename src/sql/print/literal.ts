import type {
  BinaryLiteral,
  IntervalLiteral,
  IntervalPart,
  NumberLiteral,
  StructLiteral,
  TypedLiteral,
} from '../tree.ts'
import type { SqlWriter } from './writer.ts'

export function writeNumber(writer: SqlWriter, { digits, suffix }: NumberLiteral): void {
  writer.text(digits + (writer.style.numberSuffixes ? (suffix ?? '') : ''))
}

export function writeBinary(writer: SqlWriter, { hex }: BinaryLiteral): void {
  writer.text(writer.style.binaryLiteral(hex))
}

export function writeTypedLiteral(writer: SqlWriter, { type, value }: TypedLiteral): void {
  writer.type(type)
  writer.text(' ')
  writer.expression(value)
}

export function writeInterval(writer: SqlWriter, { parts }: IntervalLiteral): void {
  if (writer.style.plainIntervals) {
    writer.list(parts, (part) => writePlainInterval(writer, part), ' + ')
    return
  }
  writer.text('interval')
  for (const part of parts) {
    writer.at(part.span, () => {
      writer.text(part.negative ? ' -' : ' ')
      writer.expression(part.value)
      writer.text(unitText(part))
    })
  }
}

function writePlainInterval(writer: SqlWriter, part: IntervalPart): void {
  writer.at(part.span, () => {
    const text = part.value.kind === 'string' ? part.value.value : part.value.digits
    writer.text(`interval ${writer.stringText(part.negative ? negated(text) : text)}${unitText(part)}`)
  })
}

function negated(text: string): string {
  const digits = text.trim()
  return digits.startsWith('-') ? digits.slice(1) : `-${digits}`
}

function unitText({ unit, to }: IntervalPart): string {
  return (unit ? ` ${unit.name}` : '') + (to ? ` to ${to.name}` : '')
}

export function writeStruct(writer: SqlWriter, { fields }: StructLiteral): void {
  const [open, separator, close] = writer.style.struct
  writer.text(open)
  writer.list(fields, (field) =>
    writer.at(field.span, () => {
      writer.text(writer.stringText(field.name) + separator)
      writer.expression(field.value)
    }),
  )
  writer.text(close)
}
