import { openEngine } from '../../src/engines/registry.ts'
import { newDatabase } from '../support/engines/postgres.ts'
import { engineSuite } from './engine-suite.ts'

engineSuite('postgres', async () => openEngine({ type: 'postgres', ...(await newDatabase()) }), {
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  types: {
    boolean: 'boolean',
    integer: 'integer',
    bigint: 'bigint',
    double: 'double precision',
    text: 'text',
    date: 'date',
    timestamp: 'timestamp',
    instant: 'timestamptz',
    binary: 'bytea',
  },
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  failure: `cast('x1' as integer)`,
  bytes: `'\\xAB000F'::bytea`,
  slowQuery: 'select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b',
})
