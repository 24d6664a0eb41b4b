import pc from 'picocolors'
import type { DiagnosticStyle } from '../diagnostics/format.ts'

export type Colors = ReturnType<typeof pc.createColors>

/** Where a command writes: what was asked for goes to stdout, everything else to stderr. */
export interface Console {
  /** What the command was asked for, as it is. */
  out(text: string): void
  /** A line about the work; nothing when the user asked for quiet. */
  note(text: string): void
  /** A line that must be seen. */
  problem(text: string): void
  /** Of stderr; those of stdout stay plain unless it is a terminal as well. */
  readonly colors: Colors
  readonly outColors: Colors
  readonly style: DiagnosticStyle
  readonly quiet: boolean
  /** Whether stderr is a terminal where lines can be drawn over. */
  readonly isLive: boolean
}

export interface ConsoleOptions {
  readonly quiet: boolean
  /** False for `--no-color`. */
  readonly color: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Takes secrets out of messages. */
  redact(text: string): string
}

export function makeConsole({ quiet, color, env, stdout, stderr, redact }: ConsoleOptions): Console {
  const colors = pc.createColors(color && wantsColor(env, stderr.isTTY))
  return {
    out: (text) => void stdout.write(text),
    note: (text) => void (quiet || stderr.write(`${redact(text)}\n`)),
    problem: (text) => void stderr.write(`${redact(text)}\n`),
    colors,
    outColors: pc.createColors(color && wantsColor(env, stdout.isTTY)),
    style: diagnosticStyle(colors),
    quiet,
    isLive: stderr.isTTY === true && stderr.columns > 0 && !quiet && env.TERM !== 'dumb' && !isSet(env.CI),
  }
}

/** https://no-color.org and https://force-color.org: any value but an empty one counts, FORCE_COLOR=0 means no. */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean | undefined,
): boolean {
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal === true && env.TERM !== 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

function diagnosticStyle(colors: Colors): DiagnosticStyle {
  return {
    gutter: colors.dim,
    marker: colors.red,
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    location: colors.cyan,
    dim: colors.dim,
  }
}
