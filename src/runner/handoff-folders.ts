import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Unloaded } from '../engines/engine.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { writeFileAtomically } from '../storage/write-file-atomically.ts'

/** The file that tells our folders from everybody else's. */
const mark = '_tidemill.json'

/** What was written for the other engine to load. */
export interface HandoffManifest extends Unloaded {
  readonly relation: Relation
  readonly from: EngineName
}

interface Mark {
  readonly run: string
  readonly host: string
  readonly pid: number
}

/** The files of a run's hand-offs: `<root>/<run>/<hand-off>/<attempt>/`, with a manifest beside the attempts. */
export class HandoffFolders {
  readonly #root: string
  readonly #run: string
  #attempts = 0
  #made = false

  /** @param root absolute; made when it is needed */
  constructor(root: string, run: string) {
    this.#root = root
    this.#run = run
  }

  /** A folder for the files of one attempt, which is not there yet. */
  make(handoff: string): string {
    if (!this.#made) {
      this.#removeLeftOvers()
      mkdirSync(join(this.#root, this.#run), { recursive: true })
      this.#write(mark, { run: this.#run, host: hostname(), pid: process.pid } satisfies Mark)
      this.#made = true
    }
    this.remove(handoff)
    mkdirSync(join(this.#root, this.#run, handoff), { recursive: true })
    return join(this.#root, this.#run, handoff, String(++this.#attempts))
  }

  writeManifest(handoff: string, { relation, from, files, rows, columns }: HandoffManifest): void {
    this.#write(join(handoff, 'manifest.json'), { relation: relationKey(relation), from, rows, columns, files })
  }

  remove(handoff: string): void {
    rmSync(join(this.#root, this.#run, handoff), { recursive: true, force: true })
  }

  /** Removes what is left of the run, and of those that were killed: the last of these may have had the last hand-off. */
  close(): void {
    this.#removeLeftOvers()
    if (this.#made) rmSync(join(this.#root, this.#run), { recursive: true, force: true })
  }

  /** Folders of runs on this machine whose process is there no more. Without our mark a folder is somebody else's. */
  #removeLeftOvers(): void {
    for (const name of namesIn(this.#root)) {
      const found = readMark(join(this.#root, name, mark))
      if (found?.run !== name || found.host !== hostname() || isAlive(found.pid)) continue
      rmSync(join(this.#root, name), { recursive: true, force: true })
    }
  }

  #write(name: string, content: object): void {
    writeFileAtomically(join(this.#root, this.#run, name), `${JSON.stringify(content, null, 2)}\n`)
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readMark(path: string): Mark | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Mark
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
