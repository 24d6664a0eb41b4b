import { analyseQuery } from '../../src/analysis/analyse-query.ts'
import { queryNames } from '../../src/analysis/query-names.ts'
import { inferTypes } from '../../src/analysis/types/infer-types.ts'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { translateQuery } from '../../src/translate/translate-query.ts'
import { generateModels } from './generate-models.ts'

/**
 * A script: reads, types and translates as many generated models as its argument says, one after the other on this
 * thread, and writes what it took as JSON.
 */
export interface FrontEndTimes {
  /** Milliseconds. */
  readonly parse: number
  readonly analyse: number
  readonly translate: number
  /** Of all models' text, read and printed. */
  readonly characters: number
  readonly printed: number
  /** The greatest that was seen behind a model, in bytes; the generated text itself is in it. */
  readonly heap: number
}

function timeFrontEnd(count: number): FrontEndTimes {
  let [parse, analyse, translate, characters, printed, heap] = [0, 0, 0, 0, 0, 0]
  for (const [index, { dialect, sql }] of generateModels(count).entries()) {
    const begin = performance.now()
    const { query, problem } = parseQuery(sql, dialect)
    if (problem) throw new Error(`${problem.message}: ${sql.slice(problem.start, problem.end)}`)
    const parsed = performance.now()
    const analysis = analyseQuery(query, dialect, () => 'unknown')
    const types = inferTypes(analysis)
    for (const column of analysis.query.shape) if (column.kind === 'attribute') types.typeOfAttribute(column)
    const typed = performance.now()
    const translated = translateQuery(query, {
      from: dialect,
      to: 'duckdb',
      relations: () => null,
      types,
      names: queryNames(analysis),
    })
    const stopper = [...analysis.problems, ...translated.problems][0]
    if (stopper) throw new Error(JSON.stringify(stopper))
    const { text } = printQuery(translated.query, 'duckdb')
    // V8 joins the pieces of a text only when it is read.
    if (Number.isNaN(text.charCodeAt(0))) throw new Error('Nothing was printed.')
    const end = performance.now()
    parse += parsed - begin
    analyse += typed - parsed
    translate += end - typed
    characters += sql.length
    printed += text.length
    if (index % 100 === 0) heap = Math.max(heap, process.memoryUsage().heapUsed)
  }
  return { parse, analyse, translate, characters, printed, heap }
}

console.log(JSON.stringify(timeFrontEnd(Number(process.argv[2]))))
