import type { Check } from './rule.ts'

/** The rows that fail, as a query. `model`: the relation as it stands after FROM. */
export function failingRows(check: Check, model: string): string {
  switch (check.kind) {
    case 'query':
      return check.failingRows
    case 'rows': {
      const { shows, fails, distinct } = check
      const grouping = distinct === undefined ? '' : ` group by ${distinct}`
      return `select ${shows} from ${model} where ${fails}${grouping}`
    }
    case 'groups': {
      const { shows, where, by, fails } = check
      const condition = where ? ` where ${where}` : ''
      const grouping = by.length > 0 ? ` group by ${by.join(', ')}` : ''
      return `select ${shows} from ${model}${condition}${grouping} having ${fails}`
    }
  }
}
