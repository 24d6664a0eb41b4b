import * as problems from '../../diagnostics/catalog/template.ts'
import type { Span } from '../../diagnostics/source.ts'
import type { HelperCall, RelationColumn } from '../helper.ts'
import type { RelationValue } from '../value.ts'

/** A relation's columns; null, with a diagnostic, when they are not known. */
export function columnsOf(call: HelperCall, relation: RelationValue, span: Span): readonly RelationColumn[] | null {
  const columns = call.host.columnsOf(relation)
  if (columns === null) call.report(problems.unknownColumns(call.name, relation.text.text, span))
  return columns
}

/** Names compare without case, as they do in SQL. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
