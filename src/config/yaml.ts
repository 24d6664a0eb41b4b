import {
  Alias,
  Composer,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  Parser,
  Scalar,
} from 'yaml'
import {
  yamlBadMerge,
  yamlDuplicateKey,
  yamlKeyNotText,
  yamlSeveralDocuments,
  yamlTag,
  yamlTooManyAliases,
  yamlUnknownAlias,
  yamlUnquotedTemplate,
} from '../diagnostics/catalog/yaml.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { span as makeSpan, type SourceFile, type Span } from '../diagnostics/source.ts'
import { didYouMean } from '../util/suggest.ts'
import { resolvePlain } from './plain-scalar.ts'
import { type ConfigValue, isNull, type MapEntry, type MapValue, type ScalarStyle, type ScalarValue } from './value.ts'
import { yamlSyntaxProblem } from './yaml-syntax.ts'

export interface YamlFile {
  /** Null for an empty file, and for one that cannot be read. */
  readonly document: ConfigValue | null
  readonly diagnostics: readonly Diagnostic[]
}

/** Tags that only say what a value is anyway: `!!int 3`. */
const valueTags: ReadonlySet<string> = new Set(
  ['int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
)
const coreTags: ReadonlySet<string> = new Set([...valueTags, 'tag:yaml.org,2002:str', '!'])

/** How many values aliases may repeat in one file, all together. */
const aliasLimit = 10_000

/**
 * Reads one YAML 1.2 document, with the place of every key and value. Anchors, aliases and merge keys are resolved.
 * After a syntax error nothing of the file is returned: what follows the error would be guesswork.
 */
export function readYaml(file: SourceFile): YamlFile {
  if (!/[^\s\uFEFF]/.test(file.text)) return { document: null, diagnostics: [] }
  const documents: Document.Parsed[] = []
  const composer = new Composer({
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    keepSourceTokens: false,
  })
  // A byte order mark counts as a character of the file but is no part of the document.
  const shift = file.text.charCodeAt(0) === 0xfeff ? 1 : 0
  const text = shift ? file.text.slice(1) : file.text
  for (const document of composer.compose(new Parser().parse(text), false, text.length)) {
    documents.push(document as Document.Parsed)
  }
  const [first, second] = documents
  if (!first) return { document: null, diagnostics: [] }
  const problem = first.errors[0]
  if (problem) {
    const at = makeSpan(file, problem.pos[0] + shift, problem.pos[1] + shift)
    return { document: null, diagnostics: [yamlSyntaxProblem(problem.code, problem.message, at)] }
  }
  const reader = new TreeReader(file, shift)
  const document = first.contents === null ? null : reader.read(first.contents)
  if (second && reader.diagnostics.length === 0) {
    const start = first.range[1] + shift + Math.max(0, file.text.slice(first.range[1] + shift).search(/^---/m))
    reader.diagnostics.push(yamlSeveralDocuments(makeSpan(file, start, start + 3)))
  }
  return { document, diagnostics: reader.diagnostics }
}

type Content = Node | ParsedNode | null

class TreeReader {
  readonly diagnostics: Diagnostic[] = []
  readonly #file: SourceFile
  readonly #shift: number
  readonly #anchors = new Map<string, { value: ConfigValue; size: number }>()
  #repeated = 0
  #size = 0

  constructor(file: SourceFile, shift: number) {
    this.#file = file
    this.#shift = shift
  }

  read(node: Content): ConfigValue {
    const before = this.#size
    this.#size++
    const value = this.#convert(node)
    const anchor = node && 'anchor' in node ? node.anchor : undefined
    if (anchor) this.#anchors.set(anchor, { value, size: this.#size - before })
    return value
  }

  #convert(node: Content): ConfigValue {
    if (isScalar(node)) return this.#scalar(node)
    if (isMap(node)) return this.#map(node)
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Content))
      return { kind: 'list', items, span: this.#span(node) }
    }
    if (node instanceof Alias) return this.#alias(node)
    return this.#nothing(this.#shift)
  }

  #scalar(node: Scalar): ScalarValue {
    const span = this.#span(node)
    const source = node.source ?? ''
    const style = styleOf(node)
    if (node.tag !== undefined && !coreTags.has(node.tag)) this.#refuseTag(node.tag, span)
    const isText = style !== 'plain' || node.tag !== undefined
    const value = isText && !valueTags.has(node.tag ?? '') ? source : resolvePlain(source)
    return { kind: 'scalar', value, raw: source, style, span, origin: null }
  }

  #refuseTag(tag: string, value: Span): void {
    const { text } = this.#file
    let start = text.lastIndexOf('!', value.start)
    while (text[start - 1] === '!') start--
    const written = /^\S+/.exec(text.slice(start))?.[0] ?? tag
    this.diagnostics.push(yamlTag(written, makeSpan(this.#file, start, start + written.length)))
  }

  #map(node: { items: Pair<unknown, unknown>[]; range?: readonly [number, number, number] | null | undefined }) {
    const span = this.#span(node)
    if (this.#file.text.startsWith('{{', span.start)) {
      this.diagnostics.push(yamlUnquotedTemplate(span, this.#file.text.slice(span.start, span.end)))
      return this.#nothing(span.start)
    }
    const entries: MapEntry[] = []
    const merged: MapEntry[] = []
    const places = new Map<string, Span>()
    for (const pair of node.items) {
      const keyNode = pair.key as Content
      if (!isScalar(keyNode)) {
        this.diagnostics.push(yamlKeyNotText(keyNode ? this.#span(keyNode) : span))
        continue
      }
      const keySpan = this.#span(keyNode)
      const key = keyNode.source ?? ''
      if (key === '<<' && keyNode.type === 'PLAIN') {
        merged.push(...this.#mergedEntries(pair.value as Content))
        continue
      }
      const first = places.get(key)
      if (first) {
        this.diagnostics.push(yamlDuplicateKey(key, keySpan, first))
        continue
      }
      places.set(key, keySpan)
      const value = pair.value ? this.read(pair.value as Content) : this.#nothing(keySpan.end)
      entries.push({ key, keySpan, value })
    }
    for (const entry of merged) {
      if (places.has(entry.key)) continue
      places.set(entry.key, entry.keySpan)
      entries.push(entry)
    }
    return { kind: 'map', entries, span } satisfies MapValue
  }

  #mergedEntries(node: Content): readonly MapEntry[] {
    if (node === null) return []
    const value = this.read(node)
    if (value.kind === 'map') return value.entries
    if (value.kind === 'list' && value.items.every((item) => item.kind === 'map')) {
      return value.items.flatMap((item) => (item as MapValue).entries)
    }
    if (!isNull(value)) this.diagnostics.push(yamlBadMerge(this.#span(node)))
    return []
  }

  #alias(node: Alias): ConfigValue {
    const span = this.#span(node)
    const anchor = this.#anchors.get(node.source)
    if (!anchor) {
      this.diagnostics.push(yamlUnknownAlias(node.source, span, didYouMean(node.source, this.#anchors.keys())))
      return this.#nothing(span.start)
    }
    this.#repeated += anchor.size
    this.#size += anchor.size
    if (this.#repeated > aliasLimit) {
      if (this.#repeated - anchor.size <= aliasLimit) this.diagnostics.push(yamlTooManyAliases(span, aliasLimit))
      return this.#nothing(span.start)
    }
    return anchor.value
  }

  #nothing(at: number): ScalarValue {
    return { kind: 'scalar', value: null, raw: '', style: 'plain', span: makeSpan(this.#file, at), origin: null }
  }

  #span(node: { range?: readonly [number, number, number] | null | undefined }): Span {
    const [start, end] = node.range ?? [0, 0]
    return makeSpan(this.#file, start + this.#shift, end + this.#shift)
  }
}

function styleOf(node: Scalar): ScalarStyle {
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return 'single-quoted'
    case Scalar.QUOTE_DOUBLE:
      return 'double-quoted'
    case Scalar.BLOCK_LITERAL:
    case Scalar.BLOCK_FOLDED:
      return 'block'
    default:
      return 'plain'
  }
}
