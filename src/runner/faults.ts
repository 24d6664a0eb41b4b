import type { FaultPoint } from '../planner/steps.ts'

/**
 * Named points at which a test stops the process as hard as a power cut would. `TIDEMILL_FAULT=applied:2` kills it the
 * second time that it comes to the point `applied`; without the variable nothing happens.
 */
export interface Faults {
  reach(point: FaultPoint): void
}

export function faultsFrom(setting: string | undefined): Faults {
  const [point, written] = (setting ?? '').split(':')
  let left = Number(written ?? 1)
  return {
    reach(name) {
      if (name !== point) return
      left--
      if (left === 0) process.kill(process.pid, 'SIGKILL')
    },
  }
}
