import type { Action } from './action'
import { footingOf, TODAY, type Mechanism, type TermCode } from './mechanism'
import {
  logicIn,
  startsOf,
  untilOf,
  type AtomicConstraint,
  type Constraint,
  type Duty,
  type Policy,
  type Rule
} from './policy'

/** One term of a policy, and where it is. */
export interface Term {
  at: string
  code: TermCode
}

/** The terms that `mechanisms` do not hold up, in the order of the policy. */
export function unsupportedTerms(policy: Policy, mechanisms: readonly Mechanism[] = TODAY): Term[] {
  return termsIn(policy).filter(({ code }) => footingOf(code, mechanisms) === null)
}

/** Every term that binds somebody, in the order of the policy. */
export function termsIn(policy: Policy): Term[] {
  const terms: Term[] = [holderTerm(policy)]
  if (policy['ds:derivedFrom'] !== undefined) terms.push({ at: 'ds:derivedFrom', code: 'derived' })
  if (policy['ds:fields']) terms.push({ at: 'ds:fields', code: 'fields' })
  const permitted = permittedCodes(policy, isPassedOn(policy))
  for (const [index, rule] of policy.permission.entries()) {
    const at = `permission.${index}`
    for (const [place, code] of rule.action.entries())
      terms.push({ at: `${at}.action.${place}`, code })
    terms.push(...constraintTerms(rule.constraint ?? [], `${at}.constraint`, permitted(rule)))
    terms.push(...dutyTerms(rule.duty ?? [], `${at}.duty`, rule))
  }
  for (const [index, rule] of (policy.prohibition ?? []).entries()) {
    const at = `prohibition.${index}`
    for (const [place, action] of rule.action.entries()) {
      terms.push({ at: `${at}.action.${place}`, code: `no-${action}` })
    }
    terms.push(...constraintTerms(rule.constraint ?? [], `${at}.constraint`, prohibitedCodes(rule)))
  }
  terms.push(...dutyTerms(policy.obligation ?? [], 'obligation'))
  return terms
}

export function isPassedOn(policy: Policy): boolean {
  return policy['ds:derivedFrom'] !== undefined
}

/** What a condition of a rule is called. */
export type CodeOfAtom = (atom: AtomicConstraint) => TermCode

/**
 * For the permissions of one policy: only a moment that bounds everything is one that the owner's space
 * can see to. `passedOn`: whether the terms are those of somebody who passes on what another owns.
 */
export function permittedCodes(
  terms: Pick<Policy, 'permission'>,
  passedOn: boolean
): (rule: Rule) => CodeOfAtom {
  const end = untilOf(terms)
  const start = startsOf(terms)[0] ?? Number.NEGATIVE_INFINITY
  return rule => atom => {
    if (atom.leftOperand !== 'dateTime') return codeIn(rule, atom)
    const moment = Date.parse(atom.rightOperand['@value'])
    const isEnd = atom.operator === 'lt' || atom.operator === 'lteq'
    if (isEnd && end !== null && end <= moment) return passedOn ? 'passed-on-until' : 'until'
    if (!isEnd && start >= moment) return 'from'
    if (!rule.action.every(action => isChecked(action, rule))) return 'condition'
    return isEnd ? 'until-earlier' : 'from-later'
  }
}

/** When or to whom something is prohibited is a condition of a promise, and no more. */
export function prohibitedCodes(rule: Rule): CodeOfAtom {
  return atom => {
    if (atom.leftOperand === 'dateTime') return 'condition'
    const code = codeIn(rule, atom)
    return code === 'passed-on-to' ? 'condition' : code
  }
}

function codeIn(
  rule: Rule,
  atom: Exclude<AtomicConstraint, { leftOperand: 'dateTime' }>
): TermCode {
  const { leftOperand, operator } = atom
  if (leftOperand === 'purpose') return operator === 'isA' ? 'purpose' : 'purposes'
  const isPassingOn = rule.action.every(action => action === 'grantUse')
  if (leftOperand === 'recipient' && isPassingOn) return 'passed-on-to'
  const isAsked = (action: Action) =>
    isChecked(action, rule) || (leftOperand === 'recipient' && action === 'grantUse')
  return rule.action.every(isAsked) ? leftOperand : 'condition'
}

/** What the app asks the terms about, and signs for: to show, to let a program read, to write to a file. */
const SIGNED: readonly Action[] = ['read', 'display', 'extract']

/** What is searched is what may be shown at that moment, and nothing else. */
function isChecked(action: Action, rule: Rule): boolean {
  return SIGNED.includes(action) || (action === 'index' && rule.action.includes('display'))
}

/** What a duty of a permission is called; `rule` is null for one of the policy as a whole. */
export function dutyCode({ action, constraint = [] }: Duty, rule: Rule | null): TermCode {
  if (action !== 'obtainConsent') return `duty-${action}`
  // Consent that is due at some times only would open everything at the others.
  if (!rule || rule.action.includes('grantUse') || constraint.length > 0) return 'unaskable-consent'
  const isSeen = rule.action.every(each => isChecked(each, rule))
  return isSeen ? 'duty-obtainConsent' : 'promised-consent'
}

function holderTerm(policy: Policy): Term {
  if (policy['@type'] === 'Offer') return { at: '@type', code: 'offer' }
  if (policy['@type'] === 'Ticket') return { at: '@type', code: 'holder' }
  return { at: 'assignee', code: 'person' }
}

function constraintTerms(constraints: Constraint[], at: string, codeOf: CodeOfAtom): Term[] {
  return constraints.flatMap((constraint, index) => {
    const logic = logicIn(constraint)
    if (!logic) return [{ at: `${at}.${index}`, code: codeOf(constraint as AtomicConstraint) }]
    const list = `${at}.${index}.${logic.operator}`
    return [
      { at: list, code: 'logic' as const },
      ...constraintTerms(logic.operands, `${list}.@list`, codeOf)
    ]
  })
}

function dutyTerms(duties: Duty[], at: string, rule: Rule | null = null): Term[] {
  return duties.map((duty, index) => ({ at: `${at}.${index}`, code: dutyCode(duty, rule) }))
}
