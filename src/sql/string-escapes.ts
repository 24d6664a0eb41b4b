const sparkLetters: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // The two wildcards keep their backslash, for `like` to read.
  '%': '\\%',
  _: '\\_',
}

const redshiftLetters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Reads the backslash escapes between the quotes of a Spark string. */
export function unescapeSpark(body: string): string {
  if (!body.includes('\\')) return body
  return body.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([\s\S]))/g,
    (_, short?: string, long?: string, octal?: string, letter = '') => {
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16))
      if (long !== undefined) return codePoint(Number.parseInt(long, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      return sparkLetters[letter] ?? letter
    },
  )
}

/** Reads the doubled quotes and backslash escapes between the quotes of a Redshift string. */
export function unescapeRedshift(body: string): string {
  if (!body.includes('\\') && !body.includes("'")) return body
  return body.replace(
    /''|\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))/g,
    (all, hex?: string, octal?: string, letter = '') => {
      if (all === "''") return "'"
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      return redshiftLetters[letter] ?? letter
    },
  )
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : '\ufffd'
}
