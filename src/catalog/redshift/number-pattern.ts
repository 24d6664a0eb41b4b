/** What a pattern such as `FM999,990.00` asks for. */
export interface NumberShape {
  /** Filled up with blanks to this width; 0 for FM. */
  readonly width: number
  /** Places for digits before the point, and how many of them are always written. */
  readonly places: number
  readonly zeros: number
  readonly grouped: boolean
  readonly decimals: number
  /** Decimals that are always written. */
  readonly fixed: number
  readonly currency: string
  readonly sign: 'front' | 'S' | 'MI'
}

/** Null for a pattern with signs that have no counterpart, such as `RN` or `PR`. */
export function numberShape(pattern: string): NumberShape | null {
  const match = /^(FM)?(S)?(\$|L)?([09,G]*)(?:([.D])([09]*))?(S|MI)?$/i.exec(pattern)
  if (!match) return null
  const [, fm, first, currency, before = '', point = '', after = '', last] = match
  if (/S/i.test(last ?? '') || before + after === '') return null
  const digits = before.replace(/[^09]/g, '')
  const firstZero = digits.indexOf('0')
  return {
    width: fm ? 0 : 1 + (currency ? 1 : 0) + before.length + point.length + after.length,
    places: digits.length,
    zeros: firstZero === -1 ? 0 : digits.length - firstZero,
    grouped: /[,G]/i.test(before),
    decimals: after.length,
    fixed: fm ? after.lastIndexOf('0') + 1 : after.length,
    currency: currency ? '$' : '',
    sign: first ? 'S' : last ? 'MI' : 'front',
  }
}
