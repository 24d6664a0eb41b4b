import type { Identifier, Node, NodeKind } from './tree.ts'

type NodeOf<Kind extends NodeKind> = Extract<Node, { kind: Kind }>

type ItemOf<Value> = Value extends readonly (infer Item)[] ? Item : Value

/** The fields of a node that hold nodes other than names, alone or in lists. */
type InnerField<Of extends Node> = {
  [Field in keyof Of]: Exclude<Extract<ItemOf<Of[Field]>, Node>, Identifier> extends never ? never : Field
}[keyof Of]

type CompositeKind = {
  [Kind in NodeKind]: InnerField<NodeOf<Kind>> extends never ? never : Kind
}[NodeKind]

type Copy<Of extends Node> = (node: Of) => Of

/**
 * For each kind with nodes inside: how it is copied, and the fields that hold them. Copies are written out, since V8 gives
 * each `{ ...node }` in the code a hidden class of its own: whatever reads nodes then meets dozens for one kind, and is
 * ten times as slow.
 */
const table: { readonly [Kind in CompositeKind]: readonly [Copy<NodeOf<Kind>>, ...InnerField<NodeOf<Kind>>[]] } = {
  query: [
    (node) => ({
      kind: node.kind,
      span: node.span,
      with: node.with,
      body: node.body,
      orderBy: node.orderBy,
      sortBy: node.sortBy,
      distributeBy: node.distributeBy,
      clusterBy: node.clusterBy,
      limit: node.limit,
      offset: node.offset,
    }),
    'with',
    'body',
    'orderBy',
    'sortBy',
    'distributeBy',
    'clusterBy',
    'limit',
    'offset',
  ],
  with: [({ kind, span, recursive, ctes }) => ({ kind, span, recursive, ctes }), 'ctes'],
  cte: [({ kind, span, name, columns, query }) => ({ kind, span, name, columns, query }), 'query'],
  'set-operation': [({ kind, span, first, rest }) => ({ kind, span, first, rest }), 'first', 'rest'],
  'set-branch': [({ kind, span, operator, all, body }) => ({ kind, span, operator, all, body }), 'body'],
  values: [({ kind, span, rows }) => ({ kind, span, rows }), 'rows'],
  select: [
    ({ kind, span, hint, distinct, top, items, from, lateralViews, where, groupBy, having, qualify, windows }) => ({
      kind,
      span,
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
    }),
    'top',
    'items',
    'from',
    'lateralViews',
    'where',
    'groupBy',
    'having',
    'qualify',
    'windows',
  ],
  'select-item': [
    ({ kind, span, expression, alias, columnAliases }) => ({ kind, span, expression, alias, columnAliases }),
    'expression',
  ],
  'group-by': [({ kind, span, all, items }) => ({ kind, span, all, items }), 'items'],
  'grouping-sets': [({ kind, span, form, items }) => ({ kind, span, form, items }), 'items'],
  'order-item': [
    ({ kind, span, expression, descending, nulls }) => ({ kind, span, expression, descending, nulls }),
    'expression',
  ],
  table: [({ kind, span, name, sample, alias }) => ({ kind, span, name, sample, alias }), 'sample', 'alias'],
  'subquery-relation': [
    ({ kind, span, lateral, query, sample, alias }) => ({ kind, span, lateral, query, sample, alias }),
    'query',
    'sample',
    'alias',
  ],
  'nested-relation': [({ kind, span, relation, alias }) => ({ kind, span, relation, alias }), 'relation', 'alias'],
  'table-function': [({ kind, span, lateral, call, alias }) => ({ kind, span, lateral, call, alias }), 'call', 'alias'],
  'inline-table': [({ kind, span, rows, alias }) => ({ kind, span, rows, alias }), 'rows', 'alias'],
  navigation: [({ kind, span, unpivot, path, alias, at }) => ({ kind, span, unpivot, path, alias, at }), 'path'],
  join: [
    ({ kind, span, type, natural, left, right, condition }) => ({ kind, span, type, natural, left, right, condition }),
    'left',
    'right',
    'condition',
  ],
  on: [({ kind, span, condition }) => ({ kind, span, condition }), 'condition'],
  sample: [
    ({ kind, span, method, size, total, seed }) => ({ kind, span, method, size, total, seed }),
    'size',
    'total',
    'seed',
  ],
  'lateral-view': [
    ({ kind, span, outer, call, name, columns }) => ({ kind, span, outer, call, name, columns }),
    'call',
  ],
  pivot: [
    ({ kind, span, source, aggregates, columns, values, alias }) => ({
      kind,
      span,
      source,
      aggregates,
      columns,
      values,
      alias,
    }),
    'source',
    'aggregates',
    'columns',
    'values',
    'alias',
  ],
  unpivot: [
    ({ kind, span, source, includeNulls, valueColumns, nameColumn, inputs, alias }) => ({
      kind,
      span,
      source,
      includeNulls,
      valueColumns,
      nameColumn,
      inputs,
      alias,
    }),
    'source',
    'inputs',
    'alias',
  ],
  'aliased-expression': [({ kind, span, expression, alias }) => ({ kind, span, expression, alias }), 'expression'],
  'named-window': [({ kind, span, name, window }) => ({ kind, span, name, window }), 'window'],
  window: [
    ({ kind, span, base, partitionBy, orderBy, frame }) => ({ kind, span, base, partitionBy, orderBy, frame }),
    'partitionBy',
    'orderBy',
    'frame',
  ],
  frame: [({ kind, span, unit, start, end }) => ({ kind, span, unit, start, end }), 'start', 'end'],
  'frame-bound': [({ kind, span, bound, offset }) => ({ kind, span, bound, offset }), 'offset'],
  'typed-literal': [({ kind, span, type, value }) => ({ kind, span, type, value }), 'type', 'value'],
  interval: [({ kind, span, parts }) => ({ kind, span, parts }), 'parts'],
  'interval-part': [
    ({ kind, span, negative, value, unit, to }) => ({ kind, span, negative, value, unit, to }),
    'value',
  ],
  unary: [({ kind, span, operator, operand }) => ({ kind, span, operator, operand }), 'operand'],
  binary: [
    ({ kind, span, operator, operatorSpan, left, right }) => ({ kind, span, operator, operatorSpan, left, right }),
    'left',
    'right',
  ],
  is: [({ kind, span, negated, value, test }) => ({ kind, span, negated, value, test }), 'value'],
  'is-distinct': [({ kind, span, negated, left, right }) => ({ kind, span, negated, left, right }), 'left', 'right'],
  between: [
    ({ kind, span, negated, symmetric, value, low, high }) => ({ kind, span, negated, symmetric, value, low, high }),
    'value',
    'low',
    'high',
  ],
  'in-list': [({ kind, span, negated, value, items }) => ({ kind, span, negated, value, items }), 'value', 'items'],
  'in-subquery': [({ kind, span, negated, value, query }) => ({ kind, span, negated, value, query }), 'value', 'query'],
  like: [
    (node) => ({
      kind: node.kind,
      span: node.span,
      operator: node.operator,
      negated: node.negated,
      value: node.value,
      pattern: node.pattern,
      escape: node.escape,
    }),
    'value',
    'pattern',
    'escape',
  ],
  'like-quantified': [
    ({ kind, span, operator, quantifier, negated, value, patterns }) => ({
      kind,
      span,
      operator,
      quantifier,
      negated,
      value,
      patterns,
    }),
    'value',
    'patterns',
  ],
  quantified: [
    ({ kind, span, operator, quantifier, value, query }) => ({ kind, span, operator, quantifier, value, query }),
    'value',
    'query',
  ],
  exists: [({ kind, span, query }) => ({ kind, span, query }), 'query'],
  subquery: [({ kind, span, query }) => ({ kind, span, query }), 'query'],
  case: [
    ({ kind, span, operand, branches, otherwise }) => ({ kind, span, operand, branches, otherwise }),
    'operand',
    'branches',
    'otherwise',
  ],
  'case-branch': [({ kind, span, when, result }) => ({ kind, span, when, result }), 'when', 'result'],
  cast: [({ kind, span, safe, form, value, type }) => ({ kind, span, safe, form, value, type }), 'value', 'type'],
  'at-time-zone': [({ kind, span, value, zone }) => ({ kind, span, value, zone }), 'value', 'zone'],
  call: [
    ({ kind, span, name, parentheses, distinct, args, orderBy, withinGroup, filter, nulls, over, approximate }) => ({
      kind,
      span,
      name,
      parentheses,
      distinct,
      args,
      orderBy,
      withinGroup,
      filter,
      nulls,
      over,
      approximate,
    }),
    'args',
    'orderBy',
    'withinGroup',
    'filter',
    'over',
  ],
  'named-argument': [({ kind, span, form, name, value }) => ({ kind, span, form, name, value }), 'value'],
  extract: [({ kind, span, field, source }) => ({ kind, span, field, source }), 'source'],
  trim: [({ kind, span, side, characters, value }) => ({ kind, span, side, characters, value }), 'characters', 'value'],
  position: [({ kind, span, needle, haystack }) => ({ kind, span, needle, haystack }), 'needle', 'haystack'],
  lambda: [({ kind, span, parameters, body }) => ({ kind, span, parameters, body }), 'body'],
  subscript: [({ kind, span, value, index }) => ({ kind, span, value, index }), 'value', 'index'],
  field: [({ kind, span, value, name }) => ({ kind, span, value, name }), 'value'],
  row: [({ kind, span, items }) => ({ kind, span, items }), 'items'],
  array: [({ kind, span, items }) => ({ kind, span, items }), 'items'],
  struct: [({ kind, span, fields }) => ({ kind, span, fields }), 'fields'],
  'struct-entry': [({ kind, span, name, value }) => ({ kind, span, name, value }), 'value'],
  'array-type': [({ kind, span, element }) => ({ kind, span, element }), 'element'],
  'map-type': [({ kind, span, key, value }) => ({ kind, span, key, value }), 'key', 'value'],
  'struct-type': [({ kind, span, fields }) => ({ kind, span, fields }), 'fields'],
  'struct-field': [({ kind, span, name, type, notNull }) => ({ kind, span, name, type, notNull }), 'type'],
}

export interface NodeForm {
  readonly copy: Copy<Node>
  /** In the order of the tree's declaration, which is mostly that of the text. */
  readonly fields: readonly string[]
}

const forms: ReadonlyMap<string, NodeForm> = new Map(
  Object.entries(table).map(([kind, [copy, ...fields]]) => [kind, { copy: copy as Copy<Node>, fields }]),
)

/** Null for a kind that has no nodes inside but names, as most nodes of a tree are. */
export function formOf(node: Node): NodeForm | null {
  return forms.get(node.kind) ?? null
}

/** The node with some of its fields replaced. */
export function revised<Of extends Node>(node: Of, fields: Partial<Omit<Of, 'kind'>>): Of {
  const copy = formOf(node)?.copy(node)
  if (!copy) return { ...node, ...fields }
  for (const field in fields) (copy as unknown as Record<string, unknown>)[field] = fields[field as keyof typeof fields]
  return copy as Of
}
