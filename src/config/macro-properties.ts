import type { Span } from '../diagnostics/source.ts'
import { called, readKeys, startOf } from './read-keys.ts'
import { anything, listOf, located, map, namedEntry, type Reader, text, word } from './readers.ts'
import type { Located } from './value.ts'

/** One entry of `macros:`: what YAML says about a macro that is written elsewhere. */
export interface MacroProperties {
  readonly name: Located<string>
  readonly description: Located<string> | null
  readonly arguments: readonly MacroArgument[]
  readonly span: Span
}

export interface MacroArgument {
  readonly name: Located<string>
  readonly type: string | null
  readonly description: string | null
}

const argument: Reader<MacroArgument> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = { name: located(word), type: text, description: text }
  const { name, type, description } = readKeys(found, { owner: at.subject, readers, required: ['name'] }, at.report)
  return name && { name, type, description }
}

const readers = {
  name: located(word),
  description: located(text),
  arguments: listOf(argument, 'a list of arguments'),
  docs: map,
  meta: map,
  config: anything,
}

/** Reads one entry of `macros:`; null when it has no usable name. */
export const readMacroProperties: Reader<MacroProperties> = (value, at) => {
  const found = namedEntry(value, at)
  if (!found) return null
  const keys = readKeys(found, { owner: called('macro', found), readers, required: ['name'] }, at.report)
  if (!keys.name) return null
  return { name: keys.name, description: keys.description, arguments: keys.arguments ?? [], span: startOf(found) }
}
