import { codeFrame, type FrameStyle } from './code-frame.ts'
import type { Diagnostic } from './diagnostic.ts'
import { positionAt, type Span } from './source.ts'

export interface DiagnosticStyle extends FrameStyle {
  error(text: string): string
  warning(text: string): string
  location(text: string): string
  dim(text: string): string
}

const plain: DiagnosticStyle = {
  gutter: (text) => text,
  marker: (text) => text,
  error: (text) => text,
  warning: (text) => text,
  location: (text) => text,
  dim: (text) => text,
}

/**
 * A diagnostic for people:
 *
 *     models/a.sql:7:12  error ref/unknown  "ordrs" is not a model, seed or source in this project.
 *
 * then the code frame, the help and every related place with its own frame.
 */
export function formatDiagnostic(diagnostic: Diagnostic, style: DiagnosticStyle = plain): string {
  const { code, severity, message, span, help, related } = diagnostic
  const label = severity === 'error' ? style.error(`error ${code}`) : style.warning(`warning ${code}`)
  const place = span ? `${style.location(formatPlace(span))}  ` : ''
  const lines = [`${place}${label}  ${message}`]
  if (span) lines.push(indent(codeFrame(span, style)))
  if (help) lines.push(indent(`${help}${style.dim(` See docs/errors.md#${anchor(code)}`)}`))
  else lines.push(indent(style.dim(`See docs/errors.md#${anchor(code)}`)))
  for (const other of related) {
    lines.push(indent(`${style.location(formatPlace(other.span))}  ${other.message}`))
    lines.push(indent(codeFrame(other.span, style, 0)))
  }
  return lines.join('\n')
}

export function formatDiagnostics(diagnostics: readonly Diagnostic[], style?: DiagnosticStyle): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, style)).join('\n\n')
}

/** `models/a.sql:7:12`. */
export function formatPlace(span: Span): string {
  const { line, column } = positionAt(span.file, span.start)
  return `${span.file.path}:${line}:${column}`
}

function anchor(code: string): string {
  return code.replaceAll('/', '-')
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n')
}
