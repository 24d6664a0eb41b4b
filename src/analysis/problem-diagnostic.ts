import {
  aggregateInWhere,
  aliasTwice,
  cdcColumnsNotCarried,
  cdcKeyNotFromSource,
  cdcSourceKeyNotOutput,
  columnAmbiguous,
  columnDuplicateOutput,
  columnNotGrouped,
  columnUnionWidth,
  columnUnknown,
  columnUnknownAlias,
  columnUnnamedOutput,
  comparesNull,
  dateWithoutQuotes,
  noSuchPosition,
  windowInWhere,
} from '../diagnostics/catalog/analysis.ts'
import {
  mapCompared,
  noSuchOperation,
  notACondition,
  notANumber,
  notComparable,
  unionDiffers,
} from '../diagnostics/catalog/types.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { callPlaces } from '../sql/parse-model.ts'
import type { TextSpan } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'
import { unreachable } from '../util/invariant.ts'
import type { Problem } from './problem.ts'

/**
 * Puts a problem into words and leads it back to where its SQL was written, with the calls of the macros that wrote it.
 * `model` is how messages call the query.
 */
export function problemDiagnostic(problem: Problem, text: OriginText, model = 'this model'): Diagnostic {
  const origin = text.originOf(problem.start, problem.end)
  const calls = callPlaces(origin?.via ?? null)
  const diagnostic = inWords(problem, text, origin?.span ?? null, model)
  return calls.length === 0 ? diagnostic : { ...diagnostic, related: [...diagnostic.related, ...calls] }
}

function inWords(problem: Problem, text: OriginText, span: Span | null, model: string): Diagnostic {
  const placeOf = ({ start, end }: TextSpan): Span | null => text.originOf(start, end)?.span ?? null
  switch (problem.code) {
    case 'column/unknown':
      return columnUnknown(
        problem.column,
        problem.searched,
        problem.known,
        problem.hiddenAliasIn,
        // A text of YAML may begin with a quote of its own, and the tool quotes names that an author did not.
        text.text[problem.start] === '"' && span?.file.text[span.start] === '"',
        span,
      )
    case 'column/ambiguous':
      return columnAmbiguous(problem.column, problem.owners, span)
    case 'column/unknown-alias':
      return columnUnknownAlias(problem.qualifier, problem.known, problem.aliasOfTable, span)
    case 'column/duplicate-output':
      return columnDuplicateOutput(problem.column, placeOf(problem.first), span)
    case 'column/unnamed-output':
      return columnUnnamedOutput(problem.position, span)
    case 'column/alias-twice':
      return aliasTwice(problem.alias, placeOf(problem.first), span)
    case 'sql/compares-null':
      return comparesNull(problem.operator, span)
    case 'sql/date-without-quotes':
      return dateWithoutQuotes(problem.day, span)
    case 'column/not-grouped':
      return columnNotGrouped(problem.column, span)
    case 'column/no-such-position':
      return noSuchPosition(problem.position, problem.columns, span)
    case 'column/aggregate-in-where':
      return aggregateInWhere(problem.name, span)
    case 'column/window-in-where':
      return windowInWhere(problem.name, span)
    case 'column/union-width':
      return columnUnionWidth(problem.expected, problem.found, placeOf(problem.first), span)
    case 'type/not-a-condition':
      return notACondition(problem.clause, problem.type, span)
    case 'type/not-comparable':
      return notComparable(problem.left, problem.right, span)
    case 'type/no-such-operation':
      return noSuchOperation(problem.operator, problem.left, problem.right, span)
    case 'type/not-a-number':
      return notANumber(problem.name, problem.type, span)
    case 'type/map-compared':
      return mapCompared(problem.column, problem.operator, span)
    case 'type/union-differs':
      return unionDiffers(problem, placeOf(problem.first), span)
    case 'cdc/key-not-from-source':
      return cdcKeyNotFromSource(problem.column, problem.relation, problem.reason, model, span)
    case 'cdc/source-key-not-output':
      return cdcSourceKeyNotOutput(problem.column, problem.relation, model, span)
    case 'cdc/columns-not-carried':
      return cdcColumnsNotCarried(problem.columns, problem.relation, problem.reason, model, span)
    default:
      return unreachable(problem)
  }
}
