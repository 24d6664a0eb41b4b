/** Options with which scripts for dbt tune what Tidemill has no need to tune. */
const ignored: ReadonlySet<string> = new Set(
  [
    ...['cache-selected-only', 'introspect', 'partial-parse', 'populate-cache', 'send-anonymous-usage-stats'],
    ...['single-threaded', 'static-parser', 'use-colors', 'use-colors-file', 'version-check', 'write-json'],
  ].flatMap((name) => [`--${name}`, `--no-${name}`]),
)

/** The words without dbt's tuning options, of which `--no-use-colors` alone has an effect here. */
export function withoutDbtOptions(words: readonly string[]): string[] {
  return words.map((word) => (word === '--no-use-colors' ? '--no-color' : word)).filter((word) => !ignored.has(word))
}
