import type { ModelConfig } from '../config/model-config.ts'
import type { EngineName, Hook, ModelHooks } from '../manifest/nodes.ts'
import { parseTemplate } from '../template/parse.ts'
import type { Value } from '../template/value.ts'
import type { DeclaredModel } from './declare.ts'
import { nameResolver, render } from './render-model.ts'
import { selfValue } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/** The statements around a model. */
export function renderModelHooks(declared: DeclaredModel, workspace: Workspace): ModelHooks {
  const { config } = declared
  // The load of a staging table happens in the warehouse, so what surrounds it is Redshift SQL.
  const rendered = (hooks: ModelConfig['preHooks'], dialect: EngineName) =>
    hooks.map((hook) => renderHook(hook, dialect, selfValue(declared), workspace))
  return {
    pre: rendered(config.preHooks, config.engine),
    post: rendered(config.postHooks, config.engine),
    preactions: rendered(config.preactions, 'redshift'),
    postactions: rendered(config.postactions, 'redshift'),
  }
}

/** One statement; its SQL is empty when the template cannot be read, which is reported. */
export function renderHook(
  { value, span }: ModelConfig['preHooks'][number],
  dialect: EngineName,
  self: Value | null,
  { context, declarations, report }: Workspace,
): Hook {
  const { template, diagnostics } = parseTemplate(value)
  for (const problem of diagnostics) report(problem)
  if (!template) return { sql: '', span }
  const rendered = render(template, context, {
    dialect,
    names: nameResolver(declarations, dialect),
    self,
    isIncremental: false,
    allowsConfig: false,
  })
  for (const problem of rendered.diagnostics) report(problem)
  return { sql: rendered.text.text, span }
}
