import { type DataTestConfig, isComparison } from '../config/data-test.ts'
import type { ConfigEntry } from '../config/model-config.ts'
import { type ConfigValue, plainValue } from '../config/value.ts'
import { testUnknownSetting, testWrongArgument } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { EngineName, TestConfig } from '../manifest/nodes.ts'
import { anyFailure } from '../quality/judgement.ts'

export interface SingularTestSettings {
  readonly engine: EngineName
  readonly enabled: boolean
  readonly tags: readonly string[]
  readonly config: TestConfig
}

const known = [
  'severity',
  'warn_if',
  'error_if',
  'fail_calc',
  'limit',
  'store_failures',
  'enabled',
  'tags',
  'engine',
] as const

/** The settings of a singular test, from `{{config …}}` in its file. */
export function singularTestConfig(
  entries: readonly ConfigEntry[],
  name: string,
  report: (diagnostic: Diagnostic) => void,
  /** What project.yml says of all tests of its folder. */
  defaults: DataTestConfig,
): SingularTestSettings {
  const last = new Map<string, ConfigValue>()
  for (const { key, value } of entries) {
    if ((known as readonly string[]).includes(key.value)) last.set(key.value, value)
    else report(testUnknownSetting(key.value, known, key.span))
  }
  const read = <T>(
    key: (typeof known)[number],
    expected: string,
    accept: (plain: unknown) => T | null,
    otherwise: T,
  ): T => {
    const value = last.get(key)
    if (value === undefined) return otherwise
    const accepted = accept(plainValue(value))
    if (accepted === null) report(testWrongArgument(name, key, expected, value.span))
    return accepted ?? otherwise
  }
  const text = (plain: unknown) => (typeof plain === 'string' ? plain : null)
  const comparison = (plain: unknown) => (typeof plain === 'string' && isComparison(plain) ? plain : null)
  return {
    engine: read(
      'engine',
      'spark or redshift',
      (plain) => (plain === 'spark' || plain === 'redshift' ? plain : null),
      'redshift',
    ),
    enabled: read(
      'enabled',
      'true or false',
      (plain) => (typeof plain === 'boolean' ? plain : null),
      defaults.enabled ?? true,
    ),
    tags: read(
      'tags',
      'a tag or a list of tags',
      (plain) => (typeof plain === 'string' ? [plain] : Array.isArray(plain) ? plain.map(String) : null),
      [...defaults.tags],
    ),
    config: {
      onFailure: 'block',
      severity: read(
        'severity',
        'error or warn',
        (plain) => {
          const word = String(plain).toLowerCase()
          return word === 'error' || word === 'warn' ? word : null
        },
        defaults.severity ?? 'error',
      ),
      where: null,
      warnIf: read('warn_if', 'a comparison, such as "> 10"', comparison, defaults.warnIf?.value ?? anyFailure),
      errorIf: read('error_if', 'a comparison, such as "> 10"', comparison, defaults.errorIf?.value ?? anyFailure),
      failCalc: read('fail_calc', 'an SQL expression', text, 'count(*)'),
      limit: read('limit', 'a number', (plain) => (typeof plain === 'number' ? plain : null), defaults.limit),
      storeFailures: read(
        'store_failures',
        'true or false',
        (plain) => (typeof plain === 'boolean' ? plain : null),
        defaults.storeFailures,
      ),
    },
  }
}
