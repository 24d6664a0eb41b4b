import type { TokenCursor } from '../cursor.ts'
import type { Row } from '../tree.ts'

/** `values (1, 'a'), (2, 'b')`; the cursor is at `values`. */
export function parseRows(cursor: TokenCursor): readonly Row[] {
  cursor.advance()
  return cursor.list(() => {
    const row = cursor.expression()
    return row.kind === 'row' ? row : { kind: 'row', span: row.span, items: [row] }
  })
}
