import { changeFiles, type DmsFile, loadFiles } from './dms-writer.ts'
import { type ExpectedTable, expectedState } from './expected-state.ts'
import { playHistory, replicationStarts } from './history.ts'
import { adventureWorksAtLoad } from './initial-load.ts'

export interface SampleData {
  readonly files: readonly DmsFile[]
  readonly expected: Readonly<Record<string, ExpectedTable>>
}

/** The sample's load and change files, and the state that they lead to. Every call gives the same bytes. */
export function makeSampleData(): SampleData {
  const { database, laterOrders } = adventureWorksAtLoad()
  const load = playHistory(database, laterOrders)
  return {
    files: [...loadFiles(load, replicationStarts), ...changeFiles(database.log)],
    expected: expectedState(database),
  }
}
