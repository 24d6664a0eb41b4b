import { didYouMean } from '../../util/suggest.ts'
import { type Diagnostic, error, type RelatedPlace, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A tag cannot be read as Handlebars. Arguments are separated by blanks, texts stand in quotes, named arguments come
 * last (`{{ref "orders" v=2}}`), and a call within a call stands in parentheses (`{{upper (var "x")}}`).
 */
export function syntax(span: Span, found: string, tag: Span): Diagnostic {
  const what = found === '' || found === '}}' ? 'its end' : `"${found}"`
  return error('template/syntax', {
    message: `This tag cannot be read: ${what} was not expected here.`,
    span,
    help: syntaxHelp(found, tag),
  })
}

function syntaxHelp(found: string, tag: Span): string {
  const next = tag.file.text[tag.start + tag.file.text.slice(tag.start, tag.end).search(/[,#/]/)]
  if (found === ',' || next === ',') return 'Separate arguments by blanks: {{source "shop" "orders"}}.'
  if (found === '#' || found === '/') return 'Write the sign directly after the braces: {{#if …}}, {{/if}}.'
  return 'Write a name, then its arguments: {{ref "orders"}}, {{cents "amount" scale=2}}, {{upper (var "x")}}.'
}

/** A tag holds nothing. Write a name into it, or put a backslash before it if the braces are meant as text. */
export function emptyTag(span: Span): Diagnostic {
  return error('template/empty-tag', {
    message: 'This tag is empty.',
    span,
    help: 'Write a name into it, or \\{{ if the braces are meant as text.',
  })
}

/**
 * A tag is opened by `{{` and not closed by `}}`. If the braces are meant as text, in a SQL string for example, put
 * a backslash before them: `'\{{'` prints `'{{'`.
 */
export function unclosedTag(span: Span): Diagnostic {
  return error('template/unclosed-tag', {
    message: 'This {{ opens a tag that is not closed.',
    span,
    help: 'Close it with }}, or write \\{{ if the braces are meant as text.',
  })
}

/** A tag is opened by three braces and closed by two. Write as many closing braces as opening ones. */
export function unclosedTriple(span: Span): Diagnostic {
  return error('template/unclosed-tag', {
    message: 'This tag is opened by {{{ and closed by }}.',
    span,
    help: 'Use two braces on both sides, with a blank after a brace that is meant as text: { {{x}}.',
  })
}

/** A text within a tag has no closing quote. Both kinds of quotes may be used; `\"` is a quote within quotes. */
export function unclosedString(span: Span): Diagnostic {
  const quote = span.file.text[span.start] ?? '"'
  return error('template/unclosed-string', {
    message: `The text that begins here has no closing ${quote}.`,
    span,
    help: `Add ${quote} at its end.`,
  })
}

/** A template comment is not closed. `{{!` ends at the next `}}`, `{{!--` at the next `--}}`. */
export function unclosedComment(span: Span): Diagnostic {
  const long = span.file.text.startsWith('{{!--', span.start) || span.file.text.startsWith('{{~!--', span.start)
  return error('template/unclosed-comment', {
    message: 'The comment that begins here is not closed.',
    span,
    help: `Close it with ${long ? '--}}' : '}}'}.`,
  })
}

/** Four braces open a raw block, `{{{{raw}}}}`, whose content is kept as it is up to `{{{{/raw}}}}`. */
export function unclosedRaw(span: Span): Diagnostic {
  return error('template/unclosed-raw', {
    message: 'Four braces open a raw block, and this one is not {{{{raw}}}} … {{{{/raw}}}}.',
    span,
    help: 'Close it with {{{{/raw}}}}, or write \\{{ where braces are meant as text.',
  })
}

/** A block is opened, `{{#if …}}`, and never closed. Write its end, `{{/if}}`, where it belongs. */
export function unclosedBlock(name: string, span: Span, before?: Span): Diagnostic {
  return error('template/unclosed-block', {
    message: before
      ? `{{#${name}}} is not closed before the block around it ends.`
      : `{{#${name}}} is opened here and never closed.`,
    span,
    help: `Write {{/${name}}} where the block ends.`,
    related: before ? [{ message: 'The block around it ends here.', span: before }] : [],
  })
}

/** A block is closed by another name than it was opened with: `{{#if …}} … {{/each}}`. */
export function wrongClose(name: string, span: Span, openName: string, open: Span): Diagnostic {
  return error('template/wrong-close', {
    message: `{{/${name}}} cannot close {{#${openName}}}.`,
    span,
    help: `Write {{/${openName}}}.`,
    related: [{ message: `{{#${openName}}} is opened here.`, span: open }],
  })
}

/** A closing tag stands where no block is open. Remove it, or write the opening tag that it belongs to. */
export function closeWithoutOpen(name: string, span: Span): Diagnostic {
  return error('template/close-without-open', {
    message: `{{/${name}}} closes nothing: no block is open here.`,
    span,
    help: `Remove it, or open the block with {{#${name} …}}.`,
  })
}

/** `{{else}}` stands outside of any block. It divides `{{#if}}`, `{{#unless}}`, `{{#each}}` and `{{#with}}`. */
export function elseOutsideBlock(span: Span): Diagnostic {
  return error('template/misplaced-else', {
    message: '{{else}} stands outside of a block.',
    span,
    help: 'Put it between {{#if …}} and {{/if}}.',
  })
}

/** A block has two `{{else}}`. Between the first and the last part, use `{{else if …}}`. */
export function secondElse(span: Span, name: string, open: Span): Diagnostic {
  return error('template/misplaced-else', {
    message: `{{#${name}}} has an {{else}} already.`,
    span,
    help: 'Use {{else if …}} for all parts but the last.',
    related: [{ message: `{{#${name}}} is opened here.`, span: open }],
  })
}

/** Blocks, or calls in parentheses, lie within one another too deeply. Move the inner ones into macros. */
export function nestedTooDeeply(span: Span, limit: number): Diagnostic {
  return error('template/too-deep', {
    message: `More than ${limit} blocks or calls lie within one another here.`,
    span,
    help: 'Move the inner ones into macros.',
  })
}

/** Partials, `{{> name}}`, are not part of Tidemill's templates: a macro does what they do, with checked arguments. */
export function partial(span: Span): Diagnostic {
  return error('template/partial', {
    message: 'Partials are not supported.',
    span,
    help: 'Make it a macro in macros/*.hbs, {{#macro "name" as |x|}}…{{/macro}}, and call it: {{name "value"}}.',
  })
}

/** Decorators, `{{* name}}`, are not part of Tidemill's templates. */
export function decorator(span: Span): Diagnostic {
  return error('template/decorator', {
    message: 'Decorators are not supported.',
    span,
    help: 'Make it a macro in macros/*.hbs: {{#macro "name" as |x|}}…{{/macro}}.',
  })
}

/** `../` is not part of Tidemill's templates: the names of outer blocks are visible within inner ones. */
export function parentPath(span: Span): Diagnostic {
  return error('template/parent-path', {
    message: '"../" is not supported: the names of outer blocks are visible here as they are.',
    span,
    help: 'Give the outer value a name, {{#each xs as |x|}}, and use that name.',
  })
}

/** An inverse section, `{{^name}}`, is not part of Tidemill's templates; `{{#unless name}}` says the same. */
export function inverseSection(span: Span, name: string): Diagnostic {
  return error('template/inverse-section', {
    message: 'Inverse sections are not supported.',
    span,
    help: `Write {{#unless ${name}}} … {{/unless}}.`,
  })
}

/**
 * A tag holds only a text, a number, true, false or null. Without the braces it would print the same; most often
 * the braces are meant as text: put a backslash before them.
 */
export function bareLiteral(span: Span, literal: string): Diagnostic {
  return error('template/bare-literal', {
    message: `This tag holds only the literal ${literal}, which is no name to look up.`,
    span,
    help: 'Write it without braces, or \\{{ if the braces are meant as text.',
  })
}

/**
 * This is Jinja, as in dbt; Tidemill's templates are Handlebars. The help shows the same in Handlebars: names are
 * followed by their arguments without parentheses or commas, `{{ref "orders"}}`, and blocks begin with `#`.
 */
export function jinja(span: Span, form: string | null): Diagnostic {
  return error('template/jinja', {
    message: 'This is Jinja; templates are written in Handlebars.',
    span,
    help: form
      ? `Write ${form}.`
      : 'In Handlebars: {{ref "x"}}, {{#if (is_incremental)}} … {{/if}}, {{#each (list 1 2) as |n|}} … {{/each}}.',
  })
}

/** An argument is given twice. The second would be lost without a word, so it is refused. */
export function duplicateArgument(key: string, span: Span, first: Span): Diagnostic {
  return error('template/duplicate-argument', {
    message: `"${key}" is given twice.`,
    span,
    help: 'Keep one of the two.',
    related: [{ message: `"${key}" is given here first.`, span: first }],
  })
}

/** A name stands twice between the bars of `as |a b|`. */
export function duplicateParameter(name: string, span: Span, first: Span): Diagnostic {
  return error('template/duplicate-parameter', {
    message: `The parameter "${name}" is named twice.`,
    span,
    help: 'Give each parameter its own name.',
    related: [{ message: `"${name}" is named here first.`, span: first }],
  })
}

/**
 * A name in a template is unknown. It is looked up as a block parameter, then as a macro or helper, then among the
 * template's values; texts must stand in quotes.
 */
export function unknownName(name: string, span: Span, known: Iterable<string>, use: NameUse): Diagnostic {
  const what = use === 'call' ? 'a macro or helper' : 'a block parameter, macro, helper or value'
  return error('template/unknown-name', {
    message: `"${name}" is not ${what} here.`,
    span,
    help: unknownNameHelp(name, known, use),
  })
}

/** How a name is used: `{{name}}`, `{{upper name}}` or `{{name "x"}}`. */
export type NameUse = 'output' | 'argument' | 'call'

function unknownNameHelp(name: string, known: Iterable<string>, use: NameUse): string | null {
  const unquoted = name.replace(/[“”„‘’«»]/g, '')
  if (unquoted !== name) return `Use straight quotes: "${unquoted}".`
  const [first = ''] = name.split('.')
  if (first === 'loop') return 'Within {{#each}} there are @index, @first, @last and @key.'
  if (first === 'dbt_utils') {
    return 'What dbt_utils has is built in, without its name: {{surrogate_key "a" "b"}}, {{star (ref "x")}}.'
  }
  const near = didYouMean(name, known)
  if (use === 'argument') {
    const quoted = `If it is meant as text, put it in quotes: "${name}".`
    return near === null ? quoted : `${near} ${quoted}`
  }
  return near ?? `Define it in macros/*.hbs: {{#macro "${name}"${use === 'call' ? ' as |…|' : ''}}}…{{/macro}}.`
}

/** A value has no field of this name: `{{target.nmae}}`. */
export function unknownField(owner: string, field: string, span: Span, known: readonly string[]): Diagnostic {
  return error('template/unknown-field', {
    message: `"${owner}" has no field "${field}".`,
    span,
    help:
      didYouMean(field, known) ??
      (known.length > 0 ? `It has ${known.map((name) => `"${name}"`).join(', ')}.` : 'It has no fields at all.'),
  })
}

/** `@index`, `@first`, `@last` and `@key` exist within `{{#each}}` only, `@key` for dicts. */
export function unknownData(name: string, span: Span, known: Iterable<string>): Diagnostic {
  return error('template/unknown-name', {
    message: `"@${name}" has no meaning here.`,
    span,
    help: didYouMean(name, known) ?? 'Within {{#each}} there are @index, @first and @last, and for a dict @key.',
  })
}

/** `{{this}}` is the relation of the model that is rendered; here there is none. */
export function noThis(span: Span): Diagnostic {
  return error('template/unknown-name', {
    message: '"this" has no meaning here: no model is being rendered.',
    span,
  })
}

/**
 * A helper or macro is named as an argument without being called, so its result would not be used. A call within a
 * tag stands in parentheses: `{{#if (is_incremental)}}`.
 */
export function bareHelper(name: string, kind: 'helper' | 'macro', span: Span): Diagnostic {
  return error('template/bare-helper', {
    message: `"${name}" is a ${kind}; named as an argument it must be called, in parentheses.`,
    span,
    help: `Write (${name}).`,
  })
}

/** Arguments are given to a value, which takes none. Only macros and helpers take arguments. */
export function notCallable(name: string, span: Span): Diagnostic {
  return error('template/not-callable', {
    message: `"${name}" is a value here, not a macro or helper, and takes no arguments.`,
    span,
    help: `Write {{${name}}}, or rename the block parameter if it hides a macro or helper.`,
  })
}

/** `undefined` is no value. Use `null`, or leave the argument out. */
export function undefinedValue(span: Span): Diagnostic {
  return error('template/undefined', {
    message: '"undefined" is not a value.',
    span,
    help: 'Write null, or leave the argument out.',
  })
}

/** A list or dict is printed, which has no text of its own. */
export function notPrintable(kind: string, span: Span): Diagnostic {
  return error('template/not-printable', {
    message: `This is ${kind}, which cannot be printed.`,
    span,
    help: 'Print its parts: {{join xs ", "}}, or {{#each xs as |x|}}{{x}}{{/each}}.',
  })
}

/** A macro or helper is called without an argument that it needs. */
export function missingArgument(
  name: string,
  parameter: string,
  span: Span,
  usage: string,
  definition: Span | null,
): Diagnostic {
  return error('template/missing-argument', {
    message: `"${name}" needs the argument "${parameter}".`,
    span,
    help: `Write ${usage}.`,
    related: definedHere(name, definition),
  })
}

/** A macro or helper is called with more arguments than it takes. */
export function tooManyArguments(
  name: string,
  limit: number,
  span: Span,
  usage: string,
  definition: Span | null,
): Diagnostic {
  const count = limit === 0 ? 'no arguments' : limit === 1 ? 'one argument' : `at most ${limit} arguments`
  return error('template/too-many-arguments', {
    message: `"${name}" takes ${count}.`,
    span,
    help: `Write ${usage}.`,
    related: definedHere(name, definition),
  })
}

/** A macro or helper has no parameter of this name. */
export function unknownArgument(
  name: string,
  key: string,
  span: Span,
  known: readonly string[],
  usage: string,
  definition: Span | null,
): Diagnostic {
  return error('template/unknown-argument', {
    message: `"${name}" has no parameter "${key}".`,
    span,
    help: didYouMean(key, known) ?? `Write ${usage}.`,
    related: definedHere(name, definition),
  })
}

/** An argument is given by position and by name at once. */
export function argumentGivenTwice(name: string, parameter: string, span: Span, definition: Span | null): Diagnostic {
  return error('template/duplicate-argument', {
    message: `"${name}" is given "${parameter}" both by position and by name.`,
    span,
    help: `Leave out ${parameter}=, or the argument before it.`,
    related: definedHere(name, definition),
  })
}

/** An argument is of the wrong kind: a text where a number is needed, one text where a list is needed. */
export function wrongKind(name: string, parameter: string, expected: string, found: string, span: Span): Diagnostic {
  return error('template/wrong-kind', {
    message: `"${parameter}" of "${name}" must be ${expected}; this is ${found}.`,
    span,
    help: kindHelp(expected),
  })
}

function kindHelp(expected: string): string | null {
  if (expected === 'a list') return 'Make a list: (list "a" "b").'
  return expected === 'a relation' ? 'Write (ref "orders").' : null
}

function definedHere(name: string, definition: Span | null): RelatedPlace[] {
  return definition === null ? [] : [{ message: `"${name}" is defined here.`, span: definition }]
}

/** A helper that wraps a body is used without one: `{{each xs}}` for `{{#each xs}}…{{/each}}`. */
export function needsBody(name: string, span: Span): Diagnostic {
  return error('template/needs-body', {
    message: `"${name}" wraps a body.`,
    span,
    help: `Write {{#${name} …}} … {{/${name}}}.`,
  })
}

/** A macro, helper or value that takes no body is used as a block. */
export function takesNoBody(name: string, span: Span, isValue: boolean): Diagnostic {
  return error('template/takes-no-body', {
    message: `"${name}" takes no body.`,
    span,
    help: isValue
      ? `Write {{#if ${name}}} … {{/if}} or {{#each ${name} as |item|}} … {{/each}}.`
      : `Call it without # and without a closing tag: {{${name} …}}.`,
  })
}

/** A block gives fewer values than there are names between its bars. */
export function tooManyParameters(name: string, limit: number, span: Span): Diagnostic {
  return error('template/too-many-parameters', {
    message: `{{#${name}}} gives ${limit === 0 ? 'no values' : limit === 1 ? 'one value' : `${limit} values`} to name.`,
    span,
    help: limit === 0 ? 'Remove the names between the bars.' : 'Remove the names that are too many.',
  })
}

/** Macros, tests and docs are defined in files of their own: macros and tests in macros/*.hbs, docs in *.md. */
export function definitionPlace(name: string, span: Span): Diagnostic {
  return error('template/definition-place', {
    message: `{{#${name}}} defines something, and this is no file of definitions.`,
    span,
    help: name === 'docs' ? 'Move it to a *.md file beside the models.' : 'Move it to a file macros/*.hbs.',
  })
}

/**
 * Macros call one another without end, or so many times that the template would not end. A macro may call itself,
 * but not for ever: give it a case in which it does not.
 */
export function recursion(name: string, span: Span): Diagnostic {
  return error('template/recursion', {
    message: `The calls of "${name}" do not end.`,
    span,
    help: 'Give the macro a case in which it calls no further macro.',
  })
}

/** A template gave up on purpose, by `{{raise_error "…"}}`. The message is its author's. */
export function raised(message: string, span: Span, via: CallChain | null): Diagnostic {
  return error('template/raised', { message, ...outermost(span, via) })
}

/** A template warns, by `{{warn "…"}}`. The message is its author's. */
export function warned(message: string, span: Span, via: CallChain | null): Diagnostic {
  return warning('template/warned', { message, ...outermost(span, via) })
}

/** The calls that led to a place, the innermost first. */
interface CallChain {
  readonly span: Span
  readonly caller: CallChain | null
}

/** What a macro says is about the call of it, which is where the reader can act. */
function outermost(span: Span, via: CallChain | null): { span: Span; related: RelatedPlace[] } {
  if (via === null) return { span, related: [] }
  let call = via
  while (call.caller !== null) call = call.caller
  return { span: call.span, related: [{ message: 'The message is given here.', span }] }
}

/**
 * A helper needs the columns of a relation, and they are not known at compile time: the relation's query could not
 * be typed, or it is a source without declared columns. Declare the columns in YAML, or write them out.
 */
export function unknownColumns(helper: string, relation: string, span: Span): Diagnostic {
  return error('template/unknown-columns', {
    message: `"${helper}" needs the columns of ${relation}, which are not known when the project is compiled.`,
    span,
    help: 'Declare its columns in YAML, or write the columns out.',
  })
}

/** A column that is named for a relation is not one of its columns. */
export function unknownColumn(column: string, relation: string, span: Span, known: readonly string[]): Diagnostic {
  return error('template/unknown-column', {
    message: `${relation} has no column "${column}".`,
    span,
    help: didYouMean(column, known),
  })
}

/** An argument has the right kind but not a value that the helper can use: a date that does not exist, an index beyond a list's end. */
export function invalidArgument(message: string, span: Span, help: string | null = null): Diagnostic {
  return error('template/invalid-argument', { message, span, help })
}

/** A file of macros holds something else than macros, tests and comments. It would be printed nowhere. */
export function outsideDefinition(span: Span): Diagnostic {
  return error('template/outside-definition', {
    message: 'A file of macros holds only {{#macro}} and {{#test}} definitions and comments.',
    span,
    help: 'Put it into a definition, or into a comment: {{!-- … --}}.',
  })
}

/** A definition does not say its name as a text: `{{#macro "cents" as |column|}}`. */
export function definitionName(kind: string, span: Span): Diagnostic {
  return error('template/definition-name', {
    message: `{{#${kind}}} needs a name: a text of letters, digits and underscores.`,
    span,
    help: kind === 'docs' ? 'Write {{#docs "name"}}.' : `Write {{#${kind} "name" as |column|}}.`,
  })
}

/** A default is given for a name that is not between the bars of the definition. */
export function unknownDefault(key: string, span: Span, known: readonly string[]): Diagnostic {
  return error('template/unknown-default', {
    message: `"${key}" has a default but is not a parameter.`,
    span,
    help: didYouMean(key, known) ?? `Name it between the bars: as |${[...known, key].join(' ')}|.`,
  })
}

/** Two definitions have one name. */
export function duplicateDefinition(kind: string, name: string, span: Span, first: Span): Diagnostic {
  return error('template/duplicate-definition', {
    message: `The ${kind} "${name}" is defined twice.`,
    span,
    help: 'Rename or remove one of the two.',
    related: [{ message: `"${name}" is defined here first.`, span: first }],
  })
}

/** A macro has the name of a helper, which would be hidden by it. */
export function hidesHelper(name: string, span: Span): Diagnostic {
  return error('template/hides-helper', {
    message: `"${name}" is a built-in helper; a macro cannot have its name.`,
    span,
    help: 'Give the macro another name.',
  })
}

/** A definition has arguments after its name. Parameters stand between bars: `as |column scale|`. */
export function surplusInDefinition(kind: string, span: Span): Diagnostic {
  return error('template/definition-name', {
    message: `{{#${kind}}} takes one text, its name.`,
    span,
    help: 'Name parameters between bars, as |column scale|, and give defaults by name: scale=2.',
  })
}

/** A definition has an `{{else}}`, which would never be printed. */
export function elseInDefinition(kind: string, span: Span): Diagnostic {
  return error('template/misplaced-else', {
    message: `{{#${kind}}} has no {{else}} part.`,
    span,
    help: 'Put {{#if …}} around the two parts within the definition.',
  })
}

/** A list or dict has no such item. Lists count from 0. */
export function missingItem(size: number, keys: readonly string[] | null, key: string, span: Span): Diagnostic {
  return error('template/invalid-argument', {
    message: keys ? `The dict has no key "${key}".` : `The list has no item ${key}: it has ${size}, counted from 0.`,
    span,
    help: (keys && didYouMean(key, keys)) ?? 'Give a default as third argument for when there is none.',
  })
}

/** A unit of time is unknown. */
export function unknownUnit(unit: string, span: Span, known: readonly string[]): Diagnostic {
  return error('template/invalid-argument', {
    message: `"${unit}" is not a unit of time.`,
    span,
    help: didYouMean(unit, known) ?? `Units are ${known.join(', ')}.`,
  })
}
