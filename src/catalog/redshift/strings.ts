import { redshift as redshiftSyntax } from '../../sql/dialects/redshift.ts'
import { entriesOf, macro, refused, rewrite, sameAs } from '../entry.ts'
import { typeOfArgument } from '../types/return-type.ts'
import {
  collated,
  hexDigits,
  listedOnce,
  regexCount,
  regexPart,
  regexPlace,
  regexReplacement,
  substringCall,
  twoTexts,
} from './rewrite-strings.ts'

const fn = entriesOf('strings')
const reservedWords = [...redshiftSyntax.reserved].map((word) => `'${word}'`).join(', ')
const string = { returns: 'string' } as const
/** Its first argument becomes text, whatever it is. */
const text = { takes: ['string', null], returns: 'string' } as const
const integer = { returns: 'integer' } as const

export const redshiftStrings = [
  fn('ascii', 1, 'The code point of the first character.', macro("(text) as if(text = '', 0, ascii(text))"), {
    takes: ['string', null],
    ...integer,
  }),
  fn(
    'bpcharcmp',
    2,
    'Compares texts without trailing blanks: -1, 0 or 1.',
    macro("(one, other) as tidemill.compared(rtrim(one, ' '), rtrim(other, ' '))"),
    { aliases: ['bttext_pattern_cmp'], ...integer },
  ),
  fn(
    'btrim',
    [1, 2],
    'Trims blanks, or the given characters, from both ends.',
    macro("(text) as trim(text, ' '), (text, characters) as trim(text, characters)"),
    { ...text, aliases: ['trim'] },
  ),
  fn(
    'charindex',
    2,
    'The place of a text within another, from 1; 0 when it is not there.',
    macro('(part, text) as cast(instr(cast(text as varchar), part) as integer)'),
    integer,
  ),
  fn('chr', 1, 'The character of a code point.', macro('(code) as chr(cast(code as integer))'), string),
  fn(
    'collate',
    2,
    'The text, compared by the case of its letters: `case_sensitive`; the other collation is refused.',
    rewrite(collated),
    { returns: typeOfArgument(0) },
  ),
  fn('concat', 2, 'Joins two texts; NULL if either is.', rewrite(twoTexts), string),
  fn(
    'crc32',
    1,
    'The checksum CRC-32C in hexadecimal.',
    macro('(text) as tidemill.crc32c(cast(text as varchar))'),
    string,
  ),
  fn(
    'initcap',
    1,
    'Every word begins with a capital.',
    macro(
      "(text) as array_to_string(list_transform(regexp_extract_all(text, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), lambda _word: tidemill.redshift_capitals(left(_word, 1)) || lower(substr(_word, 2))), '')",
    ),
    text,
  ),
  fn(
    'left',
    2,
    'The first characters.',
    macro('(text, size) as left(cast(text as varchar), cast(size as bigint))'),
    string,
  ),
  fn('len', 1, 'The number of characters.', macro('(text) as cast(length(cast(text as varchar)) as integer)'), {
    aliases: ['length', 'char_length', 'character_length', 'textlen'],
    ...integer,
  }),
  fn('listagg', [1, 2], 'Joins the texts of a group in an order.', rewrite(listedOnce), {
    ...string,
  }),
  fn('lower', 1, 'In lower case.', sameAs('lower'), text),
  fn(
    'lpad',
    [2, 3],
    'Fills up on the left, or cuts, to a length.',
    macro(`(text, size) as lpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), ' '),
    (text, size, pad) as if(pad = '', left(cast(text as varchar), size), lpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), if(pad = '', ' ', pad)))`),
    string,
  ),
  fn(
    'ltrim',
    [1, 2],
    'Trims blanks, or the given characters, from the left.',
    macro("(text) as ltrim(text, ' '), (text, characters) as ltrim(text, characters)"),
    text,
  ),
  fn(
    'octet_length',
    1,
    'The length in bytes.',
    macro(
      '(value) as cast(octet_length(coalesce(try_cast(value as blob), encode(cast(value as varchar)))) as integer)',
    ),
    integer,
  ),
  fn(
    'octetindex',
    2,
    'The place of a text within another in bytes, from 1; 0 when it is not there.',
    macro(
      '(part, text) as cast(if(instr(text, part) = 0, 0, strlen(left(text, instr(text, part) - 1)) + 1) as integer)',
    ),
    { takes: ['string'], ...integer },
  ),
  fn(
    'quote_ident',
    1,
    'A name, in quotes where it needs them.',
    macro(
      `(name) as if(regexp_full_match(name, '[a-z_][a-z0-9_$]*') and name not in (${reservedWords}), name, '"' || replace(name, '"', '""') || '"')`,
    ),
    string,
  ),
  fn(
    'quote_literal',
    1,
    'A text in single quotes.',
    macro(`(text) as '''' || replace(text, '''', '''''') || ''''`),
    string,
  ),
  fn(
    'regexp_count',
    [2, 4],
    'How often a pattern matches.',
    rewrite(regexCount, '(text, pattern) as cast(len(regexp_extract_all(text, pattern)) as integer)'),
    { takes: ['string', null], ...integer },
  ),
  fn(
    'regexp_instr',
    [2, 6],
    'The place of the first match, or 0.',
    rewrite(
      regexPlace,
      '(text, pattern) as tidemill.regex_place(text, pattern, 1), (text, pattern, occurrence) as tidemill.regex_place(text, pattern, occurrence)',
    ),
    { takes: ['string', null], ...integer },
  ),
  fn('regexp_replace', [2, 5], 'Replaces every match.', rewrite(regexReplacement), text),
  fn(
    'regexp_substr',
    [2, 5],
    'The first match, or an empty text.',
    rewrite(
      regexPart,
      "(text, pattern) as regexp_extract(text, pattern), (text, pattern, occurrence) as if(text is null or pattern is null or occurrence is null or occurrence < 1 or occurrence > tidemill.at_least(length(text), 1), null, coalesce(regexp_extract_all(text, pattern)[occurrence], ''))",
    ),
    text,
  ),
  fn(
    'repeat',
    2,
    'A text so many times.',
    macro('(text, times) as repeat(cast(text as varchar), tidemill.at_least(cast(times as bigint), 0))'),
    { ...string, aliases: ['replicate'] },
  ),
  fn('replace', 3, 'Replaces every occurrence.', sameAs('replace'), text),
  fn('reverse', 1, 'A text backwards.', macro('(text) as reverse(cast(text as varchar))'), string),
  fn(
    'right',
    2,
    'The last characters.',
    macro('(text, size) as right(cast(text as varchar), cast(size as bigint))'),
    string,
  ),
  fn(
    'rpad',
    [2, 3],
    'Fills up on the right, or cuts, to a length.',
    macro(`(text, size) as rpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), ' '),
    (text, size, pad) as if(pad = '', left(cast(text as varchar), size), rpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), if(pad = '', ' ', pad)))`),
    string,
  ),
  fn(
    'rtrim',
    [1, 2],
    'Trims blanks, or the given characters, from the right.',
    macro("(text) as rtrim(text, ' '), (text, characters) as rtrim(text, characters)"),
    text,
  ),
  fn(
    'soundex',
    1,
    'The American Soundex code of the English letters.',
    macro('(text) as tidemill.redshift_soundex_code(text)'),
    text,
  ),
  fn(
    'difference',
    2,
    'How alike two Soundex codes are.',
    refused('Which places it compares the guide leaves open. Compare the results of soundex.'),
  ),
  fn(
    'split_part',
    3,
    'One of the parts between separators, from 1.',
    macro(
      "(text, separator, place) as case when place < 1 then error('split_part counts from 1') when separator = '' then if(place = 1, text, '') else split_part(text, separator, place) end",
    ),
    text,
  ),
  fn(
    'strpos',
    2,
    'The place of a text within another, from 1; 0 when it is not there.',
    macro('(text, part) as cast(instr(text, part) as integer)'),
    { takes: ['string', null], ...integer },
  ),
  fn(
    'strtol',
    2,
    'Digits of a base as a whole number.',
    macro(
      `(digits, base) as
    if(starts_with(digits, '-'), -tidemill.redshift_digits(substr(digits, 2), base), tidemill.redshift_digits(digits, base))`,
    ),
    { returns: 'bigint' },
  ),
  fn(
    'substring',
    [2, 3],
    'A stretch of a text; what lies before its first character is left out.',
    rewrite(
      substringCall,
      `(text, place) as substr(cast(text as varchar), tidemill.at_least(cast(place as bigint), 1)),
    (text, place, size) as tidemill.stretch(cast(text as varchar), cast(place as bigint) - 1, cast(size as bigint))`,
    ),
    { ...string, aliases: ['substr'] },
  ),
  fn(
    'to_hex',
    1,
    'A whole number or bytes in hexadecimal.',
    rewrite(hexDigits, '(number) as lower(to_hex(cast(number as bigint)))'),
    string,
  ),
  fn('translate', 3, 'Replaces single characters.', sameAs('translate'), text),
  fn('upper', 1, 'In upper case.', macro('(text) as tidemill.redshift_capitals(text)'), text),
]
