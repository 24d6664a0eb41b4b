import { isNumeric, type ValueType } from '../../catalog/value-type.ts'
import { macroCall } from '../../catalog/write.ts'
import { boolean, call, caseWhen, string, tryCast } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Binary, Column, Expression, Identifier } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

/** Steps into a SUPER value, as a path of JSON; null for what is no such steps, or has one that is not known before. */
function superPath(
  value: Expression,
  translation: Translation,
): { readonly base: Expression; readonly path: string } | null {
  let [base, path] = [value, '']
  while (base.kind === 'field' || base.kind === 'subscript') {
    if (base.kind === 'field') path = step(base.name) + path
    else if (base.index.kind === 'number') path = `[${base.index.digits}]${path}`
    else return null
    base = base.value
  }
  const fields = base.kind === 'column' ? translation.names.fieldsOf(translation.originOf(base)) : []
  if (base.kind === 'column' && fields.length > 0) {
    path = fields.map(step).join('') + path
    base = revised(base, { parts: base.parts.slice(0, base.parts.length - fields.length) })
  }
  return path === '' ? null : { base, path: `$${path}` }
}

function step(name: Identifier): string {
  return `."${stepName(name).replaceAll('"', '\\"')}"`
}

/** Names of attributes are in lower case, but in quotes. */
export function stepName({ name, quoted }: Identifier): string {
  return quoted ? name : name.toLowerCase()
}

/** The same for the steps behind a column's name. */
export function withLowerSteps(node: Column, original: Column, translation: Translation): Column {
  const fields = translation.names.fieldsOf(original)
  if (fields.every((field) => stepName(field) === field.name)) return node
  const own = node.parts.slice(0, node.parts.length - fields.length)
  const result = revised(node, { parts: [...own, ...fields.map((field) => ({ ...field, name: stepName(field) }))] })
  translation.setOrigin(result, original)
  return result
}

/** What is read within a SUPER value, with its numbers as they stand, where DuckDB's own steps write them anew. */
export function superPart(value: Expression, translation: Translation): Expression {
  const found = superPath(value, translation)
  if (!found) return value
  const part = macroCall('redshift_super_json_at', [found.base, string(found.path, value.span)], value.span)
  translation.setType(part, translation.exactTypeOf(value))
  return part
}

/** The same as text. */
export function superTextAt(value: Expression, translation: Translation): Expression | null {
  const found = superPath(value, translation)
  return found && macroCall('redshift_super_text_at', [found.base, string(found.path, value.span)], value.span)
}

/** A SUPER value as one of the plain type that it meets. */
export function plainSuper(value: Expression, plain: ValueType, translation: Translation): Expression {
  if (translation.typeOf(value) !== 'json') return value
  const { span } = value
  if (plain === 'boolean') return tryCast(value, 'boolean', span)
  const text = call('json_extract_string', [value, string('$', span)], span)
  if (isNumeric(plain)) return macroCall('redshift_json_number', [value], span)
  if (plain === 'string') return macroCall('redshift_super_string', [value], span)
  return plain === 'date' || plain === 'timestamp' ? tryCast(text, plain, span) : text
}

/** `=` and `<>` know values of other types to differ, where all else gives NULL. */
export function superEquality(node: Binary, original: Binary, translation: Translation): Expression {
  if (node.operator !== '=' && node.operator !== '<>') return node
  const [a, b] = [translation.typeOf(original.left), translation.typeOf(original.right)]
  const [value, plain] = a === 'json' ? [original.left, b] : [original.right, a]
  const kind = plain === 'string' || plain === 'boolean' ? plain : isNumeric(plain) ? 'number' : null
  if (kind === null || (a === 'json') === (b === 'json')) return node
  const { span } = node
  const differs = macroCall('redshift_super_differs', [value, string(kind, span)], span)
  return caseWhen([[differs, boolean(node.operator === '<>', span)]], node, span)
}
