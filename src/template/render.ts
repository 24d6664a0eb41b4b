import type { NameUse } from '../diagnostics/catalog/template.ts'
import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { Arguments } from './arguments.ts'
import { type BoundArguments, bindArguments, type GivenArguments } from './bind-arguments.ts'
import type { Argument, BodyBindings, Helper, HelperBody, NamedArgumentValue, TemplateHost } from './helper.ts'
import { standardHelpers } from './helpers/registry.ts'
import type { Macro, Macros } from './macro.ts'
import { type CallSite, OriginText } from './origin-text.ts'
import { findBlockParameter, findInContext, innerScope, namesInScope, rootScope, type Scope } from './scope.ts'
import type { BlockNode, CallExpression, Expression, PathExpression, Template, TemplateNode } from './tree.ts'
import { findUnknownCalls, withoutRepeats } from './unknown-calls.ts'
import { booleanValue, describeKind, nullValue, printableText, textValue, type Value } from './value.ts'

export interface RenderOptions {
  readonly macros: Macros
  /** The project's helpers (`ref`, `config`, …); the standard library is always there. */
  readonly helpers: ReadonlyMap<string, Helper>
  /** Values known by name (`target`, `schema`, …). */
  readonly context: ReadonlyMap<string, Value>
  /** What `{{this}}` is; null where no model is rendered. */
  readonly self: Value | null
  readonly host: TemplateHost
}

export interface RenderedTemplate {
  readonly text: OriginText
  readonly diagnostics: readonly Diagnostic[]
}

/** Calls within calls beyond this do not end. */
const deepestCalls = 64
/** More macro calls than any template needs: macros that call two others each grow without being deep. */
const mostCalls = 200_000

/** Renders a template. What cannot be evaluated is reported and prints as nothing, so that everything wrong is found at once. */
export function renderTemplate(template: Template, options: RenderOptions): RenderedTemplate {
  const renderer = new Renderer(options)
  const text = renderer.nodes(template.body, rootScope(options.self))
  const { macros, helpers, context } = options
  const known = new Set([...macros.keys(), ...helpers.keys(), ...standardHelpers.keys()])
  const unknown = findUnknownCalls(template.body, context.keys(), known)
  return { text, diagnostics: [...renderer.diagnostics, ...withoutRepeats(unknown, renderer.diagnostics)] }
}

/** Calls a macro or a custom test from outside of any template: for the tests that YAML names. */
export function renderMacro(macro: Macro, given: GivenArguments, options: RenderOptions): RenderedTemplate {
  const renderer = new Renderer(options)
  const text = renderer.callMacro(macro, given, rootScope(options.self))
  return { text: text ?? OriginText.empty, diagnostics: renderer.diagnostics }
}

class Renderer {
  readonly diagnostics: Diagnostic[] = []
  readonly #options: RenderOptions
  /** The innermost macro call that is being rendered. */
  #via: CallSite | null = null
  #depth = 0
  #calls = 0

  constructor(options: RenderOptions) {
    this.#options = options
  }

  nodes(nodes: readonly TemplateNode[], scope: Scope): OriginText {
    const parts: OriginText[] = []
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          parts.push(scope.via === null ? node.text : node.text.calledFrom(scope.via))
          break
        case 'output':
          parts.push(this.#print(this.#output(node.expression, scope), node.span, scope))
          break
        case 'block':
          parts.push(this.#print(this.#block(node, scope), node.span, scope))
      }
    }
    return OriginText.concat(parts)
  }

