import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** `unit` needs no build and no engine; `engines` runs real engines in process; `e2e` runs the built command line. */
export default defineConfig({
  root,
  test: {
    // Vitest leaves a core to its own process, which on two cores would leave one test file at a time.
    maxWorkers: '100%',
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/property/**/*.test.ts', 'tests/golden/*.test.ts'],
          exclude: ['src/engines/**', 'src/runner/**'],
          // These files keep no state between them, so that one worker reads each module once for all of them.
          isolate: false,
          pool: 'threads',
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'engines',
          include: [
            'src/engines/**/*.test.ts',
            'src/runner/**/*.test.ts',
            'tests/conformance/**/*.test.ts',
            'tests/cdc/**/*.test.ts',
          ],
          isolate: false,
          globalSetup: ['tests/support/engines/global-setup.ts'],
          testTimeout: 60_000,
          // Spark takes long to start on a busy machine.
          hookTimeout: 180_000,
        },
      },
      {
        root,
        test: {
          name: 'equality',
          include: ['tests/equality/**/*.test.ts'],
          globalSetup: ['tests/support/engines/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      { root, test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 } },
    ],
  },
})
