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
  /** Text before the number and behind it. */
  readonly before: string
  readonly after: string
  /** `front`: a minus before the digits. `S`: plus or minus before them, `S end` behind. `PR`: in angle brackets. */
  readonly sign: 'front' | 'S' | 'S end' | 'MI' | 'PR'
}

const literal = '((?:"[^"]*"|[$L ])*)'
const form = new RegExp(`^(FM)?${literal}(S)?${literal}([09,G]*)(?:([.D])([09]*))?(S|MI|PR)?${literal}$`, 'i')

/** Null for a pattern with signs that have no counterpart, such as `EEEE` or `V`. */
export function numberShape(pattern: string): NumberShape | null {
  const match = form.exec(pattern)
  if (!match) return null
  const [, fm, outer = '', first, inner = '', whole = '', point = '', fraction = '', last, after = ''] = match
  if ((first && last) || whole + fraction === '') return null
  const digits = whole.replace(/[^09]/g, '')
  const firstZero = digits.indexOf('0')
  const sign = signOf(first, last)
  return {
    width: fm ? 0 : (sign === 'PR' ? 2 : 1) + whole.length + point.length + fraction.length,
    places: digits.length,
    zeros: firstZero === -1 ? 0 : digits.length - firstZero,
    grouped: /[,G]/i.test(whole),
    decimals: fraction.length,
    fixed: fm ? fraction.lastIndexOf('0') + 1 : fraction.length,
    before: plain(outer) + plain(inner),
    after: plain(after),
    sign,
  }
}

function signOf(first: string | undefined, last: string | undefined): NumberShape['sign'] {
  if (first) return 'S'
  switch (last?.toUpperCase()) {
    case 'S':
      return 'S end'
    case 'MI':
      return 'MI'
    case 'PR':
      return 'PR'
    default:
      return 'front'
  }
}

/** Letters in double quotes stand for themselves; `L` is the currency's sign. */
function plain(text: string): string {
  return text.replace(/"([^"]*)"|L/gi, (_, quoted: string | undefined) => quoted ?? '$')
}

/** `RN` in capitals or small letters. */
export function romanPattern(pattern: string): 'upper' | 'lower' | null {
  const match = /^(?:FM)?(RN|rn)$/.exec(pattern)
  if (!match) return null
  return match[1] === 'RN' ? 'upper' : 'lower'
}
