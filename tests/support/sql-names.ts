import { redshift } from '../../src/sql/dialects/redshift.ts'
import { spark } from '../../src/sql/dialects/spark.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import type { Query } from '../../src/sql/tree.ts'

/** Words that mean something to one of the grammars. */
export const meaningfulWords: readonly string[] = [
  ...new Set([
    ...[spark, redshift].flatMap((syntax) => [
      ...syntax.reserved,
      ...syntax.reluctantNames,
      ...syntax.notBareTableAlias,
      ...syntax.bareCalls,
      ...syntax.reservedFunctions,
      ...syntax.literalTypes,
      ...[...syntax.infix.keys()].filter((symbol) => /^\w+$/.test(symbol)),
    ]),
    ...['all', 'array', 'distinct', 'lateral', 'null', 'partition', 'rows', 'struct', 'symmetric', 'true', 'values'],
  ]),
]

const everywhere = `with \`@\` as (select 1 as \`@\`)
  select \`@\`, \`@\`.\`@\`, \`@\` as \`@\`, f(\`@\`), -\`@\`, \`@\` + 1, x[\`@\`], \`@\`[1], (\`@\`, \`@\`), cast(\`@\` as int),
    case \`@\` when \`@\` then \`@\` else \`@\` end, sum(\`@\`) over (partition by \`@\` order by \`@\` desc)
  from \`@\` as \`@\` join s.\`@\` as u(\`@\`) on \`@\` = \`@\`.\`@\`
  where \`@\` in (\`@\`) and \`@\` is null and \`@\` like \`@\` and not \`@\` and \`@\` between \`@\` and \`@\`
  group by \`@\`, \`@\` having \`@\` order by \`@\` nulls last limit \`@\``

/** A query with the word as a name in every place that a name can have, not marked as quoted. */
export function queryNaming(word: string): Query {
  const { query, problem } = parseQuery(everywhere.replaceAll('@', word), 'spark')
  if (problem) throw new Error(problem.message)
  return JSON.parse(JSON.stringify(query), (key, value) => (key === 'quoted' ? false : value))
}
