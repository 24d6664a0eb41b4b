import { describe, expect, test } from 'vitest'
import { commandFirst } from './command-first.ts'

const grammar = {
  isCommand: (word: string) => ['build', 'show', 'cdc'].includes(word),
  hasSubcommand: (command: string, word: string) => command === 'cdc' && word === 'status',
  takes: (option: string) =>
    (({ '--target': 'one', '--select': 'many', '--wait': 'optional', '--json': 'nothing' }) as const)[option] ?? null,
}

const moved = (words: string) => commandFirst(words.split(' '), grammar).join(' ')

describe('commandFirst', () => {
  test.each([
    ['build --select a b', 'build --select a b'],
    ['--target dev build', 'build --target dev'],
    ['--target=dev --json build -x', 'build --target=dev --json -x'],
    ['--select a b build --json', 'build --select a b --json'],
    ['--wait build', 'build --wait'],
    ['--wait 5 build', 'build --wait 5'],
    ['--target build build', 'build --target build'],
    ['--json cdc status --quiet', 'cdc status --json --quiet'],
    ['--unknown build', 'build --unknown'],
    ['--json', '--json'],
    ['--target', '--target'],
  ])('%s', (words, expected) => {
    expect(moved(words)).toBe(expected)
  })
})
