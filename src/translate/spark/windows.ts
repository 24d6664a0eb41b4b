import { isNumber, sameType } from '../../catalog/types/sql-type.ts'
import { duckdbTypeName } from '../../catalog/types/write-type.ts'
import { call, cast } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Expression, Frame, FrameBound, Window } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { checkFrame } from './refusals.ts'

/** A range over dates counts in days, for which DuckDB wants an interval; one over numbers in the type of the order. */
export function sparkWindow(node: Window, translation: Translation): Window {
  checkFrame(node, translation)
  const { frame } = node
  const [order] = node.orderBy
  if (frame?.unit !== 'range' || !order) return node
  const by = translation.exactTypeOf(order.expression)
  const counted = (offset: Expression): Expression => {
    const type = translation.exactTypeOf(offset)
    if (by?.kind === 'date') return type?.kind === 'integer' ? call('to_days', [offset], offset.span) : offset
    if (!by || !type || !isNumber(by) || sameType(by, type)) return offset
    const { span } = offset
    const name = duckdbTypeName(by, 'spark')
    if (!name || type.kind === 'string') {
      translation.refuse(span, 'range', 'Write the offset as a number.')
      return offset
    }
    // What does not fit stops here, as it does in Spark.
    const whole = by.kind === 'integer' && type.kind !== 'integer' ? call('trunc', [offset], span) : offset
    return cast(whole, name, span)
  }
  const moved = (bound: FrameBound): FrameBound =>
    bound.offset ? revised(bound, { offset: counted(bound.offset) }) : bound
  const inFrame: Frame = revised(frame, { start: moved(frame.start), end: frame.end && moved(frame.end) })
  return revised(node, { frame: inFrame })
}
