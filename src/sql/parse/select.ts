import type { TokenCursor } from '../cursor.ts'
import type { Expression, GroupBy, GroupingElement, GroupingSets, Identifier, Select, SelectItem } from '../tree.ts'
import { parseStar } from './call.ts'
import { parseLateralViews } from './lateral-view.ts'
import { parseFrom } from './relation.ts'
import { parseNamedWindows } from './window.ts'

/** `select … from … where … group by … having … qualify … window …`. */
export function parseSelect(cursor: TokenCursor): Select {
  const { start } = cursor.expectWord('select')
  const { features } = cursor.syntax
  const hint = parseHints(cursor)
  const top = features.top && cursor.isWord('top') ? parseTop(cursor) : null
  const distinct = cursor.skipWords('distinct')
  if (distinct && cursor.isWord('on') && cursor.isSymbolAhead(1, '(')) {
    cursor.fail('sql/unsupported', cursor.token, `${cursor.syntax.title} has no \`distinct on\`.`, {
      help: 'Number the rows with `row_number() over (partition by … order by …)`, and keep the first.',
    })
  }
  if (!distinct && cursor.isWord('all') && !cursor.isSymbolAhead(1, ',')) cursor.advance()
  const items = withExclusions(
    cursor,
    cursor.list(() => parseSelectItem(cursor)),
  )
  if (cursor.isWord('into')) {
    cursor.fail('sql/not-a-query', cursor.token, '`select … into` makes a table, and a model is a query.', {
      help: 'Take `into …` away; the table is named by the model’s file.',
    })
  }
  const from = cursor.skipWords('from') ? parseFrom(cursor) : []
  const lateralViews = features.lateralViews ? parseLateralViews(cursor) : []
  const where = cursor.skipWords('where') ? cursor.expression() : null
  failOnHierarchy(cursor)
  const groupBy = parseGroupBy(cursor)
  const having = cursor.skipWords('having') ? cursor.expression() : null
  const qualify = parseQualify(cursor)
  const windows = parseNamedWindows(cursor)
  return {
    kind: 'select',
    span: cursor.spanFrom(start),
    hint,
    distinct,
    top,
    items,
    from,
    lateralViews,
    where,
    groupBy,
    having,
    qualify,
    windows,
  }
}

/** Redshift's walk up and down a hierarchy. */
function failOnHierarchy(cursor: TokenCursor): void {
  if (!cursor.areWords('connect', 'by') && !cursor.areWords('start', 'with')) return
  cursor.fail('sql/unsupported', cursor.token, 'Tidemill does not read `connect by`.', {
    help: 'Write the hierarchy as `with recursive …`.',
  })
}

function parseHints(cursor: TokenCursor): string | null {
  const hints: string[] = []
  while (cursor.token.kind === 'hint') hints.push(cursor.advance().value)
  return hints.length > 0 ? hints.join(', ') : null
}

function parseTop(cursor: TokenCursor): Expression {
  cursor.advance()
  if (cursor.token.kind !== 'number') cursor.failExpecting('a number')
  const { start, end, text } = cursor.advance()
  return { kind: 'number', span: { start, end }, digits: text, suffix: null }
}

function parseSelectItem(cursor: TokenCursor): SelectItem {
  const { start } = cursor.token
  const star = parseStar(cursor)
  if (star) {
    const except = parseExcept(cursor)
    const expression = { ...star, span: cursor.spanFrom(start), except }
    return { kind: 'select-item', span: cursor.spanFrom(start), expression, alias: null, columnAliases: [] }
  }
  const expression = cursor.expression()
  let alias: Identifier | null = null
  let columnAliases: readonly Identifier[] = []
  const explicit = cursor.skipWords('as')
  if (cursor.syntax.features.columnAliases && cursor.isSymbol('(')) columnAliases = cursor.nameList('a column name')
  else if (explicit) alias = parseLabel(cursor)
  else if (mayBeBareAlias(cursor)) alias = cursor.anyName()
  return { kind: 'select-item', span: cursor.spanFrom(start), expression, alias, columnAliases }
}

function parseLabel(cursor: TokenCursor): Identifier {
  if (cursor.token.kind === 'string') {
    const { identifierQuote, title } = cursor.syntax
    cursor.failExpecting('a name', `${title} quotes names with ${identifierQuote}, strings with '.`)
  }
  if (cursor.isWord('from') && cursor.ahead(1).kind !== 'symbol' && cursor.ahead(1).kind !== 'end') {
    cursor.failExpecting('a name')
  }
  return cursor.label('a name')
}

