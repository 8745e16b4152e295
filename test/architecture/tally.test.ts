import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readVitest } from '../../build/tally.mjs'

interface FileResult {
  status: 'passed' | 'failed'
  assertionResults: { status: string }[]
}

const file = (status: FileResult['status'], ...statuses: string[]): FileResult => ({
  status,
  assertionResults: statuses.map(one => ({ status: one }))
})

describe('the count in the last line of npm test', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'datomspace-tally-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  const count = (files: FileResult[], exitCode: number): ReturnType<typeof readVitest> => {
    const report = join(folder, 'report.json')
    writeFileSync(report, JSON.stringify({ testResults: files }))
    return readVitest(report, exitCode)
  }

  it('adds up what ran in all files', () => {
    const files = [file('passed', 'passed', 'pending', 'todo'), file('failed', 'failed', 'passed')]
    expect(count(files, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const files = [file('failed'), file('passed', 'passed')]
    expect(count(files, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('counts a run that failed outside its tests as a failure', () => {
    expect(count([file('passed', 'passed')], 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(count([file('passed', 'passed')], 0)).toEqual({ passed: 1, failed: 0, skipped: 0 })
  })

  it('counts a run that left no report as a failure, whatever its exit code', () => {
    expect(readVitest(join(folder, 'nothing.json'), 0)).toMatchObject({ failed: 1 })
  })
})
