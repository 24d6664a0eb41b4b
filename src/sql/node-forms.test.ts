import { expect, test } from 'vitest'
import { formOf, revised } from './node-forms.ts'
import { parseQuery } from './parse-query.ts'
import type { Node } from './tree.ts'
import { walk } from './walk.ts'

const sql = `with a as (select /*+ h */ distinct x as y, explode(m) as (k, v) from t tablesample (10 percent) as u)
select cast(a as array<struct<b: map<int, string>>>), case a when 1 then interval 2 days else date '2024-01-01' end,
  sum(distinct b) filter (where c) over (partition by d order by e nulls last rows between 1 preceding and current row),
  transform(x, i -> i[0] + 1), (a, b).c, x'0A', trim(both 'x' from y), extract(year from z), position('a' in b),
  percentile_cont(0.5) within group (order by x), f(name => 1), a is null, a is distinct from b, -a between 1 and 2,
  a in (1, 2), a in (select 1), a like 'b' escape 'c', a like any ('b'), exists (select 1), (select 1)
from (select 1) as s join values (1), (2) as v on a = b left join (t2 cross join range(3)) using (c)
lateral view explode(x) l as m
where a group by rollup (a, b) having c window w as (order by d)
union all (values (1)) order by a limit 1`

test('a form names every field that holds nodes, and copies them all', () => {
  const { query, problem } = parseQuery(sql, 'spark')
  expect(problem).toBeNull()
  if (!query) return
  const kinds = new Set<string>()
  walk(query, (node) => {
    kinds.add(node.kind)
    const held = Object.entries(node).filter(([, value]) => (Array.isArray(value) ? value : [value]).some(isInner))
    expect(formOf(node)?.fields ?? []).toEqual(expect.arrayContaining(held.map(([field]) => field)))
    const copy = revised(node, {})
    expect(copy).not.toBe(node)
    expect(Object.entries(copy)).toEqual(Object.entries(node))
  })
  expect(kinds.size).toBeGreaterThan(50)
})

function isInner(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && (value as Node).kind !== 'identifier'
}
