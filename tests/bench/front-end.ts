import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { generateModels } from './generate-models.ts'

export interface FrontEndTimes {
  readonly parse: number
  readonly analyse: number
  readonly translate: number
  readonly characters: number
}

/** Reads, types and translates so many generated models, one after the other on this thread. Times in milliseconds. */
export function timeFrontEnd(count: number): FrontEndTimes {
  let [parse, analyse, translate, characters] = [0, 0, 0, 0]
  for (const { dialect, sql } of generateModels(count)) {
    const begin = performance.now()
    const { query, problem } = parseQuery(sql, dialect)
    if (problem) throw new Error(`${problem.message}: ${sql.slice(problem.start, problem.end)}`)
    const parsed = performance.now()
    const analysis = analyseQuery(query, dialect, () => 'unknown')
    const types = inferTypes(analysis)
    for (const column of analysis.query.shape) if (column.kind === 'attribute') types.typeOfAttribute(column)
    const typed = performance.now()
    const translated = translateQuery(query, { from: dialect, to: 'duckdb', relations: () => null, types })
    const stopper = [...analysis.problems, ...translated.problems][0]
    if (stopper) throw new Error(JSON.stringify(stopper))
    printQuery(translated.query, 'duckdb')
    const end = performance.now()
    parse += parsed - begin
    analyse += typed - parsed
    translate += end - typed
    characters += sql.length
  }
  return { parse, analyse, translate, characters }
}
