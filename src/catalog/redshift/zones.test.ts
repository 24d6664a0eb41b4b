import { expect, test } from 'vitest'
import { zoneName } from './zones.ts'

test.each([
  ['PST', 'Etc/GMT+8'],
  ['cest', 'Etc/GMT-2'],
  ['WET', 'UTC'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['EST5EDT', 'EST5EDT'],
  // India, Israel or Ireland.
  ['IST', null],
])('%s is the zone %s', (name, zone) => {
  expect(zoneName(name)).toBe(zone)
})
