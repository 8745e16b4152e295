import { isNarrower, untilOf, withEnd, type FieldGroup, type Policy } from '../rights'

/** What an owner did to a grant after it was made and before it ended, in the order of the grant core. */
export interface GrantStep {
  event: 'renew' | 'narrow' | 'suspend' | 'resume' | 'declare'
  /** ISO time, by the owner's clock. */
  at: string
  /** Of new terms: their end (ISO; null for none) and their fields. */
  until?: string | null
  fields?: 'all' | FieldGroup[]
  /** Of an event on which the terms depend: which, by the last part of its IRI, and whether it begins or ends. */
  declared?: string
  phase?: string
}

/** What new terms did to those before: `renew` where only the end is another, null where nothing is. */
export function stepBetween(before: Policy, after: Policy, at: string): GrantStep | null {
  if (isSame(before, after)) return null
  const event = isSame(endless(before), endless(after)) ? 'renew' : 'narrow'
  const end = untilOf(after)
  const until = end === null ? null : new Date(end).toISOString()
  return { event, at, until, fields: after['ds:fields'] ?? 'all' }
}

function isSame(one: Policy, other: Policy): boolean {
  return isNarrower(one, other) && isNarrower(other, one)
}

function endless(policy: Policy): Policy {
  return { ...policy, permission: withEnd(policy.permission, null) }
}
