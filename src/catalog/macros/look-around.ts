import { macroTable } from './macro.ts'

/**
 * Regular expressions that look around are tried at every place of a text: `spans` has, for each place, a list of it and
 * of where a match from there would end, or NULL. `marks` are the starts and ends of those that do not overlap; callers
 * give them by name, since a macro writes them out as often as it uses them.
 */
export const lookAroundMacros = macroTable({
  look_marks: `(spans) as
    list_reduce(list_filter(spans, lambda _span: _span[2] is not null),
                lambda _seen, _span: if(_span[1] >= _seen[-1], list_concat(_seen, _span), _seen),
                [cast(0 as bigint), 0])[3:]`,
  look_count: '(marks) as cast(len(marks) // 2 as integer)',
  look_place: `(marks, occurrence, side) as
    if(marks is null or occurrence is null, null,
       cast(coalesce(if(occurrence < 1, null, marks[2 * occurrence - 1 + side]), 0) as integer))`,
  look_part: `(text, marks, occurrence) as
    if(marks is null or occurrence is null or occurrence < 1 or occurrence > tidemill.at_least(length(text), 1), null,
       coalesce(substr(text, marks[2 * occurrence - 1], marks[2 * occurrence] - marks[2 * occurrence - 1]), ''))`,
  look_starts: '(marks) as list_transform(range(1, len(marks), 2), lambda _mark: marks[_mark])',
  // There is one more text between the matches than there are matches.
  look_replaced: `(text, marks, parts) as
    array_to_string(list_transform(range(0, len(marks) // 2 + 1), lambda _gap:
      if(_gap = 0, '', parts[_gap])
      || substr(text, if(_gap = 0, 1, marks[2 * _gap]),
                coalesce(marks[2 * _gap + 1], length(text) + 1) - if(_gap = 0, 1, marks[2 * _gap]))), '')`,
})
