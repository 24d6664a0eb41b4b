import { positionAt, type Span } from './source.ts'

export type Severity = 'error' | 'warning'

/** A second place that a reader needs: the other definition, each hop of a cycle. */
export interface RelatedPlace {
  readonly message: string
  readonly span: Span
}

/**
 * Something that a user should know about what they wrote, as plain data. Made by one function in
 * diagnostics/catalog/; stages collect diagnostics and return all of them, they do not throw.
 */
export interface Diagnostic {
  /** `area/name`: permanent and searchable; each has an entry in docs/errors.md. */
  readonly code: string
  readonly severity: Severity
  /** What happened and why: full sentences in the user's words. */
  readonly message: string
  /** Null when there is no place in a file, as for a mistake on the command line. */
  readonly span: Span | null
  /** The next action: a command or the text to write. */
  readonly help: string | null
  readonly related: readonly RelatedPlace[]
}

export interface DiagnosticDetails {
  readonly message: string
  readonly span?: Span | null | undefined
  readonly help?: string | null | undefined
  readonly related?: readonly RelatedPlace[] | undefined
}

export function error(code: string, details: DiagnosticDetails): Diagnostic {
  return make(code, 'error', details)
}

export function warning(code: string, details: DiagnosticDetails): Diagnostic {
  return make(code, 'warning', details)
}

function make(code: string, severity: Severity, details: DiagnosticDetails): Diagnostic {
  return {
    code,
    severity,
    message: details.message,
    span: details.span ?? null,
    help: details.help ?? null,
    related: details.related ?? [],
  }
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}

/** Carries diagnostics through code that must stop: the command line prints them and exits with 2. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError'
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.message}`).join('\n'))
    this.diagnostics = diagnostics
  }
}

/** In the order of files and places, those without a place first; an exact repeat is dropped. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  const unique = diagnostics.filter((diagnostic) => {
    const { code, span, message } = diagnostic
    const key = `${code}\0${span?.file.path ?? ''}\0${span?.start ?? ''}\0${message}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
  return unique.sort((a, b) => {
    const pathA = a.span?.file.path ?? ''
    const pathB = b.span?.file.path ?? ''
    if (pathA !== pathB) return pathA < pathB ? -1 : 1
    return (a.span?.start ?? 0) - (b.span?.start ?? 0)
  })
}

/** The shape that `--json` prints: one-based, the end exclusive, `file` null where there is none. */
export function diagnosticToJson(diagnostic: Diagnostic) {
  const { code, severity, message, span, help, related } = diagnostic
  const start = span && positionAt(span.file, span.start)
  const end = span && positionAt(span.file, span.end)
  return {
    code,
    severity,
    message,
    file: span?.file.path ?? null,
    line: start?.line ?? null,
    column: start?.column ?? null,
    endLine: end?.line ?? null,
    endColumn: end?.column ?? null,
    help,
    related: related.map((place) => ({
      message: place.message,
      file: place.span.file.path,
      ...positionAt(place.span.file, place.span.start),
    })),
  }
}
