import type { Constraint, Policy, Rule } from './policy'
import { isKindOf, type Action, type FieldGroup, type Purpose } from './profile'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export interface Request {
  action: Action
  /** Absent when the user of the data does not say; then it is never permitted *for* a purpose. */
  purpose?: Purpose
  /** The groups of members that are wanted. */
  fields?: FieldGroup[]
}

export type ReasonCode =
  'permitted' | 'not-permitted' | 'prohibited' | 'expired' | 'not-yet' | 'purpose' | 'fields'

export interface Reason {
  code: ReasonCode
  /** Where in the policy, e.g. `prohibition.0`; empty when no rule is at fault. */
  at: string
}

export interface Decision {
  decision: 'permit' | 'deny'
  /** What decided: for `permit` the permission, for `deny` every rule that stands in the way. */
  reasons: Reason[]
}

/**
 * Whether `policy` lets its holder do what `request` says at the time of `clock`. Denies unless a
 * permission holds, and whenever a prohibition holds (`conflict: prohibit`). Total: it decides for
 * every valid policy and never throws.
 */
export function evaluate(policy: Policy, request: Request, clock: Clock): Decision {
  const now = clock.now()
  const prohibited: Reason[] = []
  for (const [index, rule] of (policy.prohibition ?? []).entries()) {
    if (!covers(rule, request.action)) continue
    if (failureOf(rule, request, now) !== null) continue
    prohibited.push({ code: 'prohibited', at: `prohibition.${index}` })
  }
  if (prohibited.length > 0) return { decision: 'deny', reasons: prohibited }

  const given = policy['ds:fields']
  if (given && request.fields?.some(field => !given.includes(field))) {
    return { decision: 'deny', reasons: [{ code: 'fields', at: 'ds:fields' }] }
  }

  const missed: Reason[] = []
  for (const [index, rule] of policy.permission.entries()) {
    if (!covers(rule, request.action)) continue
    const failure = failureOf(rule, request, now)
    const at = `permission.${index}`
    if (failure === null) return { decision: 'permit', reasons: [{ code: 'permitted', at }] }
    missed.push({ code: failure, at })
  }
  if (missed.length > 0) return { decision: 'deny', reasons: missed }
  return { decision: 'deny', reasons: [{ code: 'not-permitted', at: '' }] }
}

/** `use` is the top of the actions (ODRL Vocabulary 2.2 §3.4): a rule about it is about all but transfers. */
function covers(rule: Rule, action: Action): boolean {
  if (rule.action.includes(action)) return true
  return rule.action.includes('use') && action !== 'sell' && action !== 'give'
}

/** The first constraint of the rule that does not hold, or null when all hold. */
function failureOf(rule: Rule, request: Request, now: number): ReasonCode | null {
  for (const constraint of rule.constraint ?? []) {
    const failure = check(constraint, request, now)
    if (failure !== null) return failure
  }
  return null
}

function check(constraint: Constraint, request: Request, now: number): ReasonCode | null {
  if (constraint.leftOperand === 'purpose') {
    const wanted = constraint.rightOperand['@id']
    return request.purpose && isKindOf(request.purpose, wanted) ? null : 'purpose'
  }
  const at = Date.parse(constraint.rightOperand['@value'])
  switch (constraint.operator) {
    case 'lt':
      return now < at ? null : 'expired'
    case 'lteq':
      return now <= at ? null : 'expired'
    case 'gt':
      return now > at ? null : 'not-yet'
    case 'gteq':
      return now >= at ? null : 'not-yet'
  }
}
