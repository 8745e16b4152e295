import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** One file after the other: each drives real windows, and there are few cores. */
export default defineConfig({
  root: join(__dirname, '../..'),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false
  }
})
