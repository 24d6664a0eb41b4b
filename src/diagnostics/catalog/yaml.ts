import { type Diagnostic, error } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * A YAML file cannot be read.
 *
 * YAML builds its structure from indentation, `key: value` pairs, `- item` lists and the brackets `{ }` and `[ ]`.
 * The message says what was found where something else had to stand. Text that holds a colon and a blank, or begins
 * with one of YAML's own characters, must be quoted.
 */
export function yamlSyntax(span: Span, message: string, help: string | null): Diagnostic {
  return error('yaml/syntax', { message, span, help })
}

/**
 * A YAML line is indented with a tab.
 *
 * YAML allows only blanks there, since the width of a tab differs between editors.
 */
export function yamlTab(span: Span): Diagnostic {
  return error('yaml/tab', {
    message: 'This line is indented with a tab, which YAML does not allow.',
    span,
    help: 'Replace the tab with blanks; two for each level are usual.',
  })
}

/**
 * A key is written twice in one place.
 *
 * The second would silently replace the first, so one of them must go, or both must be merged into one.
 */
export function yamlDuplicateKey(key: string, span: Span, first: Span): Diagnostic {
  return error('yaml/duplicate-key', {
    message: `The key "${key}" is written twice here.`,
    span,
    help: 'Remove one of the two, or put the contents of both below one key.',
    related: [{ message: `"${key}" is first written here.`, span: first }],
  })
}

/**
 * A template stands in YAML without quotes.
 *
 * Braces open a map in YAML, so `{{env_var "X"}}` without quotes around it is never seen as a template. Quote the whole
 * value: `"{{env_var 'X'}}"`.
 */
export function yamlUnquotedTemplate(span: Span, value: string): Diagnostic {
  const quoted = value.includes('"') ? `'${value.replaceAll("'", '"')}'` : `"${value}"`
  return error('yaml/unquoted-template', {
    message: 'A template in YAML must be quoted: bare braces are a YAML map.',
    span,
    help: `Write ${quoted}.`,
  })
}

/**
 * A call with a comma, such as `source('a', 'b')`, stands without quotes inside `{ }` or `[ ]`.
 *
 * There a comma ends the value, so YAML takes the call apart. Quote the call.
 */
export function yamlUnquotedCall(span: Span, call: string): Diagnostic {
  return error('yaml/unquoted-call', {
    message: 'A call that holds a comma must be quoted inside { } or [ ]: there a comma ends the value.',
    span,
    help: `Write ${call.includes('"') ? `'${call}'` : `"${call}"`}.`,
  })
}

/**
 * A YAML file holds several documents.
 *
 * A line `---` begins another document. Tidemill reads one document in a file: put the second into a file of its own,
 * or remove the line.
 */
export function yamlSeveralDocuments(span: Span): Diagnostic {
  return error('yaml/several-documents', {
    message: 'This file holds a second YAML document from here on; only one is read.',
    span,
    help: 'Remove the line "---", or move what follows into a file of its own.',
  })
}

/**
 * An alias names an anchor that is not defined above it.
 *
 * `*name` repeats the value that was marked with `&name` earlier in the same file. Text that begins with a star must be
 * quoted.
 */
export function yamlUnknownAlias(name: string, span: Span, nearMiss: string | null): Diagnostic {
  return error('yaml/unknown-alias', {
    message: `There is no anchor "&${name}" above this alias.`,
    span,
    help: nearMiss ?? `Mark the value to repeat with "&${name}", or quote the text: "*${name}".`,
  })
}

/**
 * Aliases in a YAML file expand to too much.
 *
 * Anchors that repeat other anchors grow very quickly; beyond the limit the file is refused. Write the values out, or
 * repeat less.
 */
export function yamlTooManyAliases(span: Span, limit: number): Diagnostic {
  return error('yaml/too-many-aliases', {
    message: `The aliases of this file expand to more than ${limit} values.`,
    span,
    help: 'Repeat smaller parts, or write the values out.',
  })
}

/**
 * What is merged with `<<` is not a map.
 *
 * `<<: *name` copies the keys of the map marked with `&name`; it takes one map or a list of maps.
 */
export function yamlBadMerge(span: Span): Diagnostic {
  return error('yaml/bad-merge', {
    message: 'The merge key "<<" takes the alias of a map, or a list of such aliases.',
    span,
    help: 'Write `<<: *name`, where "&name" marks a map above.',
  })
}

/**
 * A key is not plain text.
 *
 * A list or a map as a key (`? [a, b]`, `[a]: b`) is YAML, but no file of a project has a use for it.
 */
export function yamlKeyNotText(span: Span): Diagnostic {
  return error('yaml/key-not-text', { message: 'A key must be text, but this is a list or a map.', span })
}

/**
 * A value carries a YAML tag.
 *
 * Text that begins with an exclamation mark is a tag to YAML: `!=0` loses its value unless it is quoted.
 */
export function yamlTag(tag: string, span: Span): Diagnostic {
  return error('yaml/tag', {
    message: `"${tag}" is read as a YAML tag, not as a value.`,
    span,
    help: `Quote the value: "${tag}".`,
  })
}