function mayBeBareAlias(cursor: TokenCursor): boolean {
  const { kind, value } = cursor.token
  return kind === 'quoted' || (kind === 'word' && !cursor.syntax.notBareAlias.has(value))
}

/** Spark's `* except (a, b)`. */
function parseExcept(cursor: TokenCursor): readonly Identifier[] {
  if (!cursor.syntax.features.starExcept || !cursor.isWord('except') || !cursor.isSymbolAhead(1, '(')) return []
  const next = cursor.ahead(2)
  if (next.kind === 'word' && (next.value === 'select' || next.value === 'with')) return []
  cursor.advance()
  return cursor.nameList('a column name')
}

/** Redshift's `exclude a, b` ends the list and speaks about its last star. */
function withExclusions(cursor: TokenCursor, items: readonly SelectItem[]): readonly SelectItem[] {
  if (!cursor.syntax.features.exclude || !cursor.isWord('exclude')) return items
  const star = items.findLastIndex((item) => item.expression.kind === 'star')
  if (star < 0) {
    cursor.fail('sql/syntax', cursor.token, '`exclude` takes columns out of a `*`, and there is none here.', {
      help: 'Leave the columns out of the list.',
    })
  }
  cursor.advance()
  const except = cursor.isSymbol('(')
    ? cursor.nameList('a column name')
    : cursor.list(() => cursor.name('a column name'))
  return items.map((item, index) =>
    index === star && item.expression.kind === 'star' ? { ...item, expression: { ...item.expression, except } } : item,
  )
}

function parseQualify(cursor: TokenCursor): Expression | null {
  if (!cursor.isWord('qualify')) return null
  if (!cursor.syntax.features.qualify) {
    cursor.fail('sql/unsupported', cursor.token, `${cursor.syntax.title} has no \`qualify\`.`, {
      help: 'Put the window function into a sub-query, and the condition into its outer `where`.',
    })
  }
  cursor.advance()
  return cursor.expression()
}

function parseGroupBy(cursor: TokenCursor): GroupBy | null {
  const { start } = cursor.token
  if (!cursor.skipWords('group')) return null
  cursor.expectWord('by')
  if (cursor.isWord('all') && !cursor.isSymbolAhead(1, ',') && !cursor.isSymbolAhead(1, '.')) {
    cursor.advance()
    return { kind: 'group-by', span: cursor.spanFrom(start), all: true, items: [] }
  }
  const listStart = cursor.token.start
  const items = cursor.list(() => parseGroupingElement(cursor))
  return { kind: 'group-by', span: cursor.spanFrom(start), all: false, items: withModifier(cursor, items, listStart) }
}

/** `group by a, b with rollup` and `group by a, b grouping sets (…)` become one element. */
function withModifier(
  cursor: TokenCursor,
  items: readonly GroupingElement[],
  start: number,
): readonly GroupingElement[] {
  if (!cursor.syntax.features.withRollup) return items
  for (const form of ['rollup', 'cube'] as const) {
    if (cursor.skipWords('with', form)) {
      return [{ kind: 'grouping-sets', span: cursor.spanFrom(start), form, items }]
    }
  }
  return cursor.areWords('grouping', 'sets') ? [parseGroupingElement(cursor)] : items
}

function parseGroupingElement(cursor: TokenCursor): GroupingElement {
  const { start } = cursor.token
  const form = groupingForm(cursor)
  if (form) {
    cursor.skipWords(...form.split(' '))
    const items = cursor.nested(() => cursor.parenthesized(() => cursor.list(() => parseGroupingElement(cursor))))
    return { kind: 'grouping-sets', span: cursor.spanFrom(start), form, items }
  }
  if (cursor.isSymbol('(') && cursor.isSymbolAhead(1, ')')) {
    cursor.advance()
    cursor.advance()
    return { kind: 'row', span: cursor.spanFrom(start), items: [] }
  }
  return cursor.expression()
}

function groupingForm(cursor: TokenCursor): GroupingSets['form'] | null {
  if (cursor.areWords('grouping', 'sets')) return 'grouping sets'
  if (!cursor.isSymbolAhead(1, '(')) return null
  if (cursor.isWord('rollup')) return 'rollup'
  return cursor.isWord('cube') ? 'cube' : null
}
