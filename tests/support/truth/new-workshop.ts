import { onTestFinished } from 'vitest'
import type { EngineConfig } from '../../../src/engines/registry.ts'
import { newDatabase } from '../engines/postgres.ts'
import { postgresEntry, profileText, sparkEntry } from '../engines/profile-text.ts'
import { projectFiles } from './project.ts'
import { Workshop } from './workshop.ts'
import { type FileShape, plainShape } from './write-file.ts'

/** A project folder that goes with the test. `files` come on top of the generated project's; null takes one away. */
export function newWorkshop(
  files: Readonly<Record<string, string | null>> = {},
  shape: FileShape = plainShape,
  warehouse: EngineConfig | null = null,
): Workshop {
  const workshop = new Workshop(warehouse)
  onTestFinished(() => workshop.close())
  const all = Object.entries({ ...projectFiles(shape), ...files })
  workshop.write(Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null)))
  return workshop
}

/** The embedded default, and the engines that are closest to Glue and Redshift. */
export const workshopLayouts = ['duckdb', 'spark and postgres'] as const

/** The same on the engines of a layout. */
export async function newWorkshopOn(
  layout: (typeof workshopLayouts)[number],
  files: Readonly<Record<string, string | null>> = {},
): Promise<Workshop> {
  if (layout === 'duckdb') return newWorkshop(files)
  const database = await newDatabase()
  const profile = profileText(sparkEntry(), postgresEntry(database))
  return newWorkshop({ ...files, 'profiles/local.yml': profile }, plainShape, { type: 'postgres', ...database })
}
