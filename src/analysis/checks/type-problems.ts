import type { SourceDialect } from '../../catalog/entry.ts'
import type { SqlType } from '../../catalog/types/sql-type.ts'
import { typeName } from '../../catalog/types/write-type.ts'
import type { Binary, Expression, GroupingElement, Node, Select } from '../../sql/tree.ts'
import { children } from '../../sql/walk.ts'
import type { Analysis } from '../analyse-query.ts'
import { functionName } from '../generators.ts'
import { type Problem, problemAt } from '../problem.ts'
import type { QueryTypes } from '../types/infer-types.ts'
import { adds, compares, hasBits, holdsMap, listed, sums } from './operand-types.ts'
import { unionTypeProblems } from './union-types.ts'

/**
 * Values of types that the engine refuses where they stand: a condition that is none, sums of what cannot be added,
 * comparisons of a date with a number, branches of a union that have no type in common. Only what is certain is
 * reported: a type that is not known may fit. What each engine refuses was asked of Spark 3.5 and PostgreSQL 15.
 */
export function typeProblems(analysis: Analysis, types: QueryTypes): Problem[] {
  const problems: Problem[] = []
  const check = new Check(analysis.dialect, types, problems)
  const open: Node[] = [analysis.query.node]
  for (let node = open.pop(); node; node = open.pop()) {
    check.node(node)
    open.push(...children(node))
  }
  problems.push(...unionTypeProblems(analysis, types))
  return problems.sort((a, b) => a.start - b.start || a.end - b.end)
}

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=', '<=>'])
const operations: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'div'])
const bits: ReadonlySet<string> = new Set(['&', '|', '^'])

function keysOf(element: GroupingElement): readonly Expression[] {
  if (element.kind === 'grouping-sets') return element.items.flatMap(keysOf)
  return element.kind === 'row' ? element.items : [element]
}

/** Where Spark makes no boolean of a NULL. */
const untyped: ReadonlySet<string> = new Set(['where', 'on', 'when'])

class Check {
  readonly #dialect: SourceDialect
  readonly #types: QueryTypes
  readonly #problems: Problem[]

  constructor(dialect: SourceDialect, types: QueryTypes, problems: Problem[]) {
    this.#dialect = dialect
    this.#types = types
    this.#problems = problems
  }

  node(node: Node): void {
    switch (node.kind) {
      case 'select':
        this.#select(node)
        break
      case 'query':
        for (const { expression } of node.orderBy) this.#ordered(expression, 'order by')
        break
      case 'window':
        for (const key of node.partitionBy) this.#ordered(key, 'partition by')
        for (const { expression } of node.orderBy) this.#ordered(expression, 'order by')
        break
      case 'on':
        this.#condition(node.condition, 'on')
        break
      case 'case':
        if (!node.operand) for (const { when } of node.branches) this.#condition(when, 'when')
        break
      case 'unary':
        if (node.operator === 'not') this.#condition(node.operand, 'not')
        break
      case 'binary':
        this.#binary(node)
        break
      case 'between':
        this.#compared('>=', node.value, node.low, node.low)
        this.#compared('<=', node.value, node.high, node.high)
        break
      case 'in-list':
        for (const item of node.items) this.#compared('in', node.value, item, item)
        break
      case 'call':
        this.#aggregate(node)
        break
    }
  }

  #select({ where, having, qualify, groupBy }: Select): void {
    for (const key of (groupBy?.items ?? []).flatMap(keysOf)) this.#ordered(key, 'group by')
    if (where) this.#condition(where, 'where')
    if (having) this.#condition(having, 'having')
    if (qualify) this.#condition(qualify, 'qualify')
  }

  /** Spark neither compares nor orders maps. */
  #ordered(value: Expression, operator: string): void {
    if (this.#dialect !== 'spark' || !holdsMap(this.#types.typeOf(value))) return
    const column = value.kind === 'column' ? (value.parts.at(-1)?.name ?? null) : null
    this.#report(value, { code: 'type/map-compared', column, operator })
  }

  #condition(value: Expression, clause: string): void {
    const type = this.#types.typeOf(value)
    if (!type || type.kind === 'boolean' || type.kind === 'super') return
    if (type.kind === 'null' && !(this.#dialect === 'spark' && untyped.has(clause))) return
    // Redshift casts whole numbers to boolean by itself.
    if (this.#isOpenLiteral(value) || (this.#dialect === 'redshift' && type.kind === 'integer')) return
    this.#report(value, { code: 'type/not-a-condition', clause, type: this.#name(type) })
  }

  #binary(node: Binary): void {
    if (node.operator === 'and' || node.operator === 'or') {
      this.#condition(node.left, node.operator)
      this.#condition(node.right, node.operator)
    } else if (comparisons.has(node.operator)) this.#compared(node.operator, node.left, node.right, node)
    else if (operations.has(node.operator)) this.#operation(node)
    else if (this.#dialect === 'spark' && bits.has(node.operator)) this.#operation(node)
  }

  #compared(operator: string, left: Expression, right: Expression, place: Expression): void {
    const [a, b] = [this.#types.typeOf(left), this.#types.typeOf(right)]
    if (!a || !b || this.#isOpenLiteral(left) || this.#isOpenLiteral(right)) return
    if (operator === 'in' ? listed(a, b, this.#dialect) : compares(operator, a, b, this.#dialect)) return
    this.#report(place, { code: 'type/not-comparable', left: this.#name(a), right: this.#name(b) })
  }

  #operation(node: Binary): void {
    const { left, right, operator } = node
    const [a, b] = [this.#types.typeOf(left), this.#types.typeOf(right)]
    if (!a || !b || this.#isOpenLiteral(left) || this.#isOpenLiteral(right)) return
    if (bits.has(operator) ? hasBits(a, b) : adds(operator, a, b, this.#dialect)) return
    this.#report(node, { code: 'type/no-such-operation', operator, left: this.#name(a), right: this.#name(b) })
  }

  #aggregate(node: Extract<Node, { kind: 'call' }>): void {
    const name = functionName(node)
    const [value] = node.args
    if ((name !== 'sum' && name !== 'avg') || !value || value.kind === 'named-argument') return
    const type = this.#types.typeOf(value)
    if (!type || this.#isOpenLiteral(value)) return
    if (!sums(type, this.#dialect)) this.#report(node, { code: 'type/not-a-number', name, type: this.#name(type) })
  }

  /** Redshift reads a quoted literal as what is wanted. */
  #isOpenLiteral(value: Expression): boolean {
    return this.#dialect === 'redshift' && value.kind === 'string'
  }

  #name(type: SqlType): string {
    return typeName(type, this.#dialect)
  }

  #report(node: Node, details: Parameters<typeof problemAt>[1]): void {
    this.#problems.push(problemAt(node.span, details))
  }
}
