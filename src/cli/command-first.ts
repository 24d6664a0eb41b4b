/** What the order of words depends on: the commands, and which options take words behind them. */
export interface CommandGrammar {
  isCommand(word: string): boolean
  /** Whether a command has commands of its own: `cdc status`. */
  hasSubcommand(command: string, word: string): boolean
  /** How many words an option takes; null for an option that no command has. */
  takes(option: string): 'nothing' | 'one' | 'optional' | 'many' | null
}

/**
 * Moves options that stand before the command behind it, where they mean the same: `--select a b build` becomes
 * `build --select a b`. A command's name ends a list of values, so a model of that name has to be selected after it.
 */
export function commandFirst(words: readonly string[], grammar: CommandGrammar): string[] {
  const before: string[] = []
  let at = 0
  while (at < words.length) {
    const word = words[at] as string
    if (!word.startsWith('-') || word === '--') break
    before.push(word)
    at++
    if (word.includes('=')) continue
    const takes = grammar.takes(word)
    if (takes === null || takes === 'nothing') continue
    for (let taken = 0; at < words.length && (takes === 'many' || taken === 0); taken++) {
      const value = words[at] as string
      const mayEnd = takes === 'optional' || taken > 0
      if (mayEnd && (value.startsWith('-') || grammar.isCommand(value))) break
      before.push(value)
      at++
    }
  }
  const command = words[at]
  if (command === undefined) return before
  const rest = words.slice(at + 1)
  const [next] = rest
  if (next !== undefined && grammar.hasSubcommand(command, next)) return [command, next, ...before, ...rest.slice(1)]
  return [command, ...before, ...rest]
}
