import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderDialects } from '../../src/catalog/render.ts'
import { renderBuiltValues } from './docs/built-values.ts'
import { renderCommands } from './docs/commands.ts'
import { renderErrors } from './docs/errors.ts'
import { renderProjectHelpers, renderStandardHelpers } from './docs/helpers.ts'
import { renderRules } from './docs/rules.ts'
import { fillSections } from './docs/sections.ts'

const folder = new URL('../../docs', import.meta.url).pathname

/** The text of every page of docs/ that is generated in whole or in part, by file name. */
export async function generatePages(): Promise<ReadonlyMap<string, string>> {
  const sections = await generateSections()
  const pages = new Map([
    ['errors.md', renderErrors()],
    ['dialects.md', `${renderDialects().trimEnd()}\n`],
  ])
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.md') && !pages.has(file))) {
    const written = readFileSync(join(folder, name), 'utf8')
    if (written.includes('<!-- generated: ')) pages.set(name, fillSections(written, sections))
  }
  return pages
}

/** What stands between the markers of pages that are written by hand, by the name in the markers. */
export async function generateSections(): Promise<Readonly<Record<string, string>>> {
  return {
    'project-helpers': renderProjectHelpers(),
    'standard-helpers': renderStandardHelpers(),
    'data-tests': renderRules(),
    commands: await renderCommands(),
    'built-values': renderBuiltValues(),
  }
}

if (process.argv[1]?.endsWith('generate-docs.ts')) {
  for (const [name, text] of await generatePages()) writeFileSync(join(folder, name), text)
}
