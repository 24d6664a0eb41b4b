import { partOf, zonedMoment } from '../../catalog/redshift/rewrite-dates.ts'
import { call, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Column, Join, Like, Node, SelectItem, Trim } from '../../sql/tree.ts'
import { rewriteContext } from '../calls.ts'
import type { DialectRules, Translation } from '../context.ts'
import { plainInterval } from '../interval.ts'
import { escapedLike } from '../like.ts'
import { textCase, textComparison, textList, textMembership, textRange, textWindow } from './blanks.ts'
import { redshiftCast, redshiftCoercion } from './casts.ts'
import { comparesKeys, withKeyName, withWrittenColumn, withWrittenKeys } from './merged-keys.ts'
import { unnestedPath } from './navigation.ts'
import { withListedTexts, withRangedTexts } from './number-texts.ts'
import { redshiftOperator, redshiftUnary, similarTest, superList } from './operators.ts'
import { asText, withoutPadding } from './padding.ts'
import { groupedPivot, withLowerNames } from './pivot.ts'
import { checkWritten } from './refusals.ts'
import { withTypedLiterals } from './set-operations.ts'
import { stepName, withLowerSteps } from './super.ts'
import { withTextGroups, withTextOrder } from './text-groups.ts'
import { withTextSets } from './text-sets.ts'

/** Amazon Redshift, with the session's zone UTC. */
export const redshiftRules: DialectRules = {
  check: checkWritten,
  change,
  cast: (value, type, _safe, span, translation) => redshiftCast(value, type, span, translation),
  coerce: redshiftCoercion,
  prepare: withoutPadding,
  comparesKeys,
  // An untyped literal takes the type of the others, as in DuckDB.
  unify: (expressions) => expressions,
  nullsFirst: (descending) => descending,
}

function change(node: Node, translation: Translation, original: Node): Node {
  switch (node.kind) {
    case 'column':
      return columnOf(node, original as Column, translation)
    case 'select-item':
      return withKeyName(node, original as SelectItem)
    case 'join':
      return withWrittenKeys(node, original as Join, translation)
    case 'typed-literal':
      return redshiftCast(node.value, node.type, node.span, translation)
    case 'interval':
      return plainInterval(node, translation)
    case 'binary':
      return redshiftOperator(node, translation)
    case 'unary':
      return redshiftUnary(node)
    case 'like':
      return node.operator === 'similar to' ? similarTest(node, translation) : escapedLike(textLike(node, translation))
    case 'extract': {
      const field = string(node.field.name, node.field.span)
      return partOf(field, node.source, node.span, rewriteContext({ name: 'extract' }, translation)) ?? node
    }
    case 'is-distinct':
      return textComparison(node, translation)
    case 'between':
      return textRange(withRangedTexts(node, translation), translation)
    case 'window':
      return textWindow(node, translation)
    case 'in-list':
      return superList(node, translation) ?? textList(withListedTexts(node, translation), translation)
    case 'case':
      return textCase(node, translation)
    case 'quantified':
    case 'in-subquery':
      return textMembership(node, translation)
    case 'select':
      return withTextGroups(node, translation)
    case 'query':
      return withTextOrder(node)
    case 'field':
      return node.name.name === stepName(node.name)
        ? node
        : revised(node, { name: { ...node.name, name: stepName(node.name) } })
    case 'navigation':
      return unnestedPath(node, translation)
    case 'pivot':
      return groupedPivot(node, translation)
    case 'unpivot':
      return withLowerNames(node)
    case 'set-operation':
      return withTextSets(withTypedLiterals(node, translation), translation)
    case 'trim':
      return trimmed(node)
    case 'position':
      return call(
        'instr',
        [redshiftCoercion(asText(node.haystack, translation), 'string', translation), node.needle],
        node.span,
      )
    case 'at-time-zone':
      return (
        zonedMoment(
          call('timezone', [node.zone, node.value], node.span),
          rewriteContext({ name: 'at time zone' }, translation),
        ) ?? node
      )
    default:
      return node
  }
}

function columnOf(node: Column, original: Column, translation: Translation): Node {
  const written = withWrittenColumn(node, original, translation)
  return written === node ? withLowerSteps(node, original, translation) : written
}

/** A text within a SUPER value is one without its quotes. */
function textLike(node: Like, translation: Translation): Like {
  const value = translation.typeOf(node.value) === 'json' ? asText(node.value, translation) : node.value
  return value === node.value ? node : { ...node, value }
}

function trimmed({ span, side, characters, value }: Trim): Node {
  const name = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' }[side]
  return call(name, [value, characters ?? string(' ', span)], span)
}
