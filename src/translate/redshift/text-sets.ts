import type { SqlType } from '../../catalog/types/sql-type.ts'
import { binary, call, column, identifier, number, queryOf, selectOf } from '../../sql/build.ts'
import type {
  Expression,
  Identifier,
  QueryBody,
  Select,
  SelectItem,
  SetBranch,
  SetOperation,
  TableAlias,
  TextSpan,
} from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { blankFree } from './blanks.ts'

/** A column of one branch. */
interface BranchColumn {
  /** What it is called outside. */
  readonly alias: Identifier | null
  /** A text that may end with blanks. */
  readonly isText: boolean
  readonly type: SqlType | null
}

/** A column of the whole, as its first branch has it; a text where any branch has one. */
interface SetColumn extends BranchColumn {
  /** What it is called among the rows that are compared. */
  readonly name: Identifier
}

/**
 * Rows that differ in blanks at the end of their texts alone are one row to `union`, `intersect` and `except`: as a
 * grouping by the texts without them, where the value is that with the fewest, since Redshift takes any.
 */
export function withTextSets(node: SetOperation, translation: Translation): SetOperation | Select {
  if (node.rest.every(({ all }) => all)) return node
  const columns = columnsOf(node, translation)
  if (!columns?.some(({ isText }) => isText)) return node
  let [first, rest, distinct]: [QueryBody, SetBranch[], number] = [node.first, [], 0]
  // Only the last distinct union of a row of unions matters.
  const close = () => {
    if (distinct === 0) return
    first = distinctRows({ ...node, first, rest: rest.slice(0, distinct) }, columns, translation)
    rest = rest.slice(distinct)
    distinct = 0
  }
  for (const branch of node.rest) {
    if (branch.operator !== 'union' && !branch.all) {
      close()
      const before: QueryBody = rest.length > 0 ? { ...node, first, rest } : first
      first = matchedRows(before, branch, columns, translation)
      rest = []
      continue
    }
    rest.push({ ...branch, all: true })
    if (!branch.all) distinct = rest.length
  }
  close()
  if (rest.length > 0) return { ...node, first, rest }
  return first.kind === 'select' ? first : { ...node, first, rest }
}

/**
 * The rows of a select made distinct by a grouping around it: null where no text is among its columns. `shown` is the
 * select that says what they are.
 */
export function distinctSelect(select: Select, shown: Select, translation: Translation): Select | null {
  const columns = commonColumns([branchColumns(shown, translation)], select.span)
  if (!columns?.some(({ isText }) => isText)) return null
  return grouped(select, columns, null, select.span, translation)
}

function columnsOf(node: SetOperation, translation: Translation): readonly SetColumn[] | null {
  const branches = leaves(node).map((body) => branchColumns(body, translation))
  return commonColumns(branches, node.span)
}

/** Null where the columns of a branch are not known. */
function commonColumns(
  branches: readonly (readonly BranchColumn[] | null)[],
  span: TextSpan,
): readonly SetColumn[] | null {
  const [named] = branches
  if (!named || branches.some((columns) => columns?.length !== named.length)) return null
  const seen = new Set<string>()
  return named.map(({ alias, type }, at): SetColumn => {
    const known = alias?.name.toLowerCase()
    // Without a name of its own it gets one, and so does the second of a name.
    const name = alias && known !== undefined && !seen.has(known) ? alias : identifier(`_c${at + 1}`, span)
    if (known !== undefined) seen.add(known)
    return { name, alias, type, isText: branches.some((columns) => columns?.[at]?.isText ?? false) }
  })
}

/** The columns of a select: its items, or, where a `*` is among them, what is known of all. */
function branchColumns(body: QueryBody, translation: Translation): readonly BranchColumn[] | null {
  if (body.kind !== 'select') return null
  if (!body.items.some(({ expression }) => expression.kind === 'star')) {
    return body.items.map(({ alias, expression }): BranchColumn => {
      const own = expression.kind === 'column' ? (expression.parts.at(-1) ?? null) : null
      const isText = blankFree(expression, translation) !== expression
      return { alias: alias ?? own, type: translation.exactTypeOf(expression), isText }
    })
  }
  const outputs = translation.names.outputsOf(translation.originOf(body))
  if (!outputs) return null
  return outputs.map((output): BranchColumn => {
    const type = translation.typeOfAttribute(output)
    const alias = output.name === null ? null : identifier(output.name, body.span)
    return { alias, type, isText: type?.kind === 'string' }
  })
}

