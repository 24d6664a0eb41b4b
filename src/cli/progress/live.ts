import { createLogUpdate } from 'log-update'
import type { Manifest } from '../../manifest/manifest.ts'
import type { NodeId } from '../../manifest/nodes.ts'
import type { Console } from '../console.ts'
import { duration, nodePhrase } from '../words.ts'
import type { Reporter } from './reporter.ts'
import { resultLine } from './result-line.ts'

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMilliseconds = 100
/** More running nodes than these are counted, not listed. */
const shownNodes = 12
const barWidth = 24

/** A run on a terminal: results scroll by above an area, drawn over in place, of what is running and how far the run is. */
export function liveReporter(manifest: Manifest, console: Console, stream: NodeJS.WriteStream): Reporter {
  const { colors } = console
  const area = createLogUpdate(stream, { showCursor: true })
  const running = new Map<NodeId, number>()
  const began = performance.now()
  let total = 0
  let done = 0
  let frame = 0

  const draw = () => {
    const now = performance.now()
    const sign = colors.cyan(spinner[frame % spinner.length] ?? '')
    const nodes = [...running].slice(0, shownNodes).map(([id, since]) => {
      const node = manifest.nodes.get(id)
      return `${sign} ${node ? nodePhrase(node) : id} ${colors.dim(duration((now - since) / 1000))}`
    })
    if (running.size > shownNodes) nodes.push(colors.dim(`  and ${running.size - shownNodes} more`))
    const elapsed = colors.dim(duration((now - began) / 1000))
    if (total === 0) {
      area(`${sign} reading the ledger and the change files ${elapsed}`)
      return
    }
    const filled = Math.round((done / total) * barWidth)
    const bar = colors.green('━'.repeat(filled)) + colors.dim('━'.repeat(barWidth - filled))
    area([...nodes, `${bar} ${done}/${total} ${elapsed}`].join('\n'))
  }
  const timer = setInterval(() => {
    frame++
    draw()
  }, frameMilliseconds)
  timer.unref()
  const above = (line: string) => {
    area.clear()
    console.note(line)
    draw()
  }

  return {
    listen(event) {
      switch (event.event) {
        case 'begin':
          total = event.total
          done = 0
          draw()
          break
        case 'start':
          running.set(event.node, performance.now())
          draw()
          break
        case 'finish': {
          running.delete(event.result.node)
          done++
          const node = manifest.nodes.get(event.result.node)
          if (node) above(resultLine(node, event.result, event.index, event.total, colors))
          break
        }
        case 'note':
          above(event.message)
      }
    },
    stop() {
      clearInterval(timer)
      area.clear()
      area.done()
    },
  }
}
