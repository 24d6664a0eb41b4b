import { configNotBuiltYet } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Reader } from './readers.ts'
import { builtValues, isBuilt, type LimitedKey } from './supported.ts'
import { firstLine, type Located } from './value.ts'

/** Reports a value that the format knows and this version does not run. */
export function reportUnbuilt(key: LimitedKey, found: Located<string>, report: (diagnostic: Diagnostic) => void): void {
  if (isBuilt(key, found.value)) return
  report(configNotBuiltYet(`${key}: ${found.value}`, firstLine(found.span), builtValues[key]))
}

/** A reader that also reports values which this version does not run. */
export function ifBuilt<T extends string | boolean>(key: LimitedKey, read: Reader<T>): Reader<T> {
  return (value, at) => {
    const found = read(value, at)
    if (found !== null) reportUnbuilt(key, { value: String(found), span: value.span }, at.report)
    return found
  }
}
