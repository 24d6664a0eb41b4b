import type { Helper } from '../helper.ts'
import { collectionHelpers } from './collections.ts'
import { controlHelpers } from './control.ts'
import { dateHelpers } from './dates.ts'
import { logicHelpers } from './logic.ts'
import { messageHelpers } from './messages.ts'
import { numberHelpers } from './numbers.ts'
import { sqlHelpers } from './sql.ts'
import { textHelpers } from './text.ts'

/** The standard library by theme, in the order of its documentation. */
export const helperThemes: readonly { readonly title: string; readonly helpers: readonly Helper[] }[] = [
  { title: 'Blocks', helpers: controlHelpers },
  { title: 'Logic', helpers: logicHelpers },
  { title: 'Texts', helpers: textHelpers },
  { title: 'Lists and dicts', helpers: collectionHelpers },
  { title: 'Numbers', helpers: numberHelpers },
  { title: 'Dates', helpers: dateHelpers },
  { title: 'SQL', helpers: sqlHelpers },
  { title: 'Messages', helpers: messageHelpers },
]

/** The helpers that every template has, by name. */
export const standardHelpers: ReadonlyMap<string, Helper> = new Map(
  helperThemes.flatMap(({ helpers }) => helpers.map((helper) => [helper.name, helper])),
)
