import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Argument, HelperParameter, NamedArgumentValue, ParameterKind } from './helper.ts'
import { parseIsoDate } from './iso-date.ts'
import { describeKind, describeValue, printableText, type Value } from './value.ts'

/** What a call must fit: a helper's table, or a macro's names. */
export interface Signature {
  readonly name: string
  readonly parameters: readonly HelperParameter[]
  readonly openNames: boolean
  readonly isBlock: boolean
  /** Where a macro is defined; null for helpers. */
  readonly definition: Span | null
}

export interface GivenArguments {
  readonly positional: readonly Argument[]
  readonly named: readonly NamedArgumentValue[]
  readonly span: Span
}

export interface BoundArguments {
  readonly byName: ReadonlyMap<string, Argument>
  readonly rest: readonly Argument[]
  /** Named arguments that are no parameters. */
  readonly named: readonly NamedArgumentValue[]
}

/** Fits a call's arguments to a signature, by position and by name. Null, with all that is wrong reported, if they do not fit. */
export function bindArguments(
  signature: Signature,
  given: GivenArguments,
  report: (diagnostic: Diagnostic) => void,
): BoundArguments | null {
  const { name, parameters, definition } = signature
  const byName = new Map<string, Argument>()
  const rest: Argument[] = []
  const others: NamedArgumentValue[] = []
  let fits = true
  const fail = (diagnostic: Diagnostic): void => {
    fits = false
    report(diagnostic)
  }
  const accept = (parameter: HelperParameter, argument: Argument): void => {
    if (parameter.optional && argument.value.kind === 'null' && !acceptsNull(parameter.kind)) return
    if (!accepts(parameter.kind, argument.value)) {
      const found = parameter.kind === 'date' ? describeValue(argument.value) : describeKind(argument.value.kind)
      fail(problems.wrongKind(name, parameter.name, describeParameterKind(parameter.kind), found, argument.span))
    }
  }

  const last = parameters.at(-1)
  const single = last?.rest ? parameters.slice(0, -1) : parameters
  given.positional.forEach((argument, index) => {
    const parameter = single[index]
    if (parameter) {
      byName.set(parameter.name, argument)
      accept(parameter, argument)
    } else if (last?.rest) {
      rest.push(argument)
      accept(last, argument)
    } else if (index === single.length) {
      fail(problems.tooManyArguments(name, single.length, argument.span, usage(signature), definition))
    }
  })
  for (const argument of given.named) {
    const parameter = single.find((candidate) => candidate.name === argument.key)
    if (parameter === undefined) {
      if (signature.openNames) others.push(argument)
      else {
        const known = single.map((candidate) => candidate.name)
        fail(problems.unknownArgument(name, argument.key, argument.keySpan, known, usage(signature), definition))
      }
    } else if (byName.has(parameter.name)) {
      fail(problems.argumentGivenTwice(name, parameter.name, argument.keySpan, definition))
    } else {
      byName.set(parameter.name, argument)
      accept(parameter, argument)
    }
  }
  for (const parameter of single) {
    const argument = byName.get(parameter.name)
    if (argument === undefined && !parameter.optional) {
      fail(problems.missingArgument(name, parameter.name, given.span, usage(signature), definition))
    } else if (argument?.value.kind === 'null' && parameter.optional && !acceptsNull(parameter.kind)) {
      byName.delete(parameter.name)
    }
  }
  if (last?.rest && !last.optional && rest.length === 0 && given.positional.length >= single.length) {
    fail(problems.missingArgument(name, last.name, given.span, usage(signature), definition))
  }
  return fits ? { byName, rest, named: others } : null
}

/** `{{date_add date amount [unit]}}`: how a call is written. */
export function usage(signature: Omit<Signature, 'definition'>): string {
  const accepted = signature.parameters.filter((parameter) => !parameter.refused)
  const words = accepted.map((parameter) => {
    const word = parameter.rest ? `${parameter.name} …` : parameter.name
    return parameter.optional ? `[${word}]` : word
  })
  if (signature.openNames) words.push('name=value …')
  return `{{${signature.isBlock ? '#' : ''}${[signature.name, ...words].join(' ')}}}`
}

function acceptsNull(kind: ParameterKind): boolean {
  return kind === 'any' || kind === 'printable'
}

function accepts(kind: ParameterKind, value: Value): boolean {
  switch (kind) {
    case 'any':
      return true
    case 'printable':
      return printableText(value) !== null
    case 'date':
      return value.kind === 'text' && parseIsoDate(value.text.text) !== null
    default:
      return value.kind === kind
  }
}

/** For messages and documentation. */
export function describeParameterKind(kind: ParameterKind): string {
  switch (kind) {
    case 'any':
      return 'any value'
    case 'printable':
      return 'a text, a number or a relation'
    case 'date':
      return 'a date such as "2026-01-31"'
    default:
      return describeKind(kind)
  }
}
