import { type FunctionEntry, macroName, type Rendering, type RewriteContext } from '../catalog/entry.ts'
import { findFunction } from '../catalog/functions.ts'
import type { SqlType } from '../catalog/types/sql-type.ts'
import { macroCall, nameOf, recall, values } from '../catalog/write.ts'
import { simpleType } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Argument, Call, Expression } from '../sql/tree.ts'
import type { Translation } from './context.ts'
import { place } from './problem.ts'
import { checkRegexCall } from './regex.ts'

/** A call as the catalogue says it in the target. One that the catalogue does not know passes through and is named. */
export function translateCall(node: Call, translation: Translation): Expression {
  const name = nameOf(node)
  const entry = node.name.length === 1 ? findFunction(translation.dialect, name) : null
  if (!entry) return notVerified(node, name, translation)
  const rendering = renderingOf(entry, translation)
  if (rendering?.kind === 'refused') {
    translation.refuse(node.span, name, rendering.help)
    return node
  }
  if (rendering?.kind === 'absent') {
    translation.reject(node.span, `Redshift has no function ${name}.`, rendering.help)
    return node
  }
  const [least, greatest] = entry.arity
  if (node.args.length < least || (greatest !== null && node.args.length > greatest)) {
    translation.refuse(node.span, entry.name, `Here ${entry.name} takes ${arityText(entry)}, not ${node.args.length}.`)
    return node
  }
  if (entry.group === 'aggregates') checkFrame(node, translation)
  if (translation.target === 'duckdb') checkRegexCall(node, entry.name, translation)
  const prepared = translation.rules.prepare?.(node, entry.group, translation) ?? node
  const result = translation.exactTypeOf(node)
  return render(coerced(prepared, entry, translation), entry, result, translation) ?? node
}

function notVerified(node: Call, name: string, translation: Translation): Call {
  translation.problems.push({
    code: 'dialect/not-verified',
    ...place(node.span),
    name,
    isQualified: node.name.length > 1,
  })
  return node
}

function renderingOf(entry: FunctionEntry, { target }: Translation): Rendering | null {
  return target === 'duckdb' ? entry.duckdb : entry.postgres
}

/** Redshift wants to be told the frame of an aggregate over an ordered window. */
function checkFrame({ over, span }: Call, translation: Translation): void {
  if (translation.dialect !== 'redshift' || over?.kind !== 'window') return
  if (over.orderBy.length === 0 || over.frame || over.base) return
  translation.reject(
    span,
    'An aggregate over an ordered window needs a frame in Redshift.',
    'Write `rows unbounded preceding` behind the order.',
  )
}

function arityText({ arity: [least, greatest] }: FunctionEntry): string {
  const arguments_ = (count: number) => `${count} argument${count === 1 ? '' : 's'}`
  if (greatest === null) return `at least ${arguments_(least)}`
  return least === greatest ? arguments_(least) : `${least} to ${arguments_(greatest)}`
}

function coerced(node: Call, entry: FunctionEntry, translation: Translation): Call {
  if (entry.shares && !node.args.some(({ kind }) => kind === 'named-argument')) {
    return revised(node, { args: translation.rules.unify(values(node), translation) })
  }
  if (entry.takes.length === 0) return node
  const args = node.args.map((argument, index): Argument => {
    const type = entry.takes[Math.min(index, entry.takes.length - 1)] ?? null
    if (!type || argument.kind === 'named-argument' || translation.typeOf(argument) === type) return argument
    return translation.rules.coerce(argument, type, translation)
  })
  return revised(node, { args })
}

function render(node: Call, entry: FunctionEntry, result: SqlType | null, translation: Translation): Expression | null {
  const rendering = renderingOf(entry, translation)
  switch (rendering?.kind) {
    case undefined:
      return notVerified(node, entry.name, translation)
    case 'installed':
      return macroCall(rendering.name, node.args, node.span)
    case 'function':
      return recall(node, rendering.name)
    case 'macro':
      return macroCall(macroName(translation.dialect, entry), node.args, node.span)
    case 'rewrite':
      return rendering.rewrite(node, rewriteContext(entry, translation, result))
    case 'refused':
    case 'absent':
      return node
  }
}

export function rewriteContext(
  entry: Pick<FunctionEntry, 'name'>,
  translation: Translation,
  result: SqlType | null = null,
): RewriteContext {
  return {
    dialect: translation.dialect,
    typeOf: translation.typeOf,
    exactTypeOf: translation.exactTypeOf,
    result,
    cast: (value, type, span) => translation.rules.cast(value, simpleType(type, span), false, span, translation),
    like: (node) => translation.rules.change(node, translation, node) as Expression,
    compare: (node) => translation.rules.change(node, translation, node) as Expression,
    refuse: (span, help) => translation.refuse(span, entry.name, help),
    reject: translation.reject,
  }
}
