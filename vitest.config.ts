import { defineConfig } from 'vitest/config'

/** Unit and integration tests in plain Node; test/e2e has its own configuration as it drives Electron. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Real processes, networks and windows on a shared machine: one that failed is tried once more there,
    // and the report says so.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    maxWorkers: 2
  }
})
