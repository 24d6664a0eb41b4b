import { sourcesOf } from '../../src/manifest/manifest.ts'
import { playScript } from '../../src/simulate/play-script.ts'
import { compileFiles, type ProjectFiles } from '../support/compile-files.ts'
import { placeOf, type Trial } from './mistake.ts'

/** A script of changes with one mistake; `«` and `»` mark exactly what the diagnostic must point at. */
export interface ScriptMistake {
  readonly script: string
  readonly code: string
  /** A part of the message. */
  readonly says?: string
  /** A part of the help. */
  readonly fix: string
  /** A replacement in the project's models/sources.yml. */
  readonly sources?: readonly [find: string, replace: string]
}

const load = `  - load: 2026-01-05 00:00:00
    shop.customers: [{id: 1, name: Ann, country: DE}]
`

/** Steps behind a load of one customer. */
function steps(text: string, code: string, fix: string, says = ''): ScriptMistake {
  return { script: `steps:\n${load}${text}`, code, fix, says }
}

/** One change of customers behind the load. */
function change(text: string, code: string, fix: string, says = ''): ScriptMistake {
  return steps(`  - commit: 2026-01-05 10:00:00\n    shop.customers:\n      - ${text}\n`, code, fix, says)
}

export const scriptMistakes: Readonly<Record<string, ScriptMistake>> = {
  'an empty script': { script: '«»# nothing yet\n', code: 'simulate/empty-script', fix: 'docs/simulate.md' },
  'a script without steps': { script: '«settings: {gzip: true}»\n', code: 'config/missing-key', fix: 'steps: …' },
  'a setting with a typo': {
    script: `settings: {«gzp»: true}\nsteps:\n${load}`,
    code: 'config/unknown-key',
    fix: 'Did you mean "gzip"?',
  },
  'a delimiter without date folders': {
    script: `settings: {«date_delimiter»: dash}\nsteps:\n${load}`,
    code: 'config/key-does-not-apply',
    fix: '',
    says: 'date_partition: true',
  },
  'a step with a typo': steps('  - «comit»: 2026-01-05 10:00:00\n', 'simulate/unknown-step', 'Did you mean "commit"?'),
  'a time that is none': steps(
    '  - flush: «2026-02-30 10:00:00»\n',
    'config/wrong-type',
    'Write it as 2026-01-05 10:00:00',
    'a date and time',
  ),
  'a step that is earlier than the one before': steps(
    '  - commit: «2026-01-04 10:00:00»\n',
    'simulate/time-goes-back',
    'hold the commit',
  ),
  'a table with a typo': {
    script: 'steps:\n  - load: 2026-01-05\n    «shop.custmers»: [{id: 1}]\n',
    code: 'cdc/unknown-table',
    fix: 'Did you mean "shop.customers"',
  },
  'a table without its source': {
    script: 'steps:\n  - load: 2026-01-05\n    «customers»: [{id: 1}]\n',
    code: 'config/unknown-key',
    fix: 'Write shop.customers.',
  },
  'settings of a table with a typo': {
    script: `tables: {shop.customers: {«replica»: full}}\nsteps:\n${load}`,
    code: 'config/unknown-key',
    fix: 'replica_identity',
  },
  'a table without columns': {
    script: 'steps:\n  - load: 2026-01-05\n    «shop.customers»: [{id: 1}]\n',
    code: 'simulate/table-not-told',
    fix: 'tables: {shop.customers: {columns: {…}}}',
    says: 'the columns',
    sources: [
      `        columns:
          - {name: id, data_type: bigint}
          - {name: name, data_type: varchar(100)}
          - {name: country, data_type: char(2)}
`,
      '',
    ],
  },
  'a type that no file has': {
    script: `tables: {shop.customers: {columns: {id: bigint, name: «array<string>», country: text}}}\nsteps:\n${load}`,
    code: 'simulate/column-type',
    fix: 'varchar(20)',
    says: 'which DMS does not write',
  },
  'a column with a typo': change(
    'update: {id: 1, «nmae»: Eve}',
    'simulate/unknown-column',
    'Did you mean "name"?',
    'no column "nmae" here',
  ),
  'a value that does not fit': change(
    'insert: {id: «two»}',
    'config/wrong-type',
    '',
    'a whole number of 64 bits, but found the text "two"',
  ),
  'a row without its key': change('insert: «{name: Bob}»', 'simulate/no-key', 'Write {id: …}.'),
  'a key that is NULL': change('insert: «{id: null}»', 'simulate/no-key', 'Write {id: …}.'),
  'an update of a row that is not there': change('update: «{id: 2, name: Bob}»', 'simulate/no-such-row', 'Insert it'),
  'a delete of a row that is not there': change('delete: «{id: 2}»', 'simulate/no-such-row', '', '{id: 2}'),
  'an insert of a row that is there': change('insert: «{id: 1}»', 'simulate/row-exists', 'Write an update'),
  'a delete with values': change('delete: {id: 1, «name»: Ann}', 'config/key-does-not-apply', '', 'a delete'),
  'two changes in one entry': change(
    '«{insert: {id: 2}, delete: {id: 1}}»',
    'simulate/not-one-change',
    'a line of its own',
  ),
  'a row where a change is meant': change('{«id»: 2}', 'config/unknown-key', 'insert, update, delete'),
  'a column left out of an insert': change(
    '{insert: {id: 2}, «left_out»: name}',
    'config/key-does-not-apply',
    '',
    'updates',
  ),
  'an update of a table that takes inserts': {
    ...change('update: «{id: 1}»', 'simulate/inserts-only', 'op column'),
    sources: ['      mode: cdc\n', '      mode: cdc\n      op: none\n'],
  },
  'a file for a commit that is held': steps(
    '  - {commit: 2026-01-05 10:00:00, hold: true, «file»: 2026-01-05 10:00:00}\n',
    'config/key-does-not-apply',
    '',
    'a commit that is held',
  ),
  'a commit that no flush writes': {
    ...steps(
      '  - «commit»: 2026-01-05 10:00:00\n    hold: true\n    shop.customers: [delete: {id: 1}]\n',
      'simulate/never-flushed',
      'flush: …',
    ),
  },
  'a second load': steps(
    '  - «load»: 2026-01-06\n    shop.customers: []\n',
    'simulate/loaded-twice',
    'tables: [shop.customers]',
  ),
  'a reload of what was never loaded': steps(
    '  - reload: 2026-01-06\n    tables: «shop.orders»\n',
    'simulate/not-loaded',
    'Load it first',
  ),
  'a reload that would leave an empty file': {
    ...steps(
      '  - commit: 2026-01-05 10:00:00\n    shop.customers: [delete: {id: 1}]\n  - «reload»: 2026-01-06\n',
      'simulate/empty-load',
      'header: true',
    ),
    sources: ['      mode: cdc\n', '      mode: cdc\n      format: csv\n      csv: {header: false}\n'],
  },
  'two files of one name': steps(
    `  - commit: 2026-01-05 10:00:00
    shop.customers: [update: {id: 1}]
  - «commit»: 2026-01-05 11:00:00
    file: 2026-01-05 10:00:01
    shop.customers: [update: {id: 1}]
`,
    'simulate/same-file',
    'millisecond',
    '20260105-100001000.parquet',
  ),
  'a column that is added twice': steps(
    `  - alter: 2026-01-05 10:00:00
    shop.customers: {add: {mail: text}}
  - alter: 2026-01-05 11:00:00
    shop.customers: {add: {«mail»: text}}
`,
    'simulate/column-exists',
    'change',
  ),
  'a flush without anything to write': steps('  - «flush»: 2026-01-06\n', 'simulate/nothing-to-write', 'hold: true'),
  'a resend of what was never written': steps(
    `  - commit: 2026-01-05 10:00:00
    shop.customers: [update: {id: 1}]
  - «resend»: 2026-01-06
    from: 2026-01-05 10:00:01
`,
    'simulate/nothing-to-write',
    'from and to',
  ),
  'a key that an update leaves out': change(
    '{update: {id: 1}, left_out: «id»}',
    'config/key-does-not-apply',
    '',
    'key',
  ),
  'a value that no longer fits its column': {
    script: `steps:
  - load: 2026-01-05 00:00:00
    shop.customers: [{id: 1, name: «Ann», country: DE}]
  - alter: 2026-01-05 10:00:00
    shop.customers: {change: {name: integer}}
  - commit: 2026-01-05 11:00:00
    shop.customers: [update: {id: 1}]
`,
    code: 'config/wrong-type',
    fix: '',
    says: '"name" of shop.customers: expected a whole number',
  },
  'a setting where a table is meant': steps(
    '  - alter: 2026-01-05 10:00:00\n    «add»: {mail: text}\n',
    'config/unknown-key',
    'with its source',
  ),
  'a key that is dropped': steps(
    '  - alter: 2026-01-05 10:00:00\n    shop.customers: {drop: «id»}\n',
    'config/key-does-not-apply',
    '',
    'beside the primary key',
  ),
  'a column before it is added': steps(
    `  - commit: 2026-01-05 09:00:00
    shop.customers: [update: {id: 1, «mail»: a@b.c}]
  - alter: 2026-01-05 10:00:00
    shop.customers: {add: {mail: text}}
`,
    'simulate/unknown-column',
    'It has id, name, country.',
  ),
}

/** Plays the script over the sources of a project, and says what was expected and what was answered. */
export function tryScript(project: ProjectFiles, { script, code, sources }: ScriptMistake): Trial {
  const path = 'models/sources.yml'
  const before = project[path] ?? ''
  if (sources && before.split(sources[0]).length !== 2) throw new Error(`${path} does not hold once: ${sources[0]}`)
  const { compiled } = compileFiles({ ...project, [path]: sources ? before.replace(...sources) : before })
  const text = script.replace(/[«»]/g, '')
  const [start, end] = [script.indexOf('«'), script.indexOf('»') - 1]
  const file = { path: 'changes/script.yml', text }
  const { diagnostics } = playScript(file, compiled ? sourcesOf(compiled.manifest) : [])
  return {
    expected: `${placeOf(file.path, text, start, end)} ${code}`,
    answers: diagnostics.map(({ code: found, message, help, span }) => ({
      place: span ? `${placeOf(span.file.path, span.file.text, span.start, span.end)} ${found}` : found,
      message,
      help: help ?? '',
    })),
  }
}
