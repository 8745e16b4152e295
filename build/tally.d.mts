export interface Tally {
  passed: number
  failed: number
  skipped: number
}
export function readVitest(report: string, exitCode: number): Tally
