import { atomsIn, type Policy, type Rule } from './policy'
import type { EventName } from './profile'

/** Whether it depends on the country in which something is done. */
export function namesPlace(policy: Policy): boolean {
  return rulesOf(policy).some(isOfPlace)
}

/** Whether the rule in which a reason is (`at`, e.g. `permission.0.constraint.1`) depends on it. */
export function placeMattersAt(policy: Policy, at: string): boolean {
  const [kind, index] = at.split('.')
  const rules = kind === 'prohibition' ? policy.prohibition : policy.permission
  const rule = rules?.[Number(index)]
  return rule !== undefined && isOfPlace(rule)
}

/** The events that a rule or a duty waits for, each once. */
export function eventsIn(policy: Policy): EventName[] {
  const duties = [
    ...policy.permission.flatMap(({ duty }) => duty ?? []),
    ...(policy.obligation ?? [])
  ]
  const conditions = [
    ...rulesOf(policy).flatMap(({ constraint }) => atomsIn(constraint ?? [])),
    ...duties.flatMap(({ constraint }) => constraint ?? [])
  ]
  const events = conditions.flatMap(each =>
    each.leftOperand === 'event' ? [each.rightOperand['@id']] : []
  )
  return [...new Set(events)]
}

function rulesOf({ permission, prohibition = [] }: Policy): Rule[] {
  return [...permission, ...prohibition]
}

function isOfPlace(rule: Rule): boolean {
  return atomsIn(rule.constraint ?? []).some(({ leftOperand }) => leftOperand === 'spatial')
}
