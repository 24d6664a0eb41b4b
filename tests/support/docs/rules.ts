import type { Rule, RuleParameter } from '../../../src/quality/rule.ts'
import { rules } from '../../../src/quality/rules/index.ts'

/** The data tests that Tidemill brings, as a table. */
export function renderRules(): string {
  const lines = rules.map(renderRule)
  return `| test | fails unless | arguments | sees |\n|---|---|---|---|\n${lines.join('\n')}\n`
}

function renderRule({ name, summary, parameters, scope }: Rule): string {
  const args = parameters.map(renderParameter).join(', ') || 'none'
  const said = summary.charAt(0).toLowerCase() + summary.slice(1).replace(/\.$/, '')
  return `| \`${name}\` | ${said} | ${args} | ${scope === 'row' ? 'the new rows' : 'the whole table'} |`
}

function renderParameter({ name, required, type }: RuleParameter): string {
  return `\`${name}\` (${type}${required ? ', required' : ''})`
}
