import { findFunction } from '../../catalog/functions.ts'
import { inputFamily, inputKind, isInput } from '../../catalog/spark/inputs.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import { nameOf } from '../../catalog/write.ts'
import type { Argument, Call, Expression } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { sparkCoercion } from './casts.ts'

/** The call with its arguments as Spark casts them; those that it casts to nothing the function takes are refused. */
export function withInputs(node: Call, translation: Translation): Call {
  const name = findFunction('spark', nameOf(node))?.name ?? ''
  // With three arguments these take a unit first.
  if (/^date/.test(name) && node.args.length === 3) return node
  const args = node.args.map((argument, index): Argument => {
    const kind = inputKind(name, index)
    if (kind === null || argument.kind === 'named-argument') return argument
    const type = translation.exactTypeOf(argument)
    if (!isInput(name, index, type)) {
      const help = 'Cast it to what the function takes.'
      translation.reject(argument.span, `${nameOf(node)} takes no ${typeName(type, 'spark')} here.`, help)
      return argument
    }
    const family = type && type.kind !== 'null' ? inputFamily(kind, type) : null
    if (!family || translation.typeOf(argument) === family) return argument
    return sparkCoercion(argument, family, translation)
  })
  if (name === 'greatest' || name === 'least') checkTexts(node, translation)
  return { ...node, args }
}

/** Elsewhere texts make texts of what stands beside them, but they are not put in order with it. */
function checkTexts(node: Call, translation: Translation): void {
  const types = node.args.map((argument) => translation.exactTypeOf(argument as Expression))
  const others = types.filter((type) => type && type.kind !== 'null' && type.kind !== 'string')
  if (others.length === 0 || !types.some((type) => type?.kind === 'string')) return
  translation.reject(node.span, `${nameOf(node)} takes no text beside other values.`, 'Cast all of them to one type.')
}
