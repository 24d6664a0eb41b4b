import { invariant } from '../util/invariant.ts'
import type { Argument } from './helper.ts'
import type { OriginText } from './origin-text.ts'
import { type DictValue, printableText, type RelationValue, type Value } from './value.ts'

/** A call's checked arguments by parameter. The kinds were checked before, so asking for the wrong one is our bug. */
export class Arguments {
  readonly #byName: ReadonlyMap<string, Argument>
  /** What the parameter marked `rest` took. */
  readonly rest: readonly Argument[]

  constructor(byName: ReadonlyMap<string, Argument>, rest: readonly Argument[] = []) {
    this.#byName = byName
    this.rest = rest
  }

  find(name: string): Argument | null {
    return this.#byName.get(name) ?? null
  }

  at(name: string): Argument {
    const argument = this.#byName.get(name)
    invariant(argument, `the argument "${name}" is not declared as required`)
    return argument
  }

  value(name: string): Value {
    return this.at(name).value
  }

  /** The text, with its origins, of a printable argument. */
  text(name: string): OriginText | string {
    const text = printableText(this.value(name))
    invariant(text !== null, `the argument "${name}" is not declared as printable`)
    return text
  }

  string(name: string): string {
    const text = this.text(name)
    return typeof text === 'string' ? text : text.text
  }

  stringOr<T>(name: string, otherwise: T): string | T {
    return this.#byName.has(name) ? this.string(name) : otherwise
  }

  number(name: string): number {
    const value = this.value(name)
    invariant(value.kind === 'number', `the argument "${name}" is not declared as a number`)
    return value.value
  }

  flag(name: string): boolean {
    const value = this.find(name)?.value
    return value?.kind === 'boolean' && value.value
  }

  list(name: string): readonly Value[] {
    const value = this.value(name)
    invariant(value.kind === 'list', `the argument "${name}" is not declared as a list`)
    return value.items
  }

  listOr(name: string, otherwise: readonly Value[]): readonly Value[] {
    return this.#byName.has(name) ? this.list(name) : otherwise
  }

  dict(name: string): DictValue {
    const value = this.value(name)
    invariant(value.kind === 'dict', `the argument "${name}" is not declared as a dict`)
    return value
  }

  relation(name: string): RelationValue {
    const value = this.value(name)
    invariant(value.kind === 'relation', `the argument "${name}" is not declared as a relation`)
    return value
  }
}
