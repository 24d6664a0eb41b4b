import type { Identifier, Relation, Select } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { fold } from './names.ts'
import { type Problem, problemAt } from './problem.ts'

/** Two relations of one `from` with the same name: every column that is read from them is ambiguous then. */
export function repeatedAliases({ query }: Analysis): Problem[] {
  const problems: Problem[] = []
  walk(query.node, (node) => {
    if (node.kind !== 'select') return
    const first = new Map<string, Identifier>()
    for (const name of namesIn(node)) {
      const before = first.get(fold(name))
      if (before)
        problems.push(problemAt(name.span, { code: 'column/alias-twice', alias: fold(name), first: before.span }))
      else first.set(fold(name), name)
    }
  })
  return problems
}

function namesIn({ from }: Select): readonly Identifier[] {
  const names: Identifier[] = []
  const open: Relation[] = [...from].reverse()
  for (let relation = open.pop(); relation; relation = open.pop()) {
    if (relation.kind === 'join') open.push(relation.right, relation.left)
    else if (relation.kind === 'nested-relation' && !relation.alias) open.push(relation.relation)
    else {
      const alias = 'alias' in relation ? relation.alias : null
      // Tables of one name in two schemas are told apart by the schema.
      const own = relation.kind === 'table' && relation.name.length === 1 ? relation.name[0] : undefined
      const name = alias?.kind === 'table-alias' ? alias.name : (alias ?? own)
      if (name) names.push(name)
    }
  }
  return names
}
