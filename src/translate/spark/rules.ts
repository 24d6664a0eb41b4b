import { orderKey } from '../../catalog/spark/order-key.ts'
import { fieldOf } from '../../catalog/spark/rewrite-dates.ts'
import { macroCall } from '../../catalog/write.ts'
import { boolean, call, cast, identifier, number, queryOf, selectOf, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Expression,
  InlineTable,
  NestedRelation,
  Node,
  NumberLiteral,
  OrderItem,
  Pivot,
  Query,
  Relation,
  Select,
  SelectItem,
  Subscript,
  TextSpan,
  Trim,
  Unary,
  Values,
} from '../../sql/tree.ts'
import { rewrite, walk } from '../../sql/walk.ts'
import { rewriteContext } from '../calls.ts'
import type { DialectRules, Translation } from '../context.ts'
import { duckdbDataType } from '../duckdb-cast.ts'
import { plainInterval } from '../interval.ts'
import { escapedLike, unrolledLike } from '../like.ts'
import { checkPattern, javaPattern, withJavaPattern } from '../regex.ts'
import { bytesOfNumber, checkCast, numberOfInterval } from './castable.ts'
import { sparkCast, sparkCoercion, timeOf } from './casts.ts'
import { checkRows, withCommonColumns, withDoubleRows } from './common-columns.ts'
import { withCommonList, withCommonResult, withCommonText } from './common-text.ts'
import { explodedItem, generatedRelation, lateralRelation } from './generators.ts'
import { groupedIds } from './grouping.ts'
import { withInputs } from './inputs.ts'
import { sparkBetween, sparkCase, sparkOperator, sparkSign } from './operators.ts'
import { sparkPivot, withRows } from './pivot.ts'
import {
  checkEscapes,
  checkGenerators,
  checkGroupingIds,
  checkNestedNames,
  checkUnpivot,
  checkWindowCall,
  checkWritten,
} from './refusals.ts'
import { withTimeWindows } from './time-windows.ts'
import { sparkWindow } from './windows.ts'

/** Spark SQL 3.5 with ANSI mode off and the session's zone UTC, as Glue runs it. */
export const sparkRules: DialectRules = {
  check: checkWritten,
  change,
  cast: (value, type, _safe, span, translation) => {
    checkCast(value, type, span, translation)
    return (
      bytesOfNumber(value, type, span, translation) ??
      numberOfInterval(value, type, span, translation) ??
      sparkCast(value, type, span, translation)
    )
  },
  coerce: sparkCoercion,
  unify: withCommonText,
  prepare: (node, group, translation) => {
    checkWindowCall(node, group, translation)
    return withInputs(withJavaPattern(node, translation), translation)
  },
  nullsFirst: (descending) => !descending,
}

function change(node: Node, translation: Translation, original: Node): Node {
  switch (node.kind) {
    case 'number':
      return plainNumber(node)
    case 'typed-literal': {
      const type = duckdbDataType(node.type, translation)
      const name = type.kind === 'simple-type' ? type.name : ''
      if (name === 'date' || name === 'timestamp') return timeOf(node.value, name, 'string', node.span)
      return revised(node, { type })
    }
    case 'interval':
      return plainInterval(node, translation)
    case 'binary':
      return sparkOperator(node, translation)
    case 'order-item': {
      const key = orderKey(node.expression, translation.exactTypeOf(node.expression))
      return key ? { ...node, expression: key } : node
    }
    case 'unary':
      if (original.kind === 'unary' && isNegativeNumber(original)) return plainNumber(negativeNumber(original))
      return node.operator === '-' || node.operator === '+' ? sparkSign(node, translation) : node
    case 'like':
      if (node.operator === 'rlike') {
        checkPattern(node.pattern, 'rlike', translation)
        return regexTest(node.value, javaPattern(node.pattern, 'rlike', translation), node.negated, node)
      }
      checkEscapes(node, translation)
      return escapedLike(node)
    case 'like-quantified':
      return unrolledLike(node)
    case 'in-list':
      return withCommonList(node, translation)
    case 'between':
      return sparkBetween(node, translation)
    case 'window':
      return sparkWindow(node, translation)
    case 'set-operation':
      return withCommonColumns(node, translation)
    case 'subscript':
      return subscript(node, translation)
    case 'case':
      return withCommonResult(sparkCase(node, translation), translation)
    case 'extract': {
      const field = string(node.field.name, node.field.span)
      const value = fieldOf(
        node,
        field,
        node.source,
        rewriteContext({ name: 'extract' }, translation, translation.exactTypeOf(node)),
      )
      return value ?? node
    }
    case 'trim':
      return trimmed(node)
    case 'position':
      return call('instr', [node.haystack, node.needle], node.span)
    case 'query':
      if (node.with) checkNestedNames(node, translation)
      return orderedByFields(revised(node, { sortBy: [], distributeBy: [], clusterBy: [] }))
    case 'select':
      return plainSelect(withTimeWindows(node, translation), translation)
    case 'table-function':
      return tableFunction(node, translation)
    case 'nested-relation':
      return nested(node)
    case 'inline-table':
      checkRows(node, translation)
      return namedRows(withDoubleRows(node, translation))
    case 'pivot':
      return sparkPivot(node, original as Pivot, translation)
    case 'unpivot':
      checkUnpivot(node, translation)
      return withRows(node)
    case 'values':
      checkRows(node, translation)
      return selectedRows(withDoubleRows(node, translation))
    default:
      return node
  }
}

