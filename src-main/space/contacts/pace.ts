const SLICE_MILLISECONDS = 8

/**
 * Lets the event loop breathe during long work: `await pace()` between steps returns at once until
 * this turn has worked for 8 ms, then after everything else that was waiting.
 */
export function pacer(): () => Promise<void> | undefined {
  let started = performance.now()
  return () => {
    if (performance.now() - started < SLICE_MILLISECONDS) return undefined
    return new Promise(resolve => {
      setImmediate(() => {
        started = performance.now()
        resolve()
      })
    })
  }
}
