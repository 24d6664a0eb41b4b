import { describe, expect, test } from 'vitest'
import { readProfile } from '../config/profile.ts'
import { Secrets } from './secrets.ts'

function withProfile(text: string, env: Record<string, string> = {}): Secrets {
  const { profile } = readProfile({ path: 'profiles/local.yml', text }, 'local')
  const secrets = new Secrets(env)
  if (profile) secrets.addProfile(profile)
  return secrets
}

const postgres = (password: string) =>
  `engines:\n  redshift: {type: postgres, host: h, user: u, database: d, password: ${password}}\n`

describe('Secrets', () => {
  test('hides variables with a secret name, once a template has read them', () => {
    const secrets = new Secrets({ API_TOKEN: 'abc123', REGION: 'abc' })
    expect(secrets.redact('abc123')).toBe('abc123')
    expect(secrets.env.API_TOKEN).toBe('abc123')
    expect(secrets.env.REGION).toBe('abc')
    expect(secrets.redact('x abc123 abc y')).toBe('x ***** abc y')
  })

  test.each([
    ['hunter2', {}],
    ['"{{env_var \'DB\'}}"', { DB: 'hunter2' }],
    ["\"{{env_var 'DB' 'hunter2'}}\"", {}],
  ])('hides the password of a profile: %s', (password, env) => {
    expect(withProfile(postgres(password), env).redact('pw=hunter2')).toBe('pw=*****')
  })

  test('hides passwords of the companion', () => {
    const secrets = withProfile('engines: {}\ncdc: {dms: {source: {password: hunter2}}}\n')
    expect(secrets.redact('hunter2')).toBe('*****')
  })

  test.each([
    ['  password: hunter2\n bad', 'hunter2'],
    ['  redshift: {type: postgres, password: hunter2, host: h}', 'hunter2'],
    ['  password: "hunter 2" # mine', 'hunter 2'],
    ["  api_token: 'hunter2'", 'hunter2'],
  ])('hides what looks like a secret in a profile that cannot be read: %s', (text, secret) => {
    const secrets = new Secrets({})
    secrets.addUnreadProfile(text)
    expect(secrets.redact(text)).toBe(text.replace(secret, '*****'))
  })

  test('hides the longer of two secrets first', () => {
    const secrets = new Secrets({ A_TOKEN: 'abc', B_TOKEN: 'abcdef' })
    expect([secrets.env.A_TOKEN, secrets.env.B_TOKEN]).toEqual(['abc', 'abcdef'])
    expect(secrets.redact('abcdef')).toBe('*****')
  })

  test('hides within JSON without breaking it', () => {
    const secrets = new Secrets({ A_TOKEN: 'a"b', B_SECRET: '{' })
    expect([secrets.env.A_TOKEN, secrets.env.B_SECRET]).toHaveLength(2)
    expect(JSON.parse(secrets.toJson({ '{': ['say a"b', 1, null] }))).toEqual({ '{': ['say *****', 1, null] })
  })

  test('leaves names of the project readable', () => {
    const secrets = withProfile(postgres('shop'))
    secrets.spare(['shop'])
    expect(secrets.redact('model.shop.orders')).toBe('model.shop.orders')
  })
})