  callMacro(macro: Macro, given: GivenArguments, scope: Scope): OriginText | null {
    const via: CallSite = { span: given.span, name: macro.name, caller: scope.via }
    this.#calls++
    if (this.#depth >= deepestCalls || this.#calls > mostCalls) {
      // Reported once; from here on no macro is called, so that the rest ends soon.
      if (this.#calls !== Number.POSITIVE_INFINITY) this.#report(problems.recursion(macro.name, given.span))
      this.#calls = Number.POSITIVE_INFINITY
      return null
    }
    const parameters = macro.parameters.map(
      ({ name, defaultValue }) => ({ name, kind: 'any', description: '', optional: defaultValue !== null }) as const,
    )
    const signature = { name: macro.name, parameters, openNames: false, isBlock: false, definition: macro.span }
    const bound = bindArguments(signature, given, this.#report)
    if (bound === null) return null
    const names = new Map<string, Value>()
    for (const { name, defaultValue } of macro.parameters) {
      const argument = bound.byName.get(name)
      const value = argument?.value ?? (defaultValue && this.#evaluate(defaultValue, rootScope(null, undefined, via)))
      if (value) names.set(name, value)
    }
    this.#depth++
    this.#via = via
    const text = this.nodes(macro.body, rootScope(this.#options.self, names, via))
    this.#via = scope.via
    this.#depth--
    return text
  }

  /** Within a macro, the calls that led to it are shown too. */
  #report = (diagnostic: Diagnostic): void => {
    const calls = callChain(this.#via).filter(({ span }) => span !== diagnostic.span)
    const related = [...diagnostic.related, ...calls]
    this.diagnostics.push(calls.length === 0 ? diagnostic : { ...diagnostic, related })
  }

  #print(value: Value | null, span: Span, scope: Scope): OriginText {
    if (value === null) return OriginText.empty
    const text = printableText(value)
    if (text === null) {
      this.#report(problems.notPrintable(describeKind(value.kind), span))
      return OriginText.empty
    }
    return typeof text === 'string' ? OriginText.computed(text, span, scope.via) : text
  }

  #output(expression: PathExpression | CallExpression, scope: Scope): Value | null {
    return expression.kind === 'path' ? this.#path(expression, scope) : this.#call(expression, scope, 'output')
  }

  #evaluate(expression: Expression, scope: Scope): Value | null {
    switch (expression.kind) {
      case 'text':
        return textValue(this.#from(expression.text, scope))
      case 'number':
        return { kind: 'number', value: expression.value, text: this.#from(expression.text, scope) }
      case 'boolean':
        return booleanValue(expression.value)
      case 'null':
        return nullValue
      case 'undefined':
        this.#report(problems.undefinedValue(expression.span))
        return null
      case 'path':
        return this.#path(expression, scope)
      case 'call':
        return this.#call(expression, scope)
    }
  }

  #from(text: OriginText, scope: Scope): OriginText {
    return scope.via === null ? text : text.calledFrom(scope.via)
  }

  /** A name that is not called. */
  #path(path: PathExpression, scope: Scope, use: NameUse = 'argument'): Value | null {
    const [first = '', ...fields] = path.parts
    switch (path.root) {
      case 'this':
        if (scope.self === null) {
          if (!scope.unsure) this.#report(problems.noThis(path.span))
          return null
        }
        return this.#fields(scope.self, 'this', path.parts, path, scope)
      case 'data': {
        const value = scope.data.get(first)
        if (value !== undefined) return this.#fields(value, `@${first}`, fields, path, scope)
        if (!scope.unsure) this.#report(problems.unknownData(path.parts.join('.'), path.span, scope.data.keys()))
        return null
      }
      case 'name': {
        const parameter = findBlockParameter(scope, first)
        if (parameter !== null) return this.#fields(parameter, first, fields, path, scope)
        if (this.#options.macros.has(first)) this.#report(problems.bareHelper(first, 'macro', path.span))
        else if (this.#helper(first)) this.#report(problems.bareHelper(first, 'helper', path.span))
        else {
          const value = findInContext(scope, first) ?? this.#options.context.get(first)
          if (value !== undefined) return this.#fields(value, first, fields, path, scope)
          this.#unknownName(path, scope, use)
        }
        return null
      }
    }
  }

  #fields(value: Value, name: string, fields: readonly string[], path: PathExpression, scope: Scope): Value | null {
    let owner = value
    let ownerName = name
    for (const field of fields) {
      const known = owner.kind === 'dict' ? owner.entries : owner.kind === 'relation' ? owner.fields : null
      const next = known?.get(field)
      if (next === undefined) {
        if (!scope.unsure) this.#report(problems.unknownField(ownerName, field, path.span, [...(known?.keys() ?? [])]))
        return null
      }
      owner = next
      ownerName += `.${field}`
    }
    return owner
  }

  #unknownName(path: PathExpression, scope: Scope, use: NameUse): void {
    if (scope.unsure) return
    const { macros, helpers, context } = this.#options
    const known = [...macros.keys(), ...helpers.keys(), ...standardHelpers.keys()]
    if (use !== 'call') known.push(...namesInScope(scope), ...context.keys(), 'this')
    this.#report(problems.unknownName(path.name, path.span, known, use))
  }

  #helper(name: string): Helper | undefined {
    return this.#options.helpers.get(name) ?? standardHelpers.get(name)
  }

  #call(call: CallExpression, scope: Scope, use: NameUse = 'argument'): Value | null {
    const { path } = call
    const hasArguments = call.positional.length > 0 || call.named.length > 0
    const name = path.parts[0] ?? ''
    const simple = path.root === 'name' && path.parts.length === 1
    if (simple && findBlockParameter(scope, name) === null) {
      const macro = this.#options.macros.get(name)
      if (macro) {
        const given = this.#arguments(call, scope)
        const text = given && this.callMacro(macro, given, scope)
        return text && textValue(text)
      }
      const helper = this.#helper(name)
      if (helper) return this.#callHelper(helper, call, scope, null)
      if (hasArguments && !this.#isValue(path, scope)) {
        this.#arguments(call, scope)
        this.#unknownName(path, scope, 'call')
        return null
      }
    }
    if (hasArguments) {
      this.#arguments(call, scope)
      this.#report(problems.notCallable(path.name, path.span))
      return null
    }
    return this.#path(path, scope, use)
  }

