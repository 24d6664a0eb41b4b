import type { DataType } from '../tree.ts'
import type { SqlWriter } from './writer.ts'

export function typeText(writer: SqlWriter, type: DataType): string {
  const { types } = writer.style
  switch (type.kind) {
    case 'simple-type':
      return simpleTypeText(type.name, type.parameters)
    case 'array-type':
      return types.array(writer.typeText(type.element))
    case 'map-type':
      return types.map(writer.typeText(type.key), writer.typeText(type.value))
    case 'struct-type':
      return types.struct(
        type.fields.map((field) => types.structField(writer.nameText(field.name), writer.typeText(field.type), field)),
      )
    case 'interval-type':
      return types.interval(type)
  }
}

/** `decimal(10, 2)`, `timestamp(6) with time zone`. */
function simpleTypeText(name: string, parameters: readonly string[]): string {
  if (parameters.length === 0) return name
  const [word, ...zone] = name.split(/ (?=with)/)
  return [`${word}(${parameters.join(', ')})`, ...zone].join(' ')
}
