import type { SourceDialect } from '../../catalog/entry.ts'
import { commonType } from '../../catalog/types/common-type.ts'
import { bigintType, nullType, type SqlType, stringType } from '../../catalog/types/sql-type.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Attribute } from '../resolved.ts'
import { generatedType } from './generated-type.ts'

type Typed = Expression | Attribute

/** What the type of a column depends on. */
export function originsOf({ origin }: Attribute): readonly Typed[] {
  switch (origin.kind) {
    case 'table':
      return []
    case 'expression':
      return [origin.expression]
    case 'same':
      return [origin.of, ...(origin.beside ?? []).filter((branch) => branch !== null)]
    case 'using':
      return [origin.left, origin.right]
    case 'union':
      return [...origin.branches, ...(origin.beside ?? [])].filter((branch) => branch !== null)
    case 'made':
      return origin.from
  }
}

/** The type of a column, when those of its origins are known. */
export function attributeType(
  { origin }: Attribute,
  dialect: SourceDialect,
  typeOf: (typed: Typed) => SqlType | null,
): SqlType | null {
  switch (origin.kind) {
    case 'table':
      return origin.type
    case 'expression':
      return typeOf(origin.expression)
    case 'same':
      return origin.beside ? unitedType([origin.of, ...origin.beside], dialect, typeOf) : typeOf(origin.of)
    case 'using':
      return commonType([typeOf(origin.left), typeOf(origin.right)], dialect)
    case 'union':
      return unitedType([...origin.branches, ...(origin.beside ?? [])], dialect, typeOf)
    case 'made':
      switch (origin.as.kind) {
        case 'rows':
          return settled(
            commonType(
              origin.from.map((value) => valueType(value, dialect, typeOf)),
              dialect,
            ),
            origin.from.some((value) => value.kind === 'string'),
          )
        case 'generated':
          return generatedType(origin.as.call, origin.as.column, typeOf)
        case 'first':
          return origin.from[0] ? typeOf(origin.from[0]) : null
        case 'name':
          return stringType
        case 'place':
          return bigintType
        case 'unknown':
          return null
      }
  }
}

function unitedType(
  branches: readonly (Attribute | null)[],
  dialect: SourceDialect,
  typeOf: (typed: Typed) => SqlType | null,
): SqlType | null {
  const types = branches.map((branch) => (branch ? branchType(branch, dialect, typeOf) : null))
  return settled(commonType(types, dialect), branches.some(isLiteral))
}

/** Redshift: a quoted literal takes the type of the values beside it. */
export function valueType(
  value: Expression,
  dialect: SourceDialect,
  typeOf: (typed: Typed) => SqlType | null,
): SqlType | null {
  return dialect === 'redshift' && value.kind === 'string' ? nullType : typeOf(value)
}

function isLiteral(branch: Attribute | null): boolean {
  return branch?.origin.kind === 'expression' && branch.origin.expression.kind === 'string'
}

/** Where nothing but quoted literals says a type, it is text. */
function settled(type: SqlType | null, hasLiteral: boolean): SqlType | null {
  return type?.kind === 'null' && hasLiteral ? stringType : type
}

function branchType(
  branch: Attribute,
  dialect: SourceDialect,
  typeOf: (typed: Typed) => SqlType | null,
): SqlType | null {
  const { origin } = branch
  return origin.kind === 'expression' ? valueType(origin.expression, dialect, typeOf) : typeOf(branch)
}
