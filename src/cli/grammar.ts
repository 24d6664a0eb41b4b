import type { Command } from 'commander'
import type { CommandGrammar } from './command-first.ts'
import type { Usage } from './usage-problem.ts'

/** What the order of words depends on, read off the commands. */
export function grammarOf(program: Command): CommandGrammar {
  const all = [...program.commands, ...program.commands.flatMap((command) => command.commands)]
  const takes = new Map<string, 'nothing' | 'one' | 'optional' | 'many'>([
    ['--version', 'nothing'],
    ['--help', 'nothing'],
    ['-h', 'nothing'],
  ])
  for (const option of all.flatMap((command) => command.options)) {
    const kind = option.variadic ? 'many' : option.required ? 'one' : option.optional ? 'optional' : 'nothing'
    for (const flag of [option.short, option.long]) if (flag) takes.set(flag, kind)
  }
  const find = (name: string) => program.commands.find((command) => namesOf(command).includes(name))
  return {
    isCommand: (word) => find(word) !== undefined,
    hasSubcommand: (command, word) => find(command)?.commands.some((sub) => sub.name() === word) ?? false,
    takes: (option) => takes.get(option) ?? null,
  }
}

/** What a message about a command line tells of the command that it names. */
export function usageOf(program: Command, [first, second]: readonly string[]): Usage {
  const command = program.commands.find((candidate) => namesOf(candidate).includes(first ?? ''))
  const deepest = command?.commands.find((candidate) => candidate.name() === second) ?? command
  const commands = command && command.commands.length > 0 ? command.commands : program.commands
  const options = deepest ? deepest.options : program.commands.flatMap((candidate) => candidate.options)
  return {
    command: deepest ? commandPath(deepest) : 'tidemill',
    options: options.flatMap((option) => (option.long && !option.hidden ? [option.long] : [])),
    commands: commands.map((candidate) => candidate.name()),
  }
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()]
}

/** `tidemill cdc status`. */
export function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)} ${command.name()}` : command.name()
}
