import type {
  AliasedExpression,
  Expression,
  Identifier,
  InlineTable,
  Join,
  Navigation,
  NestedRelation,
  Pivot,
  Relation,
  Row,
  Sample,
  SubqueryRelation,
  TableAlias,
  TableFunction,
  TableReference,
  Unpivot,
} from '../tree.ts'
import { writeCall } from './call.ts'
import { operandPrecedence } from './precedence.ts'
import type { SqlWriter } from './writer.ts'

export function writeRelation(writer: SqlWriter, relation: Relation): void {
  // The table has an entry for each kind that takes just that kind, which the compiler cannot follow through the look-up.
  const write = writers[relation.kind] as (writer: SqlWriter, relation: Relation) => void
  write(writer, relation)
}

type Writers = {
  readonly [Kind in Relation['kind']]: (writer: SqlWriter, relation: Extract<Relation, { kind: Kind }>) => void
}

const writers: Writers = {
  table: writeTable,
  'subquery-relation': writeSubquery,
  'nested-relation': writeNested,
  'table-function': writeTableFunction,
  'inline-table': writeInlineTable,
  navigation: writeNavigation,
  join: writeJoins,
  pivot: writePivot,
  unpivot: writeUnpivot,
}

function writeTable(writer: SqlWriter, { name, sample, alias }: TableReference): void {
  writer.path(name)
  writeSample(writer, sample)
  writeTableAlias(writer, alias)
}

function writeSubquery(writer: SqlWriter, { lateral, query, sample, alias }: SubqueryRelation): void {
  if (lateral) writer.text('lateral ')
  writer.subquery(query)
  writeSample(writer, sample)
  writeTableAlias(writer, alias)
}

function writeNested(writer: SqlWriter, { relation, alias }: NestedRelation): void {
  writer.parentheses(() => writer.relation(relation))
  writeTableAlias(writer, alias)
}

function writeTableFunction(writer: SqlWriter, { lateral, call, alias }: TableFunction): void {
  if (lateral) writer.text('lateral ')
  writer.at(call.span, () => writeCall(writer, call))
  writeTableAlias(writer, alias)
}

function writeTableAlias(writer: SqlWriter, alias: TableAlias | null): void {
  if (!alias) return
  writer.at(alias.span, () => {
    writer.text(' as ')
    writer.name(alias.name)
    if (alias.columns.length > 0) writer.names(alias.columns)
  })
}

/** `values (1, 'a'), (2, 'b')`. */
export function writeRows(writer: SqlWriter, rows: readonly Row[]): void {
  writer.text('values ')
  writer.list(rows, (row) => writer.at(row.span, () => writer.parentheses(() => writer.expressions(row.items))))
}

function writeInlineTable(writer: SqlWriter, { rows, alias }: InlineTable): void {
  if (writer.style.inlineTable === 'bare') writeRows(writer, rows)
  else writer.parentheses(() => writeRows(writer, rows))
  writeTableAlias(writer, alias)
}

function writeNavigation(writer: SqlWriter, { unpivot, path, alias, at }: Navigation): void {
  if (unpivot) writer.text('unpivot ')
  writer.expression(path, operandPrecedence)
  writeNamed(writer, 'as', alias)
  writeNamed(writer, 'at', at)
}

function writeNamed(writer: SqlWriter, word: string, name: Identifier | null): void {
  if (!name) return
  writer.text(` ${word} `)
  writer.name(name)
}

/** A chain of joins grows to the left and may be long: it is written in a loop. */
function writeJoins(writer: SqlWriter, root: Join): void {
  const chain = [root]
  let first = root.left
  for (; first.kind === 'join'; first = first.left) chain.push(first)
  writer.relation(first)
  for (const join of chain.reverse()) writer.at(join.span, () => writeJoin(writer, join))
}

function writeJoin(writer: SqlWriter, { type, natural, right, condition }: Join): void {
  const { joinsNeedCondition, joinWords } = writer.style
  const unconditional = joinsNeedCondition && !condition && !natural
  // What one dialect lets be, another wants said: a join without a condition is a cross join, and the reverse.
  let words = joinWords[type]
  if (unconditional && type === 'inner') words = joinWords.cross
  if (condition && joinsNeedCondition && type === 'cross') words = joinWords.inner
  writer.line(natural ? `natural ${words} ` : `${words} `)
  if (right.kind === 'join') writer.parentheses(() => writer.relation(right))
  else writer.relation(right)
  if (unconditional && type !== 'inner' && type !== 'cross') writer.text(' on true')
  if (!condition) return
  writer.at(condition.span, () => {
    writer.text(` ${condition.kind} `)
    if (condition.kind === 'on') writer.expression(condition.condition)
    else writer.names(condition.columns)
  })
}

function writeSample(writer: SqlWriter, sample: Sample | null): void {
  if (!sample) return
  writer.at(sample.span, () => {
    writer.text(sample.method === 'bucket' ? ' tablesample (bucket ' : ' tablesample (')
    writer.expression(sample.size)
    if (sample.total) {
      writer.text(' out of ')
      writer.expression(sample.total)
    } else writer.text(` ${sample.method}`)
    writer.text(')')
    if (!sample.seed) return
    writer.text(' repeatable (')
    writer.expression(sample.seed)
    writer.text(')')
  })
}

function writePivot(writer: SqlWriter, { source, aggregates, columns, values, alias }: Pivot): void {
  writer.relation(source)
  writer.line('pivot (')
  writer.list(aggregates, (aggregate) => writeAliased(writer, aggregate))
  writer.text(' for ')
  writeOneOrMore(writer, columns)
  writer.text(' in (')
  writer.list(values, (value) => writeAliased(writer, value))
  writer.text('))')
  writeTableAlias(writer, alias)
}

function writeUnpivot(writer: SqlWriter, unpivot: Unpivot): void {
  const { source, includeNulls, valueColumns, nameColumn, inputs, alias } = unpivot
  writer.relation(source)
  writer.line(includeNulls ? 'unpivot include nulls (' : 'unpivot (')
  const [valueColumn] = valueColumns
  if (valueColumn && valueColumns.length === 1) writer.name(valueColumn)
  else writer.names(valueColumns)
  writer.text(' for ')
  writer.name(nameColumn)
  writer.text(' in (')
  writer.list(inputs, (input) => writeAliased(writer, input))
  writer.text('))')
  writeTableAlias(writer, alias)
}

function writeOneOrMore(writer: SqlWriter, expressions: readonly Expression[]): void {
  if (expressions.length === 1) writer.expressions(expressions)
  else writer.parentheses(() => writer.expressions(expressions))
}

function writeAliased(writer: SqlWriter, { span, expression, alias }: AliasedExpression): void {
  writer.at(span, () => {
    if (expression.kind === 'row') writer.parentheses(() => writer.expressions(expression.items))
    else writer.expression(expression)
    writeNamed(writer, 'as', alias)
  })
}
