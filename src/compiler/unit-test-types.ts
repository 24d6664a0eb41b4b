import {
  bigintType,
  booleanType,
  dateType,
  decimalType,
  doubleType,
  instantType,
  integerType,
  type SqlType,
  stringType,
  wallTimeType,
} from '../catalog/types/sql-type.ts'
import type { EngineName } from '../manifest/nodes.ts'

const number = /^[-+]?(\d*)(?:\.(\d*))?$/
const date = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/

/** The type of a column that nobody declares, by what all of its values look like; null where there are none. */
export function typeOfTexts(texts: readonly string[], engine: EngineName): SqlType | null {
  if (texts.length === 0) return null
  const all = (shape: RegExp) => texts.every((text) => shape.test(text))
  if (all(/^(true|false)$/i)) return booleanType
  if (all(/^[-+]?\d+$/)) return all(/^[-+]?\d{1,9}$/) ? integerType : bigintType
  if (all(/^[-+]?(\d+\.?\d*|\.\d+)$/)) return decimalOf(texts)
  if (all(/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i)) return doubleType
  if (all(date)) return dateType
  if (texts.every((text) => date.test(text) || moment.test(text)))
    return engine === 'spark' ? instantType : wallTimeType
  return stringType
}

function decimalOf(texts: readonly string[]): SqlType {
  const parts = texts.map((text) => number.exec(text))
  const scale = Math.max(...parts.map((part) => part?.[2]?.length ?? 0))
  const whole = Math.max(1, ...parts.map((part) => part?.[1]?.length ?? 0))
  return whole + scale > 38 ? doubleType : decimalType(whole + scale, scale)
}
