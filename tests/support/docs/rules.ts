import type { DbtPackage, Rule, RuleParameter } from '../../../src/quality/rule.ts'
import { rules } from '../../../src/quality/rules/index.ts'
import { groupBy } from '../../../src/util/group-by.ts'

const titles: Readonly<Record<DbtPackage | 'none', string>> = {
  none: "dbt's four, and Tidemill's own",
  dbt_utils: 'Those of dbt-utils',
  dbt_expectations: 'Those of dbt-expectations',
}

/** The data tests that Tidemill brings, a table for each package that they are known from. */
export function renderRules(): string {
  const own = new Set(['accepted_values', 'not_null', 'relationships', 'unique'])
  const sections = groupBy(rules, ({ name, packages = [] }) => (own.has(name) ? 'none' : (packages[0] ?? 'none')))
  return [...sections].map(([section, listed]) => renderSection(titles[section], listed)).join('\n')
}

function renderSection(title: string, listed: readonly Rule[]): string {
  const lines = [...listed].sort((a, b) => (a.name < b.name ? -1 : 1)).map(renderRule)
  return `### ${title}\n\n| test | fails unless | arguments | sees |\n|---|---|---|---|\n${lines.join('\n')}\n`
}

function renderRule({ name, aliases = [], summary, parameters, scope }: Rule): string {
  const names = [name, ...aliases].map((known) => `\`${known}\``).join(', ')
  const args = parameters.map(renderParameter).join(', ') || 'none'
  const said = summary.charAt(0).toLowerCase() + summary.slice(1).replace(/\.$/, '')
  return `| ${names} | ${said} | ${args} | ${scope === 'row' ? 'the new rows' : 'the whole table'} |`
}

function renderParameter({ name, required, type, options = [] }: RuleParameter): string {
  const words = options.filter((option) => option !== '').map((option) => `\`${option}\``)
  const kind = type === 'names' || type === 'texts' ? 'list' : type
  return `\`${name}\` (${words.length > 0 ? words.join(' ') : kind}${required ? ', required' : ''})`
}
