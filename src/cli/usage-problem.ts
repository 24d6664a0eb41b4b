import type { CommanderError } from 'commander'
import * as problems from '../diagnostics/catalog/cli.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

export interface Usage {
  /** `tidemill build`. */
  readonly command: string
  /** The options of that command, or of all when there is none. */
  readonly options: readonly string[]
  readonly commands: readonly string[]
}

/** Commands of Tidemill that come with a later version, and what to use until then. */
const notBuilt: Readonly<Record<string, string>> = {
  docs: '`tidemill compile` writes target/manifest.json, which documentation tools for dbt read.',
  'run-operation': '`on-run-start` and `on-run-end` of project.yml run SQL around a build.',
  clone: 'Tidemill has no copies of relations yet.',
  deps: 'Projects have no packages yet: put macros into macros/.',
}

/** What commander refuses, as a diagnostic. Commander tells the words only within its message. */
export function usageProblem(failure: CommanderError, usage: Usage): Diagnostic {
  const quoted = /'([^']*)'/.exec(failure.message)?.[1] ?? ''
  const option = quoted.split(' ')[0]?.replace(/,$/, '') ?? ''
  switch (failure.code) {
    case 'commander.unknownOption':
      return problems.unknownOption(option, usage.command, usage.options)
    case 'commander.unknownCommand':
      return unknownCommand(quoted, usage)
    case 'commander.missingMandatoryOptionValue':
    case 'commander.missingArgument':
      return problems.missingWord(usage.command, quoted)
    case 'commander.optionMissingArgument':
      return problems.missingValue(longName(quoted))
    case 'commander.invalidArgument': {
      const [, flags, value] = /option '([^']*)' argument '([^']*)'/.exec(failure.message) ?? []
      const expected = /(?:Allowed choices are|expected) (.*?)\.?$/.exec(failure.message)?.[1]
      return problems.wrongValue(longName(flags ?? quoted), value ?? '', expected ?? 'something else')
    }
    default:
      return problems.noCommand(usage.command, usage.commands)
  }
}

export function unknownCommand(name: string, usage: Usage): Diagnostic {
  const help = Object.hasOwn(notBuilt, name) ? notBuilt[name] : undefined
  return help ? problems.commandNotBuilt(name, help) : problems.unknownCommand(name, usage.command, usage.commands)
}

/** `--target` of `-t, --target <name>`. */
function longName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags
}
