import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { positionAt } from '../../src/diagnostics/source.ts'

/** `line:column code message` of each diagnostic, warnings marked: what a table of mistakes compares. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, message, severity, span }) => {
    const { line, column } = span ? positionAt(span.file, span.start) : { line: 0, column: 0 }
    return `${line}:${column} ${severity === 'warning' ? 'warning ' : ''}${code} ${message}`
  })
}