type NegativeNumber = Unary & { readonly operand: NumberLiteral }

/** A minus belongs to the number behind it: -128Y has a type, 128Y has none. */
function isNegativeNumber(node: Unary): node is NegativeNumber {
  return node.operator === '-' && node.operand.kind === 'number' && node.operand.suffix !== null
}

function negativeNumber({ operand, span }: NegativeNumber): NumberLiteral {
  return { ...operand, span, digits: `-${operand.digits}` }
}

const suffixTypes = { L: 'bigint', S: 'smallint', Y: 'tinyint', D: 'double', F: 'float', BD: null } as const

/** DuckDB has no suffixes; a number of the type that it would have anyway needs no cast. */
function plainNumber(node: NumberLiteral): Expression {
  if (!node.suffix) return node
  const plain: NumberLiteral = revised(node, { suffix: null })
  const type = suffixTypes[node.suffix]
  if (type) return cast(plain, type, node.span)
  const whole = !/[.e]/i.test(node.digits)
  return whole ? revised(plain, { digits: `${node.digits}.` }) : plain
}

function regexTest(value: Expression, pattern: Expression, negated: boolean, { span }: Node): Expression {
  const test = call('regexp_matches', [value, pattern], span)
  return negated ? { kind: 'unary', span, operator: 'not', operand: test } : test
}

/** Arrays count from 0 in Spark, from 1 in DuckDB; maps and structs have keys. */
function subscript(node: Subscript, translation: Translation): Expression {
  const { span, value, index } = node
  const type = translation.typeOf(value)
  if (index.kind === 'string' || type === 'map' || type === 'struct') return node
  if (type === 'array' && index.kind === 'number') {
    return revised(node, { index: number(Number(index.digits) + 1, index.span) })
  }
  return macroCall('spark_subscript', [value, index], span)
}

function trimmed({ span, side, characters, value }: Trim): Expression {
  const name = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' }[side]
  return call(name, [value, characters ?? string(' ', span)], span)
}

function plainSelect(node: Select, translation: Translation): Select {
  checkGroupingIds(node, translation)
  checkGenerators(node, translation)
  const items = groupedIds(node, node.items)
    .map(withKnownMembership)
    .flatMap((item) => fieldItems(item, translation))
    .flatMap((item) => explodedItem(item, translation))
  const views = node.lateralViews.map((view, index) => lateralRelation(view, index, translation))
  const having = node.having && groupedIds(node, [node.having])[0]
  return revised(node, { hint: null, having: having ?? null, items, lateralViews: [], from: [...node.from, ...views] })
}

/** Of what is selected, `x in (select …)` is false where it cannot be told: Spark makes a join of it. */
function withKnownMembership(item: SelectItem): SelectItem {
  const found = rewrite(item.expression, (node) =>
    node.kind === 'in-subquery' ? call('coalesce', [node, boolean(false, node.span)], node.span) : node,
  )
  return found === item.expression ? item : { ...item, expression: found as Expression }
}

