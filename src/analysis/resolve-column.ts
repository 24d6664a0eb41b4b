import { wordSet } from '../sql/dialects/words.ts'
import type { Column, Expression, Node } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import { fold, foldAll } from './names.ts'
import { type Problem, problemAt } from './problem.ts'
import type { Attribute, Reference } from './resolved.ts'
import type { Resolver } from './resolver.ts'
import {
  type Found,
  findInShape,
  hasOpenColumns,
  itemLabel,
  itemsNamed,
  knownColumns,
  type Scope,
  scopesOutward,
} from './scope.ts'
import { namesOf } from './shape.ts'

/** What the names in one clause can mean. */
export interface NameSpace {
  readonly scope: Scope
  /** The aliases of the select list that the clause sees. */
  readonly aliases: readonly Attribute[]
  /** `order by` and `having` take a name for an alias first, the other clauses for a column. */
  readonly aliasesFirst: boolean
  /** Aliases that the clause does not see, with the clause's name: for the message alone. */
  readonly hidden: { readonly aliases: readonly Attribute[]; readonly clause: string } | null
}

/** A column's meaning; null when too little is known to say; or what is wrong with it. */
export type ColumnMeaning = Reference | Problem | null

/** Names that engines answer although no relation has them. */
const pseudoColumns = wordSet(
  'grouping__id _metadata oid $path $size sysdate user session_user current_user current_schema current_catalog current_database',
)

/** Whether a name is answered by the engine when no relation has it. */
export function isPseudoColumn({ parts }: Column): boolean {
  return parts.length === 1 && pseudoColumns.has(foldAll(parts)[0] ?? '')
}

export function resolveColumn(column: Column, names: NameSpace, resolver: Resolver): ColumnMeaning {
  return column.parts.length === 1 ? resolvePlain(column, names, resolver) : resolveDotted(column, names, resolver)
}

function resolvePlain(column: Column, names: NameSpace, resolver: Resolver): ColumnMeaning {
  const [only] = column.parts
  const name = only ? fold(only) : ''
  const alias = lastNamed(names.aliases, name)
  if (alias && names.aliasesFirst) return reference(alias, column, 1, false)
  const byValue = resolver.dialect === 'spark'
  const here = findInShape(names.scope.visible, name, byValue)
  if (alias && prefersAlias(here, alias, name)) return reference(alias, column, 1, false)
  if (here.kind === 'found') return reference(here.attribute, column, 1, false)
  const around = findAround(names.scope, name, byValue)
  // A column of an unknown relation here, or one that is known to be around: nobody can say.
  if (here.kind === 'presumed' && around.kind === 'found') return null
  const found = here.kind === 'missing' ? around : here
  switch (found.kind) {
    case 'found':
    case 'presumed':
      return reference(found.attribute, column, 1, found !== here)
    case 'unsure':
      return null
    case 'ambiguous': {
      const owners = found.attributes.flatMap(({ item }) => (item ? [itemLabel(item)] : []))
      return problemAt(column.span, { code: 'column/ambiguous', column: name, owners: [...new Set(owners)] })
    }
    case 'missing':
      return pseudoColumns.has(name) || hasOpenColumns(names.scope) ? null : unknownColumn(column, name, names)
  }
}

/** A column wins over an alias of its name, if there is one. */
function prefersAlias(column: Found, alias: Attribute, name: string): boolean {
  if (column.kind === 'missing') return true
  return (column.kind === 'presumed' || column.kind === 'unsure') && isNew(alias, name)
}

function findAround(scope: Scope, name: string, byValue: boolean): Found {
  for (const around of scope.outer ? scopesOutward(scope.outer) : []) {
    const found = findInShape(around.visible, name, byValue)
    if (found.kind !== 'missing') return found
  }
  return { kind: 'missing' }
}

/**
 * Whether an alias names something new, rather than a column made over: `cast(id as bigint) as id` shows that there is an
 * `id` among the columns that are not known.
 */
function isNew({ origin }: Attribute, name: string): boolean {
  if (origin.kind === 'same') return origin.of.name !== name
  return origin.kind !== 'expression' || !mentions(origin.expression, name)
}