function leaves(body: QueryBody): readonly QueryBody[] {
  const found: QueryBody[] = []
  const open: QueryBody[] = [body]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'query') open.push(next.body)
    else if (next.kind === 'set-operation') open.push(...next.rest.map((branch) => branch.body).reverse(), next.first)
    else found.push(next)
  }
  return found
}

function distinctRows(body: SetOperation, columns: readonly SetColumn[], translation: Translation): Select {
  return grouped(body, columns, null, body.span, translation)
}

const side = '_side'

/** The rows of the first that the second has, or has not. */
function matchedRows(
  before: QueryBody,
  branch: SetBranch,
  columns: readonly SetColumn[],
  translation: Translation,
): Select {
  const { span, operator, body } = branch
  const both: SetOperation = {
    kind: 'set-operation',
    span,
    first: ofSide(before, 1, columns, span),
    rest: [{ ...branch, operator: 'union', all: true, body: ofSide(body, 2, columns, span) }],
  }
  const place = column(['_rows', side], span)
  const last = binary('=', call('max', [place], span), number(operator === 'except' ? 1 : 2, span), span)
  const isInFirst = binary('=', call('min', [place], span), number(1, span), span)
  const having = operator === 'except' ? last : binary('and', isInFirst, last, span)
  return { ...grouped(both, columns, side, span, translation), having }
}

function ofSide(body: QueryBody, place: number, columns: readonly SetColumn[], span: TextSpan): Select {
  const alias: TableAlias = { ...aliasOf('_half', span), columns: columns.map(({ name }) => name) }
  const items = [
    ...columns.map(({ name }) => item(field('_half', name), null)),
    item(number(place, span), identifier(side, span)),
  ]
  return selectOf(items, span, [
    { kind: 'subquery-relation', span, lateral: false, query: queryOf(body, span), sample: null, alias },
  ])
}

/** With a side, only values of the first one stand for a group. */
function grouped(
  body: QueryBody,
  columns: readonly SetColumn[],
  withSide: string | null,
  span: TextSpan,
  translation: Translation,
): Select {
  const names = columns.map(({ name }) => name)
  const all = withSide ? [...names, identifier(withSide, span)] : names
  const alias: TableAlias = {
    ...aliasOf('_rows', span),
    // A select whose columns all have names of their own is read by those.
    columns: body.kind === 'select' && columns.every(({ name, alias }) => name === alias) ? [] : all,
  }
  const keys: Expression[] = []
  const items = columns.map(({ name, alias: shown, isText, type }) => {
    const value = field('_rows', name)
    translation.setType(value, type)
    keys.push(isText ? blankFree(withType(value, translation), translation) : value)
    if (!isText) return item(value, shown === name ? null : shown)
    const least = call('min', [value], name.span)
    const filter = withSide ? binary('=', column(['_rows', withSide], span), number(1, span), span) : null
    const chosen = { ...least, filter }
    translation.setType(chosen, type)
    return item(chosen, shown ?? name)
  })
  const source = {
    kind: 'subquery-relation' as const,
    span,
    lateral: false,
    query: queryOf(body, span),
    sample: null,
    alias,
  }
  const groupBy = { kind: 'group-by' as const, span, all: false, items: keys }
  return { ...selectOf(items, span, [source]), groupBy }
}

/** A literal has no type of its own, but its column is text. */
function withType(value: Expression, translation: Translation): Expression {
  if (translation.exactTypeOf(value)?.kind !== 'string') {
    translation.setType(value, { kind: 'string', length: null, padded: false })
  }
  return value
}

function field(table: string, name: Identifier): Expression {
  return { kind: 'column', span: name.span, parts: [identifier(table, name.span), name] }
}

function item(expression: Expression, alias: Identifier | null): SelectItem {
  return { kind: 'select-item', span: expression.span, expression, alias, columnAliases: [] }
}

function aliasOf(name: string, span: TextSpan): TableAlias {
  return { kind: 'table-alias', span, name: identifier(name, span), columns: [] }
}
