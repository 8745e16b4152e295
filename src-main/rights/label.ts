import { labelFor, TODAY, type Enforcement, type Mechanism, type TermCode } from './mechanism'
import {
  atomsIn,
  logicIn,
  startsOf,
  untilOf,
  type AtomicConstraint,
  type Policy,
  type Rule
} from './policy'
import { dutyCode, isPassedOn, permittedCodes, prohibitedCodes, type CodeOfAtom } from './term'

export interface Label {
  /** Stable code of the term: `holder`, `from`, `until`, `fields`, an action, `no-<action>`, `duty-…`. */
  term: string
  value?: string
  enforcement: Enforcement
  /** Stable code of the sentence that says why. */
  why: string
}

/**
 * Each term of the policy with how far this software holds it up, computed from what it does
 * (`mechanisms`, by default what it does today). A flat list of codes for screens that have a text for
 * each; which condition belongs to which rule is said by `wordsOf`.
 */
export function labelsOf(policy: Policy, mechanisms: readonly Mechanism[] = TODAY): Label[] {
  const labels: Label[] = []
  const known = new Set<string>()
  const add = (term: string, value?: string, code = term as TermCode): void => {
    const said = JSON.stringify([term, value, code])
    if (known.has(said)) return
    known.add(said)
    const { enforcement, why } = labelFor(code, mechanisms)
    labels.push({ term, ...(value !== undefined && { value }), enforcement, why })
  }
  if (policy['@type'] === 'Offer') add('offer')
  else if (policy.assignee === undefined) add('holder')
  else add('holder', policy.assignee, 'person')
  if (policy['ds:derivedFrom'] !== undefined) add('derived', policy['ds:derivedFrom'])

  const [from] = startsOf(policy)
  if (from !== undefined && Number.isFinite(from)) add('from', new Date(from).toISOString())
  const until = untilOf(policy)
  const end = isPassedOn(policy) ? 'passed-on-until' : 'until'
  if (until !== null) add('until', new Date(until).toISOString(), end)
  const fields = policy['ds:fields']
  if (fields) add('fields', fields.join(' '))

  for (const rule of policy.permission) {
    const purposes = purposesOf(rule)
    for (const action of rule.action) add(action, purposes)
  }
  for (const rule of policy.prohibition ?? []) {
    const conditions = conditionsOf(rule)
    for (const action of rule.action) add(`no-${action}`, conditions)
  }
  const permitted = permittedCodes(policy, isPassedOn(policy))
  for (const rule of policy.permission) {
    for (const [atom, code] of codedAtoms(rule, permitted(rule))) {
      // Those that bound everything are said above.
      if (code === 'from' || code === end) continue
      if (atom.leftOperand === 'dateTime') {
        const isEnd = atom.operator === 'lt' || atom.operator === 'lteq'
        const moment = new Date(atom.rightOperand['@value']).toISOString()
        add(isEnd ? 'until-earlier' : 'from-later', moment, code)
      } else add(termOf(atom, code), `${atom.operator} ${valueOf(atom)}`, code)
    }
  }
  for (const rule of policy.prohibition ?? []) {
    for (const [atom, code] of codedAtoms(rule, prohibitedCodes(rule))) {
      // Its times stand with what is prohibited.
      if (atom.leftOperand === 'dateTime') continue
      add(termOf(atom, code), `${atom.operator} ${valueOf(atom)}`, code)
    }
  }
  const rules = [...policy.permission, ...(policy.prohibition ?? [])]
  if (rules.some(({ constraint }) => constraint?.some(each => logicIn(each)))) add('logic')
  for (const rule of [...policy.permission, null]) {
    const duties = rule ? rule.duty : policy.obligation
    for (const duty of duties ?? []) add(`duty-${duty.action}`, undefined, dutyCode(duty, rule))
  }
  return labels
}

function codedAtoms(rule: Rule, codeOf: CodeOfAtom): [atom: AtomicConstraint, code: TermCode][] {
  return atomsIn(rule.constraint ?? []).map(atom => [atom, codeOf(atom)])
}

function termOf(atom: AtomicConstraint, code: TermCode): string {
  return atom.leftOperand === 'purpose' ? code : atom.leftOperand
}

/** The IRIs of the purposes that a permission is for. */
function purposesOf(rule: Rule): string | undefined {
  const purposes = atomsIn(rule.constraint ?? []).filter(atom => atom.leftOperand === 'purpose')
  return purposes.length === 0 ? undefined : purposes.map(valueOf).join(' ')
}

/** Purposes and times of a prohibition, so that no part of it goes unseen. */
function conditionsOf(rule: Rule): string | undefined {
  const conditions = atomsIn(rule.constraint ?? [])
    .filter(({ leftOperand }) => leftOperand === 'purpose' || leftOperand === 'dateTime')
    .map(atom =>
      atom.leftOperand === 'purpose' ? valueOf(atom) : `${atom.operator} ${valueOf(atom)}`
    )
  return conditions.length === 0 ? undefined : conditions.join(' ')
}

function valueOf({ rightOperand }: AtomicConstraint): string {
  if (Array.isArray(rightOperand)) return rightOperand.map(each => each['@id']).join(' ')
  return '@id' in rightOperand ? rightOperand['@id'] : rightOperand['@value']
}
