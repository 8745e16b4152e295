/** One row of the table that `npm run bench` prints. */
export interface Measurement {
  /** What was done, as `parse 100k vCards`. */
  work: string
  value: number
  /** As `s`, `ms`, `MB`, or `×` for a ratio taken within one run. */
  unit: string
  /** At most this; rows without one are there for comparison. */
  target?: number
}

export interface Bench {
  /** `electron`: a display, a keyring, the built app and an Electron program are there. */
  needs?: 'electron'
  run: () => Promise<Measurement[]>
}
