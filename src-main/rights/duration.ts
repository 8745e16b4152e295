const PATTERN =
  /^P(?:(0|[1-9]\d{0,4})D)?(?:T(?=\d)(?:(0|[1-9]\d{0,4})H)?(?:(0|[1-9]\d{0,4})M)?(?:(0|[1-9]\d{0,4})S)?)?$/
const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const
const MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 }

export type DurationPart = { unit: (typeof UNITS)[number]; amount: number }

/**
 * The parts of an `xsd:dayTimeDuration` (XML Schema 1.1 part 2 §3.4.27) such as `P1DT12H`, or null. Years
 * and months are not taken: how long they are depends on when they begin.
 */
export function durationParts(text: string): DurationPart[] | null {
  const match = PATTERN.exec(text)
  if (!match) return null
  const parts = UNITS.flatMap((unit, index) => {
    const digits = match[index + 1]
    return digits === undefined ? [] : [{ unit, amount: Number(digits) }]
  })
  return parts.some(part => part.amount > 0) ? parts : null
}

/** Length in milliseconds; `NaN` for what is no duration. */
export function durationOf(text: string): number {
  const parts = durationParts(text)
  if (!parts) return Number.NaN
  return parts.reduce((sum, part) => sum + part.amount * MILLISECONDS[part.unit], 0)
}
