import { covers, type Action } from './action'
import type { Policy } from './policy'
import { isKindOf, type Purpose } from './purpose'

/** What whoever gave a share has consented to, as `evaluate` asks for it. */
export interface Consented {
  action: Action
  /** Only for this, and for what is a kind of it; absent for anything. */
  purpose?: Purpose
  /** Milliseconds since 1970: its last moment; null for as long as the share lasts. */
  until: number | null
  /** How many uses of it are left; null for any number. */
  left: number | null
}

/** Whether one of `consents` is to this, at `now`: milliseconds since 1970. */
export function isConsentedTo(
  asked: { action: Action; purpose?: Purpose },
  consents: readonly Consented[],
  now: number
): boolean {
  return consents.some(
    ({ action, purpose, until, left }) =>
      covers(action, asked.action) &&
      (purpose === undefined ||
        (asked.purpose !== undefined && isKindOf(asked.purpose, purpose))) &&
      // Where nobody knows what time it is, what has an end may be over.
      (until === null || now <= until) &&
      (left === null || left > 0)
  )
}

/** The permitted actions that are done only with consent, each once. */
export function asksFirst({ permission }: Pick<Policy, 'permission'>): Action[] {
  const asking = permission.filter(({ duty }) =>
    duty?.some(({ action }) => action === 'obtainConsent')
  )
  return [...new Set(asking.flatMap(({ action }) => action))]
}
