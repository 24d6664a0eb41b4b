import { runCommandLine } from '../../../src/cli/program.ts'

/** What `--help` says of every command, in the order of `tidemill --help`. */
export async function renderCommands(): Promise<string> {
  const sections: string[] = []
  for (const command of await commandNames()) {
    sections.push(`### ${command.join(' ')}\n\n\`\`\`text\n${withoutBlankEnds(await helpOf(command))}\n\`\`\`\n`)
  }
  return sections.join('\n')
}

/** `build`, `run`, …, `cdc status`: a command that has commands of its own stands for those. */
export async function commandNames(): Promise<readonly (readonly string[])[]> {
  const names: string[][] = []
  for (const name of listedIn(await helpOf([]))) {
    const own = listedIn(await helpOf([name]))
    names.push(...(own.length > 0 ? own.map((inner) => [name, inner]) : [[name]]))
  }
  return names
}

/** Commands stand two blanks in and have no dash in front; examples have a prompt. */
function listedIn(help: string): string[] {
  return [...help.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1] ?? '')
}

/** The command line prints to stdout; what it prints is caught, laid out as for a pipe whatever the terminal's width. */
async function helpOf(command: readonly string[]): Promise<string> {
  const { stdout } = process
  const { write, isTTY } = stdout
  let printed = ''
  stdout.isTTY = false
  stdout.write = (text: string | Uint8Array): boolean => {
    printed += String(text)
    return true
  }
  try {
    await runCommandLine([...command, '--help'])
  } finally {
    stdout.write = write
    stdout.isTTY = isTTY
  }
  return printed
}

function withoutBlankEnds(text: string): string {
  return text.trimEnd().replace(/[ \t]+$/gm, '')
}
