import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const catalog = join(root, 'src/diagnostics/catalog')

interface Entry {
  code: string
  severity: string
  text: string
}

/** Every diagnostic's doc comment, by code: the one place where an error is explained. */
export function readErrorEntries(): Entry[] {
  const entries: Entry[] = []
  for (const file of readdirSync(catalog).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const text = readFileSync(join(catalog, file), 'utf8')
    const pattern =
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export function \w+[\s\S]*?\b(error|warning)\(\s*'([a-z]+\/[a-z0-9-]+)'/g
    for (const match of text.matchAll(pattern)) {
      const lines = (match[1] as string).split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
      entries.push({ code: match[3] as string, severity: match[2] as string, text: lines.join('\n').trim() })
    }
  }
  const byCode = new Map<string, Entry>()
  for (const entry of entries) if (!byCode.has(entry.code)) byCode.set(entry.code, entry)
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** Codes that the catalogue uses anywhere: each must have an entry. */
export function usedCodes(): string[] {
  const codes = new Set<string>()
  for (const file of readdirSync(catalog).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(catalog, file), 'utf8')
    for (const match of text.matchAll(/\b(?:error|warning)\(\s*'([a-z]+\/[a-z0-9-]+)'/g)) codes.add(match[1] as string)
  }
  return [...codes].sort()
}

export function renderErrors(): string {
  const head = `# Errors and warnings

Every message that Tidemill prints about a project carries a code. This page explains each; it is made from the
comments in src/diagnostics/catalog by \`npm run docs:generate\`.
`
  const body = readErrorEntries().map(
    ({ code, severity, text }) => `\n<a id="${code.replace('/', '-')}"></a>\n## ${code}\n\n*${severity}* · ${text}\n`,
  )
  return head + body.join('')
}

if (process.argv[1]?.endsWith('generate-docs.ts')) {
  writeFileSync(join(root, 'docs/errors.md'), renderErrors())
}
