import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { bringsS3a, s3aSettings } from './s3a-settings.ts'

const aws = { endpoint: null, region: 'eu-west-1', isAddressedByPath: false }
const key = (name: string) => `spark.hadoop.fs.s3a.${name}`

test('AWS is found by its region, any other server by its address', () => {
  const there = s3aSettings(aws, ['/jars/a.jar'], {})
  expect(there).not.toHaveProperty([key('endpoint')])
  expect(there).toMatchObject({ [key('endpoint.region')]: 'eu-west-1', [key('path.style.access')]: 'false' })
  const here = s3aSettings({ endpoint: 'http://localhost:9000', region: 'x', isAddressedByPath: true }, [], {})
  expect(here).toMatchObject({
    [key('endpoint')]: 'http://localhost:9000',
    [key('connection.ssl.enabled')]: 'false',
    [key('path.style.access')]: 'true',
  })
  expect(here).not.toHaveProperty(['spark.driver.extraClassPath'])
})

test('the profile’s settings stand over these, and its class path behind theirs', () => {
  const own = { [key('endpoint.region')]: 'mine', 'spark.driver.extraClassPath': '/mine.jar' }
  expect(s3aSettings(aws, ['/jars/a.jar', '/jars/b.jar'], own)).toMatchObject({
    [key('endpoint.region')]: 'mine',
    'spark.driver.extraClassPath': ['/jars/a.jar', '/jars/b.jar', '/mine.jar'].join(delimiter),
  })
})

test.each([
  [{}, false],
  [{ 'spark.jars': '/opt/iceberg.jar' }, false],
  [{ 'spark.jars': '/opt/iceberg.jar,/opt/hadoop-aws-3.3.4.jar' }, true],
  [{ 'spark.jars.packages': 'org.apache.hadoop:hadoop-aws:3.3.4' }, true],
] as const)('%j has a hadoop-aws: %s', (conf, expected) => {
  expect(bringsS3a(conf)).toBe(expected)
})
