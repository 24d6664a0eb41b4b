import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const catalog = new URL('../../../src/diagnostics/catalog', import.meta.url).pathname

export interface ErrorEntry {
  readonly code: string
  readonly severity: string
  readonly text: string
}

/** Every diagnostic's doc comment, by code: the one place where an error is explained. */
export function readErrorEntries(): readonly ErrorEntry[] {
  const pattern =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export function \w+[\s\S]*?\b(error|warning)\(\s*'([a-z_]+\/[a-z0-9-]+)'/g
  const byCode = new Map<string, ErrorEntry>()
  for (const text of catalogFiles()) {
    for (const [, comment = '', severity = '', code = ''] of text.matchAll(pattern)) {
      if (!byCode.has(code)) byCode.set(code, { code, severity, text: withoutStars(comment) })
    }
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** Codes that the catalogue uses anywhere: each must have an entry. */
export function usedCodes(): readonly string[] {
  const calls = catalogFiles().flatMap((text) => [...text.matchAll(/\b(?:error|warning)\(\s*'([a-z_]+\/[a-z0-9-]+)'/g)])
  return [...new Set(calls.map((match) => match[1] ?? ''))].sort()
}

/** docs/errors.md, with the anchors that messages point at. */
export function renderErrors(): string {
  const entries = readErrorEntries()
  const firstOfArea = new Map(entries.map(({ code }) => [areaOf(code), code] as const).reverse())
  const areas = [...firstOfArea].sort().map(([area, first]) => `[${area}](#${anchorOf(first)})`)
  return `# Errors and warnings

Every message that Tidemill prints about a project carries a code. This page explains each; it is made from the
comments in src/diagnostics/catalog by \`npm run docs:generate\`.

${areas.join(' · ')}
${entries.map(renderEntry).join('')}`
}

function renderEntry({ code, severity, text }: ErrorEntry): string {
  return `\n<a id="${anchorOf(code)}"></a>\n\n## ${code}\n\n*${severity}* · ${text}\n`
}

function areaOf(code: string): string {
  return code.slice(0, code.indexOf('/'))
}

function anchorOf(code: string): string {
  return code.replace('/', '-')
}

function withoutStars(comment: string): string {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
  return lines.join('\n').trim()
}

function catalogFiles(): readonly string[] {
  return readdirSync(catalog)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(catalog, name), 'utf8'))
}
