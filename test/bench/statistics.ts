export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The value that `percent` of the others do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error('There is nothing to take a percentile of')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]!
}

/** Milliseconds of a clock that all processes of this machine share. */
export function clock(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

export async function timed(work: () => unknown): Promise<number> {
  const from = clock()
  await work()
  return clock() - from
}

/** The heap as it is without garbage; programs of this folder run with `--expose-gc`. */
export function collectGarbage(): void {
  ;(globalThis as { gc?: () => void }).gc?.()
}
