import type { UnitTestOverrides } from '../config/unit-test.ts'
import { type ConfigValue, describe, firstLine } from '../config/value.ts'
import { configWrongType } from '../diagnostics/catalog/config.ts'
import { unitTestNotBoolean, unitTestUnknownMacro } from '../diagnostics/catalog/unit-test.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Helper } from '../template/helper.ts'
import { standardHelpers } from '../template/helpers/registry.ts'
import type { Macro } from '../template/macro.ts'
import { OriginText } from '../template/origin-text.ts'
import { fromConfigValue } from './project-helpers.ts'
import type { RenderContext } from './render-model.ts'

/** Whether a model is rendered as one that adds to a table; null where the test does not say. */
export function incrementalOverride(
  { macros }: UnitTestOverrides,
  report: (diagnostic: Diagnostic) => void,
): boolean | null {
  const entry = macros.find(({ key }) => key === 'is_incremental')
  if (!entry) return null
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'boolean') return entry.value.value
  report(unitTestNotBoolean(entry.key, entry.value.span))
  return null
}

export function overridesRendering({ macros, vars, envVars }: UnitTestOverrides): boolean {
  return macros.some(({ key }) => key !== 'is_incremental') || vars.length > 0 || envVars.length > 0
}

/** What templates are rendered with while overrides hold. */
export function overriddenContext(
  context: RenderContext,
  { macros, vars, envVars }: UnitTestOverrides,
  report: (diagnostic: Diagnostic) => void,
): RenderContext {
  const { environment } = context
  const replaced = new Map(context.macros)
  const instead: Helper[] = []
  for (const { key, keySpan, value } of macros) {
    const macro = context.macros.get(key)
    const helper = standardHelpers.get(key)
    if (macro) replaced.set(key, printing(macro, textOf(value, `the override of "${key}"`, report)))
    else if (helper) instead.push({ ...helper, run: (call) => fromConfigValue(value, call) })
    else if (key !== 'is_incremental')
      report(
        unitTestUnknownMacro(key, [...context.macros.keys(), ...standardHelpers.keys(), 'is_incremental'], keySpan),
      )
  }
  const env = Object.fromEntries(
    envVars.map(({ key, value }) => [key, textOf(value, `the override of "${key}"`, report).text]),
  )
  return {
    ...context,
    macros: replaced,
    instead,
    environment: {
      ...environment,
      vars: new Map([...environment.vars, ...vars.map(({ key, value }) => [key, value] as const)]),
      env: { ...environment.env, ...env },
    },
  }
}

function printing(macro: Macro, text: OriginText): Macro {
  return { ...macro, body: [{ kind: 'text', text }] }
}

/** A value as text; nothing at all is an empty one. */
function textOf(value: ConfigValue, subject: string, report: (diagnostic: Diagnostic) => void): OriginText {
  if (value.kind !== 'scalar') report(configWrongType(subject, 'text', describe(value), firstLine(value.span), null))
  const text = value.kind !== 'scalar' || value.value === null ? '' : value.raw
  return OriginText.computed(text, value.span)
}
