import { positionAt } from '../../src/diagnostics/source.ts'
import { type CompileFilesOptions, compileFiles, type ProjectFiles } from '../support/compile-files.ts'

/** In one file, what is written and what stands there instead; an empty `find` writes the whole file. */
export type Edit = readonly [file: string, find: string, replace: string | null]

/**
 * A good project with one mistake. `«` and `»` in a replacement mark exactly what the diagnostic must point at.
 */
export interface Mistake {
  readonly edits: readonly Edit[]
  readonly code: string
  /** A part of the message. */
  readonly says?: string
  /** A part of the help: what would mend it. */
  readonly fix?: string
  readonly options?: CompileFilesOptions
}

export type Mistakes = Readonly<Record<string, Mistake>>

/** The common case: one edit, one code, and a part of the help. */
export function spoil(file: string, find: string, replace: string, code: string, fix: string, says = ''): Mistake {
  return { edits: [[file, find, replace]], code, fix, says }
}

export interface Answer {
  /** `file:line:column-line:column code`, or the code alone where there is no place. */
  readonly place: string
  readonly message: string
  readonly help: string
}

export interface Trial {
  readonly expected: string
  readonly answers: readonly Answer[]
}

/** Makes the mistake in a project, compiles it, and says what was expected and what was answered. */
export function tryMistake(project: ProjectFiles, mistake: Mistake): Trial {
  const files: Record<string, string> = { ...project }
  let expected = mistake.code
  for (const [path, find, replace] of mistake.edits) {
    if (replace === null) {
      delete files[path]
      continue
    }
    const before = files[path] ?? ''
    if (find !== '' && before.split(find).length !== 2) throw new Error(`${path} does not hold once: ${find}`)
    const marked = find === '' ? replace : before.replace(find, () => replace)
    const text = marked.replace(/[«»]/g, '')
    files[path] = text
    const start = marked.indexOf('«')
    if (start < 0) continue
    const end = marked.indexOf('»') - 1
    expected = `${placeOf(path, text, start, end)} ${mistake.code}`
  }
  const { diagnostics } = compileFiles(files, mistake.options)
  return {
    expected,
    // That others could not be checked follows from the mistake.
    answers: diagnostics
      .filter(({ code }) => code !== 'compile/unchecked')
      .map(({ code, message, help, span }) => ({
        place: span ? `${placeOf(span.file.path, span.file.text, span.start, span.end)} ${code}` : code,
        message,
        help: help ?? '',
      })),
  }
}

/** `file:line:column-line:column` of a stretch of text. */
export function placeOf(path: string, text: string, start: number, end: number): string {
  const from = positionAt({ path, text }, start)
  const to = positionAt({ path, text }, end)
  return `${path}:${from.line}:${from.column}-${to.line}:${to.column}`
}
