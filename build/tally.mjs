import { existsSync, readFileSync } from 'node:fs'

/**
 * Counts a vitest JSON report. A file that could not be loaded counts as one failure, and so does a
 * run that failed without saying which test did (an unhandled rejection, a crash, no report).
 *
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function readVitest(report, exitCode) {
  const tally = { passed: 0, failed: 0, skipped: 0 }
  if (!existsSync(report)) return { ...tally, failed: 1 }
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    const before = tally.failed
    for (const { status } of file.assertionResults) {
      if (status === 'passed') tally.passed++
      else if (status === 'failed') tally.failed++
      else tally.skipped++
    }
    if (file.status === 'failed' && tally.failed === before) tally.failed++
  }
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1
  return tally
}

export function add(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped
  }
}
