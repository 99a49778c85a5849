import { defineConfig } from 'vitest/config'
import SlowestFirst from './test/slowest-first.ts'

// Three projects, fast ones first: `unit` touches nothing outside the process, `database` shares one embedded
// PostgreSQL server started by test/database-server.ts, `browser` drives a whole platform in Chromium.
const jsx = { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } }

export default defineConfig({
  oxc: jsx,
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        oxc: jsx,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'test/unit/**/*.test.ts'],
          exclude: ['**/*.db.test.{ts,tsx}'],
          testTimeout: 60_000,
          // They keep nothing in modules: one load of what they share takes half of the time away.
          isolate: false,
        },
      },
      {
        oxc: jsx,
        test: {
          name: 'database',
          include: ['src/**/*.db.test.{ts,tsx}', 'test/database/**/*.test.ts'],
          globalSetup: ['test/database-server.ts'],
          // What hangs is found by the waits in the tests; this is for a machine on which all of them are slow.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // More than a small machine has processors: tests of processes wait for most of their time.
          maxWorkers: 3,
        },
      },
      {
        oxc: jsx,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser-platform.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
