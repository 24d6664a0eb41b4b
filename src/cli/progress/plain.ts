import type { Manifest } from '../../manifest/manifest.ts'
import type { Console } from '../console.ts'
import type { Reporter } from './reporter.ts'
import { resultLine, startLine } from './result-line.ts'

/** A run as lines, one for each thing that happens: for logs, pipes and CI. */
export function plainReporter(manifest: Manifest, console: Console): Reporter {
  return {
    listen(event) {
      switch (event.event) {
        case 'start': {
          const node = manifest.nodes.get(event.node)
          if (node) console.note(startLine(node, event.index, event.total))
          break
        }
        case 'finish': {
          const node = manifest.nodes.get(event.result.node)
          if (node) console.note(resultLine(node, event.result, event.index, event.total, console.colors))
          break
        }
        case 'note':
          console.note(event.message)
      }
    },
    stop: () => {},
  }
}
