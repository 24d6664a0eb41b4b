import { OriginText } from '../template/origin-text.ts'

/** An ephemeral model as the CTE that it becomes. */
export interface InlinedModel {
  readonly name: string
  readonly text: OriginText
}

/**
 * Puts ephemeral models in front of a query as CTEs, as dbt does; a `with` of the query's own is continued. Every
 * character keeps its origin, those in between come from the query's beginning.
 */
export function inlineEphemerals(text: OriginText, models: readonly InlinedModel[]): OriginText {
  if (models.length === 0) return text
  const origin = text.originOf(0, 1)
  if (!origin) return text
  const glue = (written: string) => OriginText.computed(written, origin.span, origin.via)
  const own = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*with\s+(recursive\s+)?/i.exec(text.text)
  const parts: OriginText[] = [glue(`with ${own?.[1] ?? ''}`)]
  models.forEach(({ name, text: body }, index) => {
    if (index > 0) parts.push(glue(', '))
    parts.push(glue(`${name} as (\n`), body, glue('\n)'))
  })
  if (own) parts.push(glue(', '), text.slice(own[0].length))
  else parts.push(glue('\n'), text)
  return OriginText.concat(parts)
}
