import { join } from 'node:path'
import { type EnginePlaces, enginePlaces } from '../../../src/engines/setup/places.ts'

/** The tests' own engines, which leave those of the sample project alone; installed once for a checkout. */
export const installed: EnginePlaces = enginePlaces(new URL('../../../.tidemill/tests', import.meta.url).pathname)

/** The server of one run: data of its own, which lasts as long as the run. */
export function serverOfRun(folder: string): EnginePlaces {
  return {
    ...installed,
    data: join(folder, 'server', 'data'),
    log: join(folder, 'server', 'server.log'),
    administrator: join(folder, 'administrator'),
    lock: join(folder, 'lock'),
  }
}