  #isValue(path: PathExpression, scope: Scope): boolean {
    const name = path.parts[0] ?? ''
    return findInContext(scope, name) !== null || this.#options.context.has(name)
  }

  #block(node: BlockNode, scope: Scope): Value | null {
    const { call } = node
    const name = call.path.name
    const isValue = call.path.root !== 'name' || findBlockParameter(scope, name) !== null
    const helper = isValue || this.#options.macros.has(name) ? undefined : this.#helper(name)
    if (helper?.block) return this.#callHelper(helper, call, scope, node)

    if (helper || this.#options.macros.has(name)) this.#report(problems.takesNoBody(name, node.span, false))
    else if (isValue || this.#isValue(call.path, scope)) this.#report(problems.takesNoBody(name, node.span, true))
    else if (name === 'macro' || name === 'test' || name === 'docs') {
      this.#report(problems.definitionPlace(name, node.span))
    } else this.#unknownName(call.path, scope, 'call')
    this.#visitUnsure(node, scope)
    return null
  }

  /** Finds what is wrong within a block whose own call failed; what it prints is lost. */
  #visitUnsure(node: BlockNode, scope: Scope): void {
    const inner = innerScope(scope, { unsure: true })
    this.nodes(node.body, inner)
    if (node.otherwise) this.nodes(node.otherwise, scope)
  }

  #callHelper(helper: Helper, call: CallExpression, scope: Scope, node: BlockNode | null): Value | null {
    const bound = this.#bindHelper(helper, call, scope, node)
    if (bound === null) {
      if (node) this.#visitUnsure(node, scope)
      return null
    }
    const { span } = call
    const { via } = scope
    return helper.run({
      name: helper.name,
      span,
      via,
      arguments: new Arguments(bound.byName, bound.rest),
      named: bound.named,
      body: node ? this.#body(node, scope) : noBody,
      host: this.#options.host,
      report: this.#report,
      text: (text) => textValue(OriginText.computed(text, span, via)),
      number: (value) => ({ kind: 'number', value, text: OriginText.computed(String(value), span, via) }),
    })
  }

  #bindHelper(helper: Helper, call: CallExpression, scope: Scope, node: BlockNode | null): BoundArguments | null {
    const given = this.#arguments(call, scope)
    if (helper.block && node === null) {
      this.#report(problems.needsBody(helper.name, call.span))
      return null
    }
    const surplus = node?.parameters[helper.block?.names ?? 0]
    if (surplus) {
      this.#report(problems.tooManyParameters(helper.name, helper.block?.names ?? 0, surplus.span))
      return null
    }
    if (given === null) return null
    const { name, parameters, openNames = false } = helper
    return bindArguments({ name, parameters, openNames, isBlock: node !== null, definition: null }, given, this.#report)
  }

  #body(node: BlockNode, scope: Scope): HelperBody {
    return {
      render: (bindings: BodyBindings = {}) => {
        const names = new Map(bindings.names)
        node.parameters.forEach(({ name }, index) => {
          const value = bindings.values?.[index]
          if (value !== undefined) names.set(name, value)
        })
        const { self = scope.self, context = null, data = scope.data } = bindings
        return this.nodes(node.body, innerScope(scope, { names, self, context, data }))
      },
      renderElse: () => (node.otherwise ? this.nodes(node.otherwise, scope) : OriginText.empty),
    }
  }

  /** Evaluates all arguments, so that each one's mistakes are found; null when any of them failed. */
  #arguments(call: CallExpression, scope: Scope): GivenArguments | null {
    let complete = true
    const positional: Argument[] = []
    for (const expression of call.positional) {
      const value = this.#evaluate(expression, scope)
      if (value === null) complete = false
      else positional.push({ value, span: expression.span })
    }
    const named: NamedArgumentValue[] = []
    for (const { key, keySpan, value: expression } of call.named) {
      const value = this.#evaluate(expression, scope)
      if (value === null) complete = false
      else named.push({ key, keySpan, value, span: expression.span })
    }
    return complete ? { positional, named, span: call.span } : null
  }
}

const noBody: HelperBody = { render: () => OriginText.empty, renderElse: () => OriginText.empty }

/** A call and those that led to it, the innermost first; places that repeat are named once. */
function callChain(innermost: CallSite | null): RelatedPlace[] {
  const chain: RelatedPlace[] = []
  const seen = new Set<Span>()
  for (let site = innermost; site !== null && chain.length < 10; site = site.caller) {
    if (!seen.has(site.span)) chain.push({ message: `"${site.name}" is called here.`, span: site.span })
    seen.add(site.span)
  }
  return chain
}
