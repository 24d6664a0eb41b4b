import type { ConfigValue } from '../config/value.ts'
import type { NamedArgumentValue } from '../template/helper.ts'
import type { Macro } from '../template/macro.ts'
import { OriginText } from '../template/origin-text.ts'
import { renderMacro } from '../template/render.ts'
import { booleanValue, listValue, nullValue, textValue, type Value } from '../template/value.ts'
import type { TestDraft } from './generic-test.ts'
import { nameResolver, renderOptions } from './render-model.ts'
import { relationArgument } from './rule-test.ts'
import { quoteColumn } from './sql-arguments.ts'

/** The failing rows of a test of the project's own: its macro is called with the relation, the column, and the arguments. */
export function macroText(macro: Macro, draft: TestDraft): OriginText | null {
  const { test, place, engine, model, dependsOn, workspace } = draft
  const { options, recording } = renderOptions(workspace.context, {
    dialect: engine,
    names: nameResolver(workspace.declarations, engine),
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  const { span } = test.test
  const positional = [{ value: textValue(model), span }]
  if (place.column !== null) {
    positional.push({ value: textValue(OriginText.computed(quoteColumn(place.column, engine), span)), span })
  }
  const named: NamedArgumentValue[] = test.args
    .filter((entry) => !(entry.key === 'column_name' && place.column !== null))
    .map(({ key, keySpan, value }) => ({ key, keySpan, span: value.span, value: templateValue(value, draft) }))
  const { text, diagnostics } = renderMacro(macro, { positional, named, span }, options)
  for (const problem of diagnostics) workspace.report(problem)
  for (const { id } of [...recording.refs, ...recording.sources]) dependsOn.add(id)
  return diagnostics.length > 0 ? null : text
}

function templateValue(value: ConfigValue, draft: TestDraft): Value {
  switch (value.kind) {
    case 'list':
      return listValue(value.items.map((item) => templateValue(item, draft)))
    case 'map':
      return {
        kind: 'dict',
        entries: new Map(value.entries.map((entry) => [entry.key, templateValue(entry.value, draft)])),
      }
    case 'scalar': {
      if (value.value === null) return nullValue
      if (typeof value.value === 'boolean') return booleanValue(value.value)
      const text = (written: string) => OriginText.computed(written, value.span)
      if (typeof value.value === 'number') return { kind: 'number', value: value.value, text: text(value.raw) }
      const isReference = /^\s*(?:\{\{\s*)?(?:ref|source)\b/.test(value.value)
      return textValue(text(isReference ? (relationArgument(value, draft) ?? '') : value.value))
    }
  }
}
