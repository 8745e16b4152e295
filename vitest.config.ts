import { defineConfig } from 'vitest/config'

/** Unit and integration tests in plain Node; test/e2e has its own configuration as it drives Electron. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2
  }
})
