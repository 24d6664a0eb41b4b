import type { FunctionGroup } from '../../catalog/entry.ts'
import { partOnPostgres } from '../../catalog/redshift/on-postgres/dates.ts'
import { macroCall } from '../../catalog/write.ts'
import { call, cast, raw, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Call,
  Column,
  Expression,
  IntervalLiteral,
  Join,
  Node,
  Pivot,
  Select,
  SelectItem,
  Subscript,
  Unpivot,
} from '../../sql/tree.ts'
import { rewriteContext } from '../calls.ts'
import type { DialectRules, Translation } from '../context.ts'
import { durationOf } from '../interval.ts'
import { textCase, textComparison, textList, textMembership, textRange, textWindow } from '../redshift/blanks.ts'
import { comparesKeys, withWrittenColumn, withWrittenKeys } from '../redshift/merged-keys.ts'
import { superList } from '../redshift/operators.ts'
import { checkWritten } from '../redshift/refusals.ts'
import { stepName } from '../redshift/super.ts'
import { withTextGroups, withTextOrder } from '../redshift/text-groups.ts'
import { withTextSets } from '../redshift/text-sets.ts'
import { postgresCast, postgresCoercion } from './casts.ts'
import { postgresOperator } from './operators.ts'
import { outerCondition } from './qualify.ts'
import { groupedPivot, listedUnpivot, namedSubquery, superSteps, unnestedPath } from './relations.ts'

/** Redshift SQL on PostgreSQL 15, whatever the session's zone is. */
export const postgresRules: DialectRules = {
  check: checkWritten,
  change,
  cast: (value, type, _safe, span, translation) => postgresCast(value, type, span, translation),
  coerce: postgresCoercion,
  prepare: withSuperTexts,
  comparesKeys,
  unify: (expressions) => expressions,
  nullsFirst: (descending) => descending,
}

function change(node: Node, translation: Translation, original: Node): Node {
  switch (node.kind) {
    case 'typed-literal':
      return postgresCast(node.value, node.type, node.span, translation)
    case 'interval':
      return interval(node, translation)
    case 'binary':
      return postgresOperator(node, translation)
    case 'is-distinct':
      return textComparison(node, translation)
    case 'between':
      return textRange(node, translation)
    case 'window':
      return textWindow(node, translation)
    case 'in-list':
      return superList(node, translation, postgresOperator) ?? textList(node, translation)
    case 'case':
      return textCase(node, translation)
    case 'extract': {
      const field = string(node.field.name, node.field.span)
      return partOnPostgres(field, node.source, node.span, rewriteContext({ name: 'extract' }, translation)) ?? node
    }
    case 'like':
      return revised(node, { value: superText(node.value, translation) })
    case 'select-item':
      return named(node, original as SelectItem)
    case 'column': {
      const written = withWrittenColumn(node, original as Column, translation)
      return written === node ? navigated(node, translation) : written
    }
    case 'join':
      return withWrittenKeys(node, original as Join, translation)
    case 'field':
      return superSteps(node.value, [stepName(node.name)])
    case 'subscript':
      return element(node)
    case 'subquery-relation':
      return namedSubquery(node)
    case 'pivot':
      return groupedPivot(node, original as Pivot, translation)
    case 'unpivot':
      return listedUnpivot(node, original as Unpivot, translation)
    case 'navigation':
      return unnestedPath(node)
    case 'select':
      return withTextGroups(node, translation, (one) => outerCondition(one, original as Select, translation))
    case 'set-operation':
      return withTextSets(node, translation)
    case 'query':
      return withTextOrder(node)
    case 'quantified':
    case 'in-subquery':
      return textMembership(node, translation)
    default:
      return node
  }
}

/** A text within a SUPER value is one without its quotes, where a function takes a text. */
function withSuperTexts(node: Call, group: FunctionGroup, translation: Translation): Call {
  if (group !== 'strings' && group !== 'hashes') return node
  const args = node.args.map((one) => (one.kind === 'named-argument' ? one : superText(one, translation)))
  return args.some((one, at) => one !== node.args[at]) ? revised(node, { args }) : node
}

function superText(value: Expression, translation: Translation): Expression {
  if (translation.typeOf(value) !== 'json') return value
  const text = macroCall('redshift_super_string', [value], value.span)
  translation.setType(text, { kind: 'string', length: null, padded: false })
  return text
}

/** In one text, with units that PostgreSQL adds up. */
function interval(node: IntervalLiteral, translation: Translation): Expression {
  const total = durationOf(node, translation)
  if (!total) return node
  const parts = [
    [total.months, 'months'],
    [total.days, 'days'],
    [total.micros, 'microseconds'],
  ].filter(([amount]) => amount !== 0)
  const text = parts.map((part) => part.join(' ')).join(' ') || '0 days'
  return raw(`interval '${text}'`, node.span)
}

/** The steps into a SUPER value behind a column's name. */
function navigated(node: Column, translation: Translation): Expression {
  const fields = translation.names.fieldsOf(node)
  if (fields.length === 0) return node
  const own: Column = revised(node, { parts: node.parts.slice(0, node.parts.length - fields.length) })
  return superSteps(own, fields.map(stepName))
}

/** A step into a SUPER value names its column, as a call would not. */
function named(node: SelectItem, original: SelectItem): SelectItem {
  const { expression } = original
  const name =
    expression.kind === 'column' ? expression.parts.at(-1) : expression.kind === 'field' ? expression.name : null
  return node.alias || !name || node.expression.kind === 'column' ? node : revised(node, { alias: name })
}

function element({ value, index, span }: Subscript): Expression {
  if (index.kind === 'number' || index.kind === 'string') {
    return superSteps(value, [index.kind === 'number' ? index.digits : index.value])
  }
  return call('jsonb_extract_path', [value, cast(index, 'text', span)], span)
}
