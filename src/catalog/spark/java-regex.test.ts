import { expect, test } from 'vitest'
import { re2Pattern } from './java-regex.ts'

test.each([
  ['^[A-Z]{2}-\\d+$', '^[A-Z]{2}-\\d+$'],
  ['a.b', 'a[^\\n\\r\\x{85}\\x{2028}\\x{2029}]b'],
  ['(?s)a.b', '(?s)a.b'],
  ['[.]\\.', '[.]\\.'],
  ['\\p{Alpha}+', '[[:alpha:]]+'],
  ['[\\p{Digit}_]', '[[:digit:]_]'],
  ['\\P{Punct}', '[[:^punct:]]'],
  ['\\p{L}+', '\\p{L}+'],
  ['(?<year>\\d{4})', '(?P<year>\\d{4})'],
  ['\\u00e9', '\\x{00e9}'],
  ['\\Q[.]\\E', '\\Q[.]\\E'],
  ['(?i)stra(ß)e', '(?i)stra(ß)e'.replace('ß', '(?-i:ß)')],
  ['[]a]', '[]a]'],
])('%s', (java, re2) => expect(re2Pattern(java)).toEqual({ pattern: re2 }))

test.each([
  ['[a-c&&[^b]]', '&&'],
  ['[[:digit:]]', '[['],
  ['(?U)\\w', '(?U)'],
  ['(?i)[äö]', '(?i)'],
])('%s has no counterpart', (java, sign) => expect(re2Pattern(java)).toEqual({ unsupported: sign }))
