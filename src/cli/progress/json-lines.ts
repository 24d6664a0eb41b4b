import { diagnosticToJson } from '../../diagnostics/diagnostic.ts'
import type { RunEvent } from '../../runner/events.ts'
import { secondsOf } from '../../runner/results.ts'
import type { Reporter } from './reporter.ts'

/** A run as lines of JSON for other programs. */
export function jsonReporter(write: (record: object) => void): Reporter {
  return {
    listen(event) {
      const record = runRecord(event)
      if (record) write(record)
    },
    stop: () => {},
  }
}

/** An event as plain data with the same keys whatever happened; null for events that concern the display alone. */
export function runRecord(event: RunEvent): object | null {
  switch (event.event) {
    case 'start':
      return { event: 'start', node: event.node, status: 'started', rows: null, seconds: null, message: null }
    case 'finish': {
      const { result } = event
      return {
        event: 'finish',
        node: result.node,
        status: result.status,
        rows: result.rows,
        seconds: secondsOf(result),
        message: result.message,
        failures: result.failures,
        diagnostics: result.diagnostics.map(diagnosticToJson),
      }
    }
    case 'summary': {
      const { summary } = event
      return {
        event: 'summary',
        counts: summary.counts,
        total: summary.results.length,
        unchanged: summary.unchanged,
        seconds: summary.seconds,
        notes: summary.notes,
        interrupted: summary.interrupted,
        diagnostics: summary.diagnostics.map(diagnosticToJson),
      }
    }
    default:
      return null
  }
}
