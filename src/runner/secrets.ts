import { isSecretName, type ProfileConfig } from '../config/profile.ts'
import type { MapValue } from '../config/value.ts'

/** A key of YAML and its value on the same line: in double quotes, in single quotes, or plain up to a comma or comment. */
const scalarEntry =
  /["']?([\w-]+)["']?[ \t]*:[ \t]*(?:"([^"\r\n]*)"|'([^'\r\n]*)'|([^\s{["'#][^,}\]\r\n]*?)(?=[ \t]*(?:[,}\]]|[ \t]#|$)))/gm

const hidden = '*****'

/**
 * Knows what must never be shown: the variables of the environment with a secret's name that a template has asked for,
 * and the secret values of a profile. Every text on its way to a log, an artifact or a message passes through `redact`.
 */
export class Secrets {
  /** The environment, to be used in place of the process's own: what is read from it is remembered. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly #values = new Set<string>()
  readonly #names = new Set<string>()

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.env = new Proxy(env, {
      get: (target, name) => {
        const value = typeof name === 'string' ? target[name] : undefined
        if (typeof name === 'string' && isSecretName(name)) this.#add(value)
        return value
      },
    })
  }

  addProfile(profile: ProfileConfig): void {
    for (const engine of Object.values(profile.engines)) {
      for (const path of engine?.secretKeys ?? []) if (engine) this.#addSetting(engine.settings, path.split('.'))
    }
    for (const path of profile.secretKeys) {
      const [section, ...keys] = path.split('.')
      if (section === 'cdc' && profile.cdc) this.#addSetting(profile.cdc, keys)
    }
  }

  /** The text of a profile that could not be read: what looks like a secret is taken for one. */
  addUnreadProfile(text: string): void {
    for (const [, key, ...written] of text.matchAll(scalarEntry)) {
      if (isSecretName(key ?? '')) this.#add(written.find((value) => value !== undefined))
    }
  }

  /** Names of the project, which stay readable even where a secret is the same word. */
  spare(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name)
  }

  redact(text: string): string {
    let result = text
    for (const secret of [...this.#values].sort((a, b) => b.length - a.length)) {
      if (!this.#names.has(secret)) result = result.replaceAll(secret, hidden)
    }
    return result
  }

  /** Data as JSON, every text in it redacted. */
  toJson(value: unknown, indent?: number): string {
    if (this.#values.size === 0) return JSON.stringify(value, null, indent)
    const clean = (_: string, item: unknown) => (typeof item === 'string' ? this.redact(item) : item)
    return JSON.stringify(value, clean, indent)
  }

  #addSetting(settings: MapValue, [key, ...rest]: readonly string[]): void {
    const value = settings.entries.find((entry) => entry.key === key)?.value
    if (value?.kind === 'map') this.#addSetting(value, rest)
    if (value?.kind !== 'scalar') return
    const written = String(value.value ?? '')
    if (!written.includes('{{')) this.#add(written)
    for (const [, variable, otherwise] of written.matchAll(/env_var\s+['"]([^'"]*)['"](?:\s+['"]([^'"]*)['"])?/g)) {
      this.#add(this.env[variable ?? ''])
      this.#add(otherwise)
    }
  }

  #add(value: string | undefined): void {
    if (value !== undefined && value.trim() !== '') this.#values.add(value)
  }
}
