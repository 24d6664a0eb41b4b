import { binary, call, identifier, string } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Argument, Call, Expression, TextSpan } from '../sql/tree.ts'

/** A call of a macro in the schema `tidemill`. */
export function macroCall(name: string, args: readonly Argument[], span: TextSpan): Call {
  return call(['tidemill', name], args, span)
}

/** The same call, clauses included, of another function and arguments. */
export function recall(original: Call, name: string, args: readonly Argument[] = original.args): Call {
  return revised(original, { name: [identifier(name, original.span)], parentheses: true, args, approximate: false })
}

/** `a || b || c`; one part stands for itself. */
export function joined(parts: readonly Expression[], span: TextSpan): Expression {
  const [first, ...rest] = parts
  return rest.reduce((left, right) => binary('||', left, right, span), first ?? string('', span))
}

/** The positional arguments of a call; a named one stands for its value. */
export function values(call: Call): Expression[] {
  return call.args.map((argument) => (argument.kind === 'named-argument' ? argument.value : argument))
}

/** The function's name in lower case, without a schema. */
export function nameOf(call: Call): string {
  return (call.name.at(-1)?.name ?? '').toLowerCase()
}
