import { openEngine } from '../../src/engines/registry.ts'
import { newSpark } from '../support/engines/spark.ts'
import { engineSuite } from './engine-suite.ts'

const config = newSpark()

engineSuite('spark', () => openEngine({ type: 'spark', ...config }), {
  quote: (identifier) => `\`${identifier.replaceAll('`', '``')}\``,
  types: {
    boolean: 'boolean',
    integer: 'int',
    bigint: 'bigint',
    double: 'double',
    text: 'string',
    date: 'date',
    timestamp: 'timestamp_ntz',
    instant: 'timestamp',
    binary: 'binary',
  },
  text: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  failure: `raise_error('the value x1')`,
  bytes: `X'AB000F'`,
  slowQuery: 'select count(*) from range(1000000) a cross join range(1000000) b',
})
