import { onTestFinished } from 'vitest'
import { projectFiles } from './project.ts'
import { Workshop } from './workshop.ts'
import { type FileShape, plainShape } from './write-file.ts'

/** A project folder that goes with the test. `files` come on top of the generated project's; null takes one away. */
export function newWorkshop(
  files: Readonly<Record<string, string | null>> = {},
  shape: FileShape = plainShape,
): Workshop {
  const workshop = new Workshop()
  onTestFinished(() => workshop.close())
  const all = Object.entries({ ...projectFiles(shape), ...files })
  workshop.write(Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null)))
  return workshop
}
