import { compileProject } from '../../../src/compiler/compile.ts'
import { formatDiagnostic } from '../../../src/diagnostics/format.ts'
import { memoryFileSystem } from '../../../src/util/file-system.ts'

export interface Example {
  readonly path: string
  readonly text: string
}

const fence = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm
const pathInComment = /^(?:--|#|\{\{!--)\s*([\w./-]+\.(?:sql|yml|hbs|md|csv))\b/

/**
 * The files that a page shows: fenced blocks that name theirs in a comment on the first line, `-- models/orders.sql`, or
 * behind the language where the file takes no comments, ```` ```csv seeds/countries.csv ````.
 */
export function examplesIn(page: string): readonly Example[] {
  return [...page.matchAll(fence)].flatMap(([, , named, text = '']) => {
    const path = named ?? pathInComment.exec(text)?.[1]
    return path === undefined ? [] : [{ path, text }]
  })
}

/** What a compile of the files says against them, as people would read it. */
export function problemsOf(examples: readonly Example[]): readonly string[] {
  const { diagnostics } = compileProject({
    files: memoryFileSystem(Object.fromEntries(examples.map(({ path, text }) => [path, text]))),
    folder: 'shop',
    target: null,
    vars: new Map(),
    env: {},
    runStartedAt: '2026-01-02T03:04:05.000Z',
    fullRefresh: false,
    columnsInFiles: () => null,
  })
  return diagnostics.filter(({ severity }) => severity === 'error').map((problem) => formatDiagnostic(problem))
}
