import { openEngine } from '../../src/engines/registry.ts'
import { engineSuite } from './engine-suite.ts'

engineSuite('duckdb', () => openEngine({ type: 'duckdb', path: ':memory:' }), {
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  types: {
    boolean: 'boolean',
    integer: 'integer',
    bigint: 'bigint',
    double: 'double',
    text: 'varchar',
    date: 'date',
    timestamp: 'timestamp',
    instant: 'timestamptz',
    binary: 'blob',
  },
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  failure: `cast('x1' as integer)`,
  bytes: `'\\xAB\\x00\\x0F'::blob`,
  slowQuery: 'select count(*) from range(1000000) a, range(1000000) b',
})
