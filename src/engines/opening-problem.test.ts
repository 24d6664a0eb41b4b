import { expect, test } from 'vitest'
import { EngineError } from './engine-error.ts'
import { openingProblem } from './opening-problem.ts'

test('a lock names its holder and may pass', () => {
  const failure = new EngineError('locked', 'Could not set lock', { holder: { program: '/usr/bin/node', pid: 12 } })
  expect(openingProblem('redshift', failure)).toMatchObject({
    mayPass: true,
    diagnostic: {
      code: 'run/locked',
      message: 'The database is in use by another process (/usr/bin/node, process 12).',
    },
  })
  expect(openingProblem('redshift', new EngineError('locked', 'x')).diagnostic.message).toBe(
    'The database is in use by another process.',
  )
})

test('a server that does not answer may pass', () => {
  expect(openingProblem('redshift', new EngineError('unreachable', 'connect ECONNREFUSED'))).toMatchObject({
    mayPass: true,
    diagnostic: { code: 'engine/unreachable', message: 'The engine "redshift" does not answer: connect ECONNREFUSED' },
  })
})

test('a wrong configuration stays wrong', () => {
  expect(
    openingProblem('spark', new EngineError('unsupported', 'The engine type "glue" is not available.')),
  ).toMatchObject({
    mayPass: false,
    diagnostic: { code: 'engine/not-opened' },
  })
})