/** `s.*` of a struct whose fields are known. */
function fieldItems(item: SelectItem, translation: Translation): readonly SelectItem[] {
  const { expression, span } = item
  if (expression.kind !== 'star' || expression.qualifier.length === 0) return [item]
  const type = translation.exactTypeOf(expression)
  if (type?.kind !== 'struct') return [item]
  const except = expression.except.map(({ name }) => name.toLowerCase())
  return type.fields
    .filter(({ name }) => !except.includes(name.toLowerCase()))
    .map(({ name }) => {
      const field = identifier(name, span, true)
      const value = { kind: 'column' as const, span, parts: [...expression.qualifier, field] }
      return { kind: 'select-item' as const, span, expression: value, alias: field, columnAliases: [] }
    })
}

/** Spark names what is selected of a struct after the field, and an order may name it so. */
function orderedByFields(node: Query): Query {
  const { body } = node
  if (node.orderBy.length === 0 || body.kind !== 'select') return node
  const orderBy = node.orderBy.map((item) => withAliasFields(item, body))
  const items = body.items.map((item): SelectItem => {
    const { expression } = item
    if (item.alias || expression.kind !== 'column' || expression.parts.length < 2) return item
    return revised(item, { alias: expression.parts.at(-1) ?? null })
  })
  return revised(node, { orderBy, body: revised(body, { items }) })
}

/** `order by w.start`, where `w` is selected: DuckDB would look for a relation of the name. */
function withAliasFields(item: OrderItem, body: Select): OrderItem {
  const aliases = new Set(body.items.flatMap(({ alias }) => (alias ? [alias.name.toLowerCase()] : [])))
  const relations = new Set<string>()
  for (const relation of body.from)
    walk(relation, (node) => {
      if (node.kind === 'table-alias') relations.add(node.name.name.toLowerCase())
      if (node.kind === 'table') relations.add(node.name.at(-1)?.name.toLowerCase() ?? '')
    })
  return rewrite(item, (node) => {
    const [first, ...fields] = node.kind === 'column' ? node.parts : []
    const name = first?.name.toLowerCase() ?? ''
    if (!first || fields.length === 0 || !aliases.has(name) || relations.has(name)) return node
    const whole: Expression = { kind: 'column', span: node.span, parts: [first] }
    return fields.reduce(
      (value, field): Expression => ({
        kind: 'subscript',
        span: node.span,
        value,
        index: string(field.name, field.span),
      }),
      whole,
    )
  }) as OrderItem
}

function tableFunction(node: Relation & { kind: 'table-function' }, translation: Translation): Relation {
  const name = node.call.name.at(-1)?.name.toLowerCase()
  if (name !== 'range') return generatedRelation(node, translation)
  const alias = node.alias ?? {
    kind: 'table-alias' as const,
    span: node.span,
    name: identifier('range', node.span),
    columns: [],
  }
  const columns = alias.columns.length > 0 ? alias.columns : [identifier('id', node.span)]
  return revised(node, { alias: { ...alias, columns } })
}

/** DuckDB has parentheses around joins only. */
function nested(node: NestedRelation): Relation {
  const { relation, alias, span } = node
  if (relation.kind === 'join' || relation.kind === 'nested-relation') return node
  if (!alias) return relation
  const query = queryOf(selectOf([everything(span)], span, [relation]), span)
  return { kind: 'subquery-relation', span, lateral: false, query, sample: null, alias }
}

function everything(span: TextSpan): SelectItem {
  const expression = { kind: 'star' as const, span, qualifier: [], except: [] }
  return { kind: 'select-item', span, expression, alias: null, columnAliases: [] }
}

/** Spark calls the columns of `values` col1, col2 and so on. */
function namedRows(node: InlineTable): InlineTable {
  const { span, alias, rows } = node
  if (alias && alias.columns.length > 0) return node
  const columns = (rows[0]?.items ?? []).map((_, index) => identifier(`col${index + 1}`, span))
  const name = alias?.name ?? identifier('_values', span)
  return revised(node, { alias: { kind: 'table-alias', span, name, columns } })
}

function selectedRows(node: Values): Node {
  const { span, rows } = node
  const table = namedRows({ kind: 'inline-table', span, rows, alias: null })
  return queryOf(selectOf([everything(span)], span, [table]), span)
}
