import { call } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Frame, FrameBound, Window } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { checkFrame } from './refusals.ts'

/** A range over dates counts in days, for which DuckDB wants an interval. */
export function sparkWindow(node: Window, translation: Translation): Window {
  checkFrame(node, translation)
  const { frame } = node
  const [order] = node.orderBy
  if (frame?.unit !== 'range' || !order || translation.exactTypeOf(order.expression)?.kind !== 'date') return node
  const inDays = (bound: FrameBound): FrameBound => {
    const { offset } = bound
    if (!offset || translation.exactTypeOf(offset)?.kind !== 'integer') return bound
    return revised(bound, { offset: call('to_days', [offset], offset.span) })
  }
  const inFrame: Frame = revised(frame, { start: inDays(frame.start), end: frame.end && inDays(frame.end) })
  return revised(node, { frame: inFrame })
}
