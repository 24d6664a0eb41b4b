import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** `unit` needs no build and no engine; `engines` runs real engines in process; `e2e` runs the built command line. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/*.test.ts', 'tests/property/**/*.test.ts', 'tests/golden/*.test.ts'],
          exclude: ['src/engines/**', 'src/runner/**'],
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
          globalSetup: ['tests/support/engines/global-setup.ts'],
          testTimeout: 60_000,
          // Spark takes long to start on a busy machine.
          hookTimeout: 180_000,
        },
      },
      { root, test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
    ],
  },
})
