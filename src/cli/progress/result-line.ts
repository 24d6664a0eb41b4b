import type { Node } from '../../manifest/nodes.ts'
import { relationKey } from '../../manifest/relation.ts'
import type { NodeResult, NodeStatus } from '../../runner/events.ts'
import { secondsOf } from '../../runner/results.ts'
import type { Colors } from '../console.ts'
import { duration, nodePhrase } from '../words.ts'

/** dbt's width for the text before the status. */
const width = 80

/** `1 of 42 START sql table model dimensions.dim_customer ........ [RUN]`. */
export function startLine(node: Node, index: number, total: number): string {
  return dotted(`${index} of ${total} START ${nodePhrase(node)}`, 'RUN')
}

/** `1 of 42 OK created sql table model dimensions.dim_customer ... [SUCCESS 123 in 1.23s]`, as dbt words it. */
export function resultLine(node: Node, result: NodeResult, index: number, total: number, colors: Colors): string {
  const { status, rows, failures } = result
  const time = duration(secondsOf(result))
  const before = `${index} of ${total} ${what(node, result)}`
  switch (status) {
    case 'success': {
      const word = node.kind === 'seed' ? 'INSERT' : 'SUCCESS'
      return dotted(before, colors.green(`${word}${rows === null ? '' : ` ${rows}`} in ${time}`))
    }
    case 'pass':
      return dotted(before, colors.green(`PASS in ${time}`))
    case 'warn':
      return dotted(before, colors.yellow(`WARN ${failures ?? 0} in ${time}`))
    case 'fail':
      return dotted(before, colors.red(`FAIL ${failures ?? 0} in ${time}`))
    case 'error':
      return dotted(before, colors.red(`ERROR in ${time}`))
    case 'skipped':
      return dotted(before, colors.yellow('SKIP'))
  }
}

function what(node: Node, { status, failures }: NodeResult): string {
  if (node.kind === 'test' || node.kind === 'unit_test') return `${testWord(status, failures)} ${node.name}`
  if (status === 'skipped') return `SKIP relation ${'relation' in node ? relationKey(node.relation) : node.name}`
  const making = node.kind === 'seed' ? ['loaded', 'loading'] : ['created', 'creating']
  return status === 'success' ? `OK ${making[0]} ${nodePhrase(node)}` : `ERROR ${making[1]} ${nodePhrase(node)}`
}

function testWord(status: NodeStatus, failures: number | null): string {
  switch (status) {
    case 'warn':
      return `WARN ${failures ?? 0}`
    case 'fail':
      return `FAIL ${failures ?? 0}`
    case 'error':
      return 'ERROR'
    case 'skipped':
      return 'SKIP test'
    default:
      return 'PASS'
  }
}

/** A line as dbt fills it up: `text ........ [status]`. */
export function dotted(text: string, status: string): string {
  return `${text} ${'.'.repeat(Math.max(3, width - text.length - 1))} [${status}]`
}
