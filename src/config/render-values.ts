import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { OriginText } from '../template/origin-text.ts'
import { hasTemplate } from './profile-engines.ts'
import { scalarText } from './scalar-text.ts'
import type { ConfigValue, MapValue } from './value.ts'

/** Renders the template in a value; null when it cannot, having reported why. */
export type RenderValue = (template: OriginText, report: (diagnostic: Diagnostic) => void) => string | null

/** The map with its templates rendered. What cannot be rendered is left out. */
export function renderValues(value: MapValue, render: RenderValue, report: (diagnostic: Diagnostic) => void): MapValue {
  const entries = value.entries.flatMap((entry) => {
    const result = renderValue(entry.value, render, report)
    return result === null ? [] : [{ ...entry, value: result }]
  })
  return { ...value, entries }
}

function renderValue(
  value: ConfigValue,
  render: RenderValue,
  report: (diagnostic: Diagnostic) => void,
): ConfigValue | null {
  switch (value.kind) {
    case 'map':
      return renderValues(value, render, report)
    case 'list': {
      const items = value.items.map((item) => renderValue(item, render, report)).filter((item) => item !== null)
      return { ...value, items }
    }
    case 'scalar': {
      if (!hasTemplate(value)) return value
      const text = render(scalarText(value), report)
      return text === null ? null : { ...value, value: text, raw: text, style: 'rendered' }
    }
  }
}
