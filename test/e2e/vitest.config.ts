import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * One file after the other: each drives real windows, and there are few cores. `npm run screenshots`
 * runs the `.shots.ts` files, which make pictures into the folder that DATOMSPACE_SCREENSHOTS names.
 */
const pictures = process.env.DATOMSPACE_SCREENSHOTS !== undefined

export default defineConfig({
  root: join(__dirname, '../..'),
  test: {
    include: [pictures ? 'test/e2e/**/*.shots.ts' : 'test/e2e/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real processes, networks and windows on a shared machine: one that failed is tried once more there,
    // and the report says so.
    retry: process.env.CI ? 1 : 0,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false
  }
})
