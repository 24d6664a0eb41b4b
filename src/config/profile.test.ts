import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { configTemplateNotRead } from '../diagnostics/catalog/config.ts'
import { isSecretName, readProfile, resolveEngine, resolveProfile } from './profile.ts'
import type { RenderValue } from './render-values.ts'

const text = `engines:
  redshift: {type: postgres, host: h, port: "{{env_var 'PORT'}}", user: u, password: "{{env_var 'PW'}}", database: d}
schema_prefix: "{{env_var 'PREFIX'}}"
storage: {raw: "data/{{env_var 'RAW'}}", handoff: out}
`
const { profile, diagnostics } = readProfile({ path: 'profiles/dev.yml', text }, 'dev')

function render(values: Readonly<Record<string, string>>): RenderValue {
  return (template, report) => {
    const missing = /\{\{env_var '(\w+)'\}\}/.exec(template.text)?.[1] ?? ''
    const span = template.originOf(0, template.length)?.span
    if (values[missing] === undefined && span) report(configTemplateNotRead(missing, span))
    const value = values[missing]
    return value === undefined ? null : template.text.replace(/\{\{.*?\}\}/, value)
  }
}

describe('a profile', () => {
  test('is read with its templates unrendered', () => {
    expect(diagnostics.map(({ code }) => code)).toEqual([])
    expect(profile?.secretKeys).toEqual(['engines.redshift.password'])
  })

  test('is rendered when it is used', () => {
    const { resolved, diagnostics } = resolveProfile(profile ?? never(), render({ PREFIX: 'dev_', RAW: 'x' }))
    expect(diagnostics).toEqual([])
    expect(resolved).toMatchObject({ threads: 4, schema: 'analytics', schemaPrefix: 'dev_' })
    expect(resolved.storage.raw?.value).toBe('data/x')
  })

  test('has numbers where templates give digits', () => {
    const engine = profile?.engines.redshift ?? never()
    const { resolved, diagnostics } = resolveEngine(engine, render({ PORT: '5432', PW: '0123' }))
    expect(diagnostics).toEqual([])
    expect(resolved).toEqual({ host: 'h', port: 5432, user: 'u', password: '0123', database: 'd' })
  })

  test('never shows what a template gave', () => {
    const engine = profile?.engines.redshift ?? never()
    const { diagnostics } = resolveEngine(engine, render({ PORT: 'hunter2', PW: 'hunter2' }))
    expect(diagnosticLines(diagnostics)).toEqual([
      '2:45 config/wrong-type "port" of engine "redshift": expected a whole number, but found something else, given by a template.',
    ])
  })

  test('says how much of S3 is kept here', () => {
    const file = {
      path: 'profiles/s3.yml',
      text: 'storage: {raw: s3://bucket/dms, cache_max_bytes: 2GB, requester_pays: true}',
    }
    const { resolved, diagnostics } = resolveProfile(readProfile(file, 's3').profile ?? never(), render({}))
    expect(diagnostics).toEqual([])
    expect(resolved.storage).toMatchObject({
      raw: { value: 's3://bucket/dms' },
      cacheMaxBytes: 2e9,
      requesterPays: true,
    })
  })

  test('leaves out what cannot be rendered', () => {
    const { resolved, diagnostics } = resolveProfile(profile ?? never(), render({ PREFIX: 'dev_' }))
    expect(resolved.storage).toMatchObject({ raw: null, handoff: { value: 'out' } })
    expect(diagnostics.map(({ span }) => span?.start)).toEqual([text.indexOf('data/')])
  })

  test.each(['password', 'PGPASSWORD', 'secret_arn', 'AUTH_TOKEN', 'pass'])('%s is secret', (name) => {
    expect(isSecretName(name)).toBe(true)
  })

  test.each(['path', 'user', 'bypass'])('%s is not secret', (name) => {
    expect(isSecretName(name)).toBe(false)
  })
})

function never(): never {
  throw new Error('the profile of this test cannot be read')
}
