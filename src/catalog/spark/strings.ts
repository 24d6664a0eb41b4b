import { entriesOf, macro, refused, rewrite, sameAs } from '../entry.ts'
import { decodedType, givesStrings, joinedType, listedType, reversedType, textOrBytes } from './result-types.ts'
import { textOrBytesCall, trimCall } from './rewrite-bytes.ts'
import { formatResult, formattedNumber, numberOf, numberText } from './rewrite-number-formats.ts'
import {
  binaryCall,
  concatenation,
  decodeCall,
  encodeCall,
  formattedText,
  likeCall,
  regexGroup,
  regexReplacement,
  reversed,
  separatedTexts,
  textAt,
} from './rewrite-strings.ts'

const fn = entriesOf('strings')
const string = { returns: 'string' } as const
/** Its first argument becomes text, whatever it is. */
const text = { takes: ['string', null], returns: 'string' } as const

export const sparkStrings = [
  fn(
    'ascii',
    1,
    'The code point of the first character; 0 for an empty text.',
    macro("(text) as if(text = '', 0, ascii(text))"),
    { takes: ['string', null], returns: 'integer' },
  ),
  fn(
    'base64',
    1,
    'A binary or text as base 64.',
    macro('(value) as to_base64(coalesce(try_cast(value as blob), encode(cast(value as varchar))))'),
    string,
  ),
  fn('bit_length', 1, 'The length in bits.', macro('(value) as octet_length(encode(cast(value as varchar))) * 8'), {
    returns: 'integer',
  }),
  fn('btrim', [1, 2], 'Trims blanks, or the given characters, from both ends.', rewrite(trimCall), string),
  fn(
    'char',
    1,
    'The character of a code point below 256.',
    macro("(code) as if(code < 0, '', chr(cast(code % 256 as integer)))"),
    { ...string, aliases: ['chr'] },
  ),
  fn(
    'char_length',
    1,
    'The number of characters, or of bytes.',
    macro(
      "(value) as cast(if(typeof(value) = 'BLOB', octet_length(try_cast(value as blob)), length(cast(value as varchar))) as integer)",
    ),
    {
      returns: 'integer',
      aliases: ['character_length', 'len', 'length'],
    },
  ),
  fn('concat', [0, null], 'Joins texts or arrays; NULL if any part is.', rewrite(concatenation), {
    returns: joinedType,
  }),
  fn(
    'concat_ws',
    [1, null],
    'Joins texts and arrays of texts with a separator; leaves NULLs out.',
    rewrite(separatedTexts),
    string,
  ),
  fn(
    'contains',
    2,
    'Whether a text holds another.',
    rewrite(textOrBytesCall('contains_bytes', 'spark_contains', [0, 1]), '(text, part) as contains(text, part)'),
    { returns: 'boolean' },
  ),
  fn(
    'decode',
    [2, null],
    'Bytes as text; with more arguments, the result beside the first equal value.',
    rewrite(decodeCall),
    { returns: decodedType },
  ),
  fn('elt', [2, null], 'The text at a place of the list; NULL beyond it.', rewrite(textAt), { returns: listedType }),
  fn('encode', 2, 'Text as bytes.', rewrite(encodeCall), { returns: 'binary' }),
  fn(
    'endswith',
    2,
    'Whether a text ends with another.',
    rewrite(textOrBytesCall('endswith_bytes', 'spark_endswith', [0, 1]), '(text, part) as ends_with(text, part)'),
    { returns: 'boolean' },
  ),
  fn(
    'find_in_set',
    2,
    'The place of a text in a list separated by commas, or 0.',
    macro(
      "(word, list) as if(contains(word, ','), 0, coalesce(list_position(string_split(list, ','), word), if(list is null or word is null, null, 0)))",
    ),
    { returns: 'integer' },
  ),
  fn(
    'format_number',
    2,
    'A number with thousands separators and so many decimals, or by a pattern of Java.',
    rewrite(formattedNumber),
    string,
  ),
  fn(
    'initcap',
    1,
    'Every word begins with a capital; blanks separate words.',
    macro(
      "(text) as array_to_string(list_transform(string_split(tidemill.java_lower(text), ' '), lambda _word: translate(upper(left(_word, 1)), 'ẞǄǇǊǱ', 'ßǅǈǋǲ') || substr(_word, 2)), ' ')",
    ),
    text,
  ),
  fn('instr', 2, 'The place of a text within another, from 1; 0 when it is not there.', sameAs('instr'), {
    takes: ['string', null],
    returns: 'integer',
  }),
  fn('lcase', 1, 'In lower case.', macro('(text) as tidemill.java_lower(text)'), { ...text, aliases: ['lower'] }),
  fn(
    'left',
    2,
    'The first characters.',
    rewrite(
      textOrBytesCall('left_bytes', 'spark_left', [0]),
      '(text, size) as left(cast(text as varchar), tidemill.at_least(cast(size as bigint), 0))',
    ),
    { returns: textOrBytes },
  ),
  fn(
    'levenshtein',
    [2, 3],
    'The edit distance.',
    macro(
      `(one, other) as tidemill.edit_distance(one, other),
      (one, other, limit_) as if(tidemill.edit_distance(one, other) > limit_, -1, tidemill.edit_distance(one, other))`,
    ),
    { takes: ['string', 'string', null], returns: 'integer' },
  ),
  fn(
    'locate',
    [2, 3],
    'The place of a text within another, from a place on.',
    macro(`(part, text) as instr(text, part),
    (part, text, place) as if(place < 1, 0, if(part = '' and text is not null, 1, if(instr(substr(text, place), part) = 0, 0, instr(substr(text, place), part) + place - 1)))`),
    { takes: ['string', 'string', 'integer'], returns: 'integer', aliases: ['position'] },
  ),
  fn(
    'lpad',
    [2, 3],
    'Fills up on the left, or cuts, to a length.',
    rewrite(
      textOrBytesCall('lpad_bytes', 'spark_lpad', [0, 2]),
      `(text, size) as if(size <= 0 and text is not null, '', lpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), ' ')),
    (text, size, pad) as case when text is null or pad is null then null when size <= 0 then '' when pad = '' then left(cast(text as varchar), size) else lpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), if(pad = '', ' ', pad)) end`,
    ),
    { returns: textOrBytes },
  ),
  fn(
    'ltrim',
    [1, 2],
    'Trims blanks from the left; with two arguments the first one says which characters.',
    rewrite(trimCall),
    string,
  ),
  fn(
    'octet_length',
    1,
    'The length in bytes.',
    macro('(value) as octet_length(coalesce(try_cast(value as blob), encode(cast(value as varchar))))'),
    { returns: 'integer' },
  ),
  fn(
    'overlay',
    [3, 4],
    'Replaces a stretch of a text.',
    rewrite(
      textOrBytesCall('overlay_bytes', 'spark_overlay', [0, 1]),
      `(text, part, place) as left(text, tidemill.at_least(place - 1, 0)) || part || tidemill.spark_substring_from(text, place + length(part)),
    (text, part, place, size) as left(text, tidemill.at_least(place - 1, 0)) || part || tidemill.spark_substring_from(text, place + if(size < 0, length(part), size))`,
    ),
    { returns: textOrBytes },
  ),
  fn(
    'quote',
    1,
    'A text in single quotes, its own escaped.',
    macro(String.raw`(text) as '''' || replace(text, '''', '\''') || ''''`),
    string,
  ),
  fn(
    'regexp_count',
    2,
    'How often a pattern matches.',
    macro('(text, pattern) as len(regexp_extract_all(text, pattern))'),
    { takes: ['string', null], returns: 'integer' },
  ),
  fn(
    'regexp_extract',
    [2, 3],
    'A group (the first, unless told) of the first match; empty when nothing matches.',
    rewrite(regexGroup),
    text,
  ),
  fn('regexp_extract_all', [2, 3], 'A group (the first, unless told) of every match.', rewrite(regexGroup), {
    takes: ['string', null],
    returns: givesStrings,
  }),
  fn(
    'regexp_instr',
    [2, 3],
    'The place of the first match, or 0.',
    macro(`(text, pattern) as tidemill.match_place(text, pattern),
    (text, pattern, part) as if(part is null, null, tidemill.match_place(text, pattern))`),
    { takes: ['string', null], returns: 'integer' },
  ),
  fn('regexp_replace', [3, 4], 'Replaces every match; `$1` is a group.', rewrite(regexReplacement), text),
  fn(
    'regexp_substr',
    2,
    'The first match, or NULL.',
    macro('(text, pattern) as if(regexp_matches(text, pattern), regexp_extract(text, pattern), null)'),
    text,
  ),
  fn(
    'repeat',
    2,
    'A text so many times.',
    macro('(text, times) as repeat(text, tidemill.at_least(cast(times as bigint), 0))'),
    text,
  ),
  fn(
    'replace',
    [2, 3],
    'Replaces every occurrence.',
    macro(
      "(text, part) as replace(text, part, ''), (text, part, other) as if(part = '', text, replace(text, part, other))",
    ),
    text,
  ),
  fn('reverse', 1, 'A text or an array backwards.', rewrite(reversed), { returns: reversedType }),
  fn(
    'right',
    2,
    'The last characters.',
    rewrite(
      textOrBytesCall('right_bytes', 'spark_right', [0]),
      '(text, size) as right(cast(text as varchar), tidemill.at_least(cast(size as bigint), 0))',
    ),
    { returns: textOrBytes },
  ),
  fn(
    'rpad',
    [2, 3],
    'Fills up on the right, or cuts, to a length.',
    rewrite(
      textOrBytesCall('rpad_bytes', 'spark_rpad', [0, 2]),
      `(text, size) as if(size <= 0 and text is not null, '', rpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), ' ')),
    (text, size, pad) as case when text is null or pad is null then null when size <= 0 then '' when pad = '' then left(cast(text as varchar), size) else rpad(cast(text as varchar), cast(tidemill.at_least(size, 0) as integer), if(pad = '', ' ', pad)) end`,
    ),
    { returns: textOrBytes },
  ),
  fn(
    'rtrim',
    [1, 2],
    'Trims blanks from the right; with two arguments the first one says which characters.',
    rewrite(trimCall),
    string,
  ),
  fn('space', 1, 'So many blanks.', macro("(size) as repeat(' ', tidemill.at_least(cast(size as bigint), 0))"), string),
  fn(
    'split',
    [2, 3],
    'Cuts a text at every match of a pattern; with a third argument into so many parts at most.',
    macro(`(text, pattern) as if(pattern is null, null, tidemill.split_parts(text, pattern)),
    (text, pattern, most) as tidemill.spark_first_parts(text, pattern, tidemill.split_parts(text, pattern), most)`),
    { takes: ['string', null], returns: givesStrings },
  ),
  fn(
    'split_part',
    3,
    'One of the parts between separators, from 1; from the end when negative.',
    macro(`(text, separator, place) as
    case when place = 0 then error('split_part counts from 1') when separator = '' then if(abs(place) = 1, text, '') else split_part(text, separator, place) end`),
    text,
  ),
  fn(
    'startswith',
    2,
    'Whether a text begins with another.',
    rewrite(textOrBytesCall('startswith_bytes', 'spark_startswith', [0, 1]), '(text, part) as starts_with(text, part)'),
    { returns: 'boolean' },
  ),
  fn(
    'substring',
    [2, 3],
    'A stretch of a text; a negative place counts from the end.',
    rewrite(
      textOrBytesCall('substring_bytes', 'spark_substring', [0]),
      `(text, place) as
    tidemill.spark_substring_from(cast(text as varchar), place),
    (text, place, size) as tidemill.spark_substring_of(cast(text as varchar), place, size)`,
    ),
    { returns: textOrBytes, aliases: ['substr'] },
  ),
  fn(
    'substring_index',
    3,
    'Everything before the n-th separator; from the end when negative.',
    macro(`(text, separator, times) as
    case when text is null or separator is null or times is null then null when times = 0 or separator = '' then ''
         when times > 0 then array_to_string(string_split(text, separator)[1:times], separator)
         when length(separator) > 1 then reverse(array_to_string(string_split(reverse(text), reverse(separator))[1:-times], reverse(separator)))
         else array_to_string(string_split(text, separator)[tidemill.at_least(len(string_split(text, separator)) + times + 1, 1):], separator) end`),
    text,
  ),
  fn('translate', 3, 'Replaces single characters.', sameAs('translate'), text),
  fn(
    'trim',
    [1, 2],
    'Trims blanks from both ends; with two arguments the first one says which characters.',
    rewrite(trimCall),
    string,
  ),
  fn('to_char', 2, 'A number as text, by a format such as `99,999.00`.', rewrite(numberText), {
    returns: 'string',
    aliases: ['to_varchar'],
  }),
  fn('to_number', 2, 'Text as a number, by a format such as `99,999.00`.', rewrite(numberOf(false)), {
    returns: formatResult,
  }),
  fn('try_to_number', 2, 'The same, and NULL where the text does not match.', rewrite(numberOf(true)), {
    returns: formatResult,
  }),
  // Java has two capitals for the sharp s.
  fn('ucase', 1, 'In upper case.', macro('(text) as tidemill.java_upper(text)'), { ...text, aliases: ['upper'] }),
  fn('unbase64', 1, 'Base 64 as bytes.', sameAs('from_base64'), { returns: 'binary' }),
  fn('url_decode', 1, 'An address without its escapes.', macro("(text) as url_decode(replace(text, '+', ' '))"), text),
  fn(
    'url_encode',
    1,
    'A text as part of an address.',
    macro("(text) as replace(replace(replace(url_encode(text), '%20', '+'), '~', '%7E'), '%2A', '*')"),
    string,
  ),
  fn('rlike', 2, 'Whether a pattern matches somewhere.', sameAs('regexp_matches'), {
    takes: ['string', null],
    returns: 'boolean',
    aliases: ['regexp', 'regexp_like'],
  }),
  fn('format_string', [1, null], 'A text with placeholders such as `%s`, `%05d` and `%.2f`.', rewrite(formattedText), {
    aliases: ['printf'],
    ...string,
  }),
  fn(
    'mask',
    [1, 5],
    'Hides capitals, small letters, digits and, when told, other characters behind one sign each; NULL leaves them.',
    macro(`(text) as tidemill.masked(text, 'X', 'x', 'n', null), (text, upper_) as tidemill.masked(text, upper_, 'x', 'n', null),
    (text, upper_, lower_) as tidemill.masked(text, upper_, lower_, 'n', null),
    (text, upper_, lower_, digit) as tidemill.masked(text, upper_, lower_, digit, null),
    (text, upper_, lower_, digit, other) as tidemill.masked(text, upper_, lower_, digit, other)`),
    text,
  ),
  fn('like', 2, 'Whether a text is like a pattern.', rewrite(likeCall('like')), { returns: 'boolean' }),
  fn('ilike', 2, 'Whether a text is like a pattern, whatever the case of its letters.', rewrite(likeCall('ilike')), {
    returns: 'boolean',
  }),
  fn(
    'luhn_check',
    1,
    'Whether the digits end with their check digit.',
    macro(`(text) as if(text is null, null, regexp_full_match(text, '[0-9]+') and coalesce(list_sum(list_transform(string_split(reverse(text), ''), lambda _digit, _at:
      if(_at % 2 = 1, cast(_digit as integer), cast(_digit as integer) * 2 // 10 + cast(_digit as integer) * 2 % 10))) % 10 = 0, false))`),
    { takes: ['string'], returns: 'boolean' },
  ),
  fn('sentences', [1, 3], 'The words of each sentence.', refused('DuckDB does not part sentences.')),
  fn('xpath', 2, 'What a path finds in XML.', refused('DuckDB reads no XML.'), {
    aliases: [
      ...['xpath_boolean', 'xpath_double', 'xpath_float', 'xpath_int', 'xpath_long', 'xpath_number', 'xpath_short'],
      'xpath_string',
    ],
  }),
  fn('soundex', 1, 'The Soundex code of a word.', macro('(text) as tidemill.soundex(text)'), text),
  fn('to_binary', [1, 2], 'Text as bytes: hexadecimal digits unless a format is named.', rewrite(binaryCall(false)), {
    returns: 'binary',
  }),
  fn('try_to_binary', [1, 2], 'The same, and NULL where it cannot be read.', rewrite(binaryCall(true)), {
    returns: 'binary',
  }),
  fn(
    'parse_url',
    [2, 3],
    'A part of an address, or the value of a key in its query.',
    macro(`(url, part) as tidemill.url_part(url, part),
    (url, part, key) as if(part = 'QUERY', nullif(regexp_extract(tidemill.url_part(url, 'QUERY'), '(?:^|&)' || key || '=([^&]*)', 1), ''), null)`),
    string,
  ),
]
