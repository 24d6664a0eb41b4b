import { runCommandLine } from '../../../src/cli/program.ts'

const globalOptions = /^Global options:\n(?: .*\n)+\n?/m

/** What `--help` says of every command, in the order of `tidemill --help`; what holds for all is said once. */
export async function renderCommands(): Promise<string> {
  const names = await commandNames()
  const helps: string[] = []
  for (const name of names) helps.push(await helpOf(name))
  const shared = globalOptions.exec(helps[0] ?? '')?.[0] ?? ''
  const sections = names.map((name, index) => section(name.join(' '), (helps[index] ?? '').replace(globalOptions, '')))
  return [section('Options of every command', shared), ...sections].join('\n')
}

function section(title: string, text: string): string {
  return `### ${title}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`
}

/** `build`, `run`, …, `cdc status`: a command that has commands of its own stands for those. */
async function commandNames(): Promise<readonly (readonly string[])[]> {
  const names: string[][] = []
  for (const name of listedIn(await helpOf([]))) {
    const [, commands = ''] = (await helpOf([name])).split(/^Commands:\n/m)
    const own = listedIn(commands)
    names.push(...(own.length > 0 ? own.map((inner) => [name, inner]) : [[name]]))
  }
  return names
}

/** Commands stand two blanks in; options begin with a dash there and examples with a prompt. */
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