function mentions(expression: Expression, name: string): boolean {
  const open: Node[] = [expression]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'column' && foldAll(node.parts).includes(name)) return true
    open.push(...children(node))
  }
  return false
}

function resolveDotted(column: Column, names: NameSpace, resolver: Resolver): ColumnMeaning {
  const parts = foldAll(column.parts)
  const byValue = resolver.dialect === 'spark'
  let missing: Problem | null = null
  for (const scope of scopesOutward(names.scope)) {
    const outer = scope !== names.scope
    // A long qualifier is meant before a short one with a field behind the column.
    for (let length = Math.min(parts.length - 1, 3); length > 0; length--) {
      const items = itemsNamed(scope, parts.slice(0, length))
      if (items.length === 0) continue
      const [only] = items
      const columns = only && items.length === 1 ? only.shape : items.flatMap((item) => item.shape)
      const name = parts[length] ?? ''
      const found = findInShape(columns, name, byValue)
      switch (found.kind) {
        case 'found':
        case 'presumed':
          return reference(found.attribute, column, length + 1, outer)
        case 'unsure':
          return null
        case 'ambiguous': {
          const owners = [...new Set(items.map(itemLabel))]
          const label = parts.slice(0, length + 1).join('.')
          return problemAt(column.span, { code: 'column/ambiguous', column: label, owners })
        }
        case 'missing':
          missing ??= problemAt(column.parts[length]?.span ?? column.span, {
            code: 'column/unknown',
            column: name,
            searched: items.map(itemLabel),
            known: namesOf(columns),
            hiddenAliasIn: null,
          })
      }
    }
    const asField = findField(parts[0] ?? '', scope, outer ? [] : names.aliases, byValue)
    if (asField.kind === 'found') return reference(asField.attribute, column, 1, outer)
    if (asField.kind === 'ambiguous') return null
  }
  if (missing) return missing
  return hasOpenColumns(names.scope) ? null : unknownAlias(column, parts, names)
}

/** The column `a` of which `a.b` may be a field. */
function findField(name: string, scope: Scope, aliases: readonly Attribute[], byValue: boolean): Found {
  const found = findInShape(scope.visible, name, byValue)
  if (found.kind === 'found' || found.kind === 'ambiguous') return found
  const alias = lastNamed(aliases, name)
  return alias ? { kind: 'found', attribute: alias } : { kind: 'missing' }
}

function lastNamed(aliases: readonly Attribute[], name: string): Attribute | null {
  for (let index = aliases.length - 1; index >= 0; index--) {
    const alias = aliases[index]
    if (alias?.name === name) return alias
  }
  return null
}

function reference(attribute: Attribute, column: Column, used: number, outer: boolean): Reference {
  return { attribute, fields: column.parts.slice(used), outer }
}

function unknownColumn(column: Column, name: string, names: NameSpace): Problem {
  const hidden = names.hidden?.aliases.some((alias) => alias.name === name) ? names.hidden.clause : null
  return problemAt(column.span, {
    code: 'column/unknown',
    column: name,
    searched: names.scope.items.map(itemLabel).filter((label) => label !== ''),
    known: [...knownColumns(names.scope), ...names.aliases.flatMap((alias) => alias.name ?? [])],
    hiddenAliasIn: hidden,
  })
}

function unknownAlias(column: Column, parts: readonly string[], names: NameSpace): Problem {
  const qualifier = parts[0] ?? ''
  const items = [...scopesOutward(names.scope)].flatMap((scope) => scope.items)
  const renamed = items.find(({ node, source }) => {
    const table = source.kind === 'table' || source.kind === 'cte' ? source.node : null
    return table === node && table.alias !== null && foldAll(table.name).at(-1) === qualifier
  })
  return problemAt(column.parts[0]?.span ?? column.span, {
    code: 'column/unknown-alias',
    qualifier,
    known: items.map(itemLabel).filter((label) => label !== ''),
    aliasOfTable: renamed ? itemLabel(renamed) : null,
  })
}

/** Whether a column has a meaning, rather than a problem. */
export function isReference(meaning: ColumnMeaning): meaning is Reference {
  return meaning !== null && 'attribute' in meaning
}
