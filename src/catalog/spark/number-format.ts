/** What a format of `to_number` and `to_char` asks for: `S$99G999D00`, `999PR`. */
export interface NumberFormat {
  /** The places before the point: `0` is always written, `9` where there is a digit; `,` stands between. */
  readonly whole: string
  readonly hasPoint: boolean
  readonly decimals: number
  readonly currency: boolean
  readonly sign: 'none' | 'S front' | 'MI front' | 'S back' | 'MI back' | 'PR'
}

/** Null for what is no such format. */
export function numberFormat(text: string): NumberFormat | null {
  const match = /^(S|MI)?(\$)?([09G,]*)(?:([.D])([09]*))?(\$)?(PR|MI|S)?$/i.exec(text)
  if (!match) return null
  const [, front, dollar, whole = '', point, after = '', dollarBack, back] = match
  if (whole.replace(/[G,]/gi, '') + after === '' || (front && back)) return null
  return {
    whole: whole.replace(/G/gi, ','),
    hasPoint: point !== undefined,
    decimals: after.length,
    currency: dollar !== undefined || dollarBack !== undefined,
    sign: signOf(front?.toUpperCase(), back?.toUpperCase()),
  }
}

function signOf(front: string | undefined, back: string | undefined): NumberFormat['sign'] {
  if (front) return front === 'S' ? 'S front' : 'MI front'
  if (back === 'PR') return 'PR'
  if (back) return back === 'S' ? 'S back' : 'MI back'
  return 'none'
}

/** The digits that a value read by the format has. */
export function digitsOfFormat({ whole, decimals }: NumberFormat): {
  readonly precision: number
  readonly scale: number
} {
  return { precision: whole.replaceAll(',', '').length + decimals, scale: decimals }
}

/** What a text must match in full to be read by the format. */
export function patternOfFormat(format: NumberFormat): string {
  const { whole, hasPoint, decimals, currency, sign } = format
  const number = `${currency ? '\\$' : ''}${wholePattern(whole)}${hasPoint ? `(?:\\.\\d{0,${decimals}})?` : ''}`
  switch (sign) {
    case 'none':
      return `\\s*${number}`
    case 'S front':
      return `\\s*[+-]?${number}`
    case 'MI front':
      return `\\s*-?${number}`
    case 'S back':
      return `\\s*${number}[+-]?`
    case 'MI back':
      return `\\s*${number}-?`
    case 'PR':
      return `\\s*(?:<${number}>|${number})`
  }
}

/** A format that begins with 0 wants all of its digits, one that begins with 9 may have fewer. */
function wholePattern(whole: string): string {
  const exact = [...whole].map((sign) => (sign === ',' ? ',' : '\\d')).join('')
  if (whole.startsWith('0') || whole === '') return exact
  // From the right: each place is there only when those behind it are.
  return [...whole].reduceRight((rest, sign, at) => {
    const place = sign === ',' ? ',' : '\\d'
    if (at === whole.length - 1) return place
    return sign === ',' ? `${rest}` : `(?:${place}${whole[at + 1] === ',' ? ',' : ''})?${rest}`
  }, '')
}
