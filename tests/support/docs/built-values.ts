import { builtValues } from '../../../src/config/supported.ts'

/** Settings of which this version runs some values. */
export function renderBuiltValues(): string {
  const lines = Object.entries(builtValues).map(
    ([key, values]) => `| \`${key}\` | ${values.map(asWritten).join(', ')} |`,
  )
  return `| setting | this version runs |\n|---|---|\n${lines.join('\n')}\n`
}

/** Code, unless it describes what may be written. */
function asWritten(value: string): string {
  return value.includes(' ') ? value : `\`${value}\``
}
