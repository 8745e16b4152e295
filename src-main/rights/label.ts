import { labelFor, TODAY, type Enforcement, type Mechanism, type TermCode } from './mechanism'
import {
  logicIn,
  endOf,
  untilOf,
  type AtomicConstraint,
  type Constraint,
  type Policy,
  type Rule
} from './policy'

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
  const add = (term: string, value?: string, code = term as TermCode): void => {
    const { enforcement, why } = labelFor(code, mechanisms)
    const isKnown = labels.some(label => label.term === term && label.value === value)
    if (!isKnown) labels.push({ term, ...(value !== undefined && { value }), enforcement, why })
  }
  if (policy['@type'] === 'Offer') add('offer')
  else if (policy.assignee === undefined) add('holder')
  else add('holder', policy.assignee, 'person')
  if (policy['ds:derivedFrom'] !== undefined) add('derived', policy['ds:derivedFrom'])

  const from = startOf(policy)
  if (from !== null) add('from', from)
  const until = untilOf(policy)
  if (until !== null) add('until', new Date(until).toISOString())
  for (const rule of policy.permission) {
    const end = endOf(rule.constraint ?? [])
    if (end !== null && end !== until) add('until-earlier', new Date(end).toISOString())
  }
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
  for (const rule of [...policy.permission, ...(policy.prohibition ?? [])]) {
    for (const atom of atomsIn(rule.constraint ?? [])) {
      const { leftOperand } = atom
      if (leftOperand !== 'dateTime' && leftOperand !== 'purpose') {
        add(leftOperand, `${atom.operator} ${valueOf(atom)}`)
      }
    }
    if (rule.constraint?.some(each => logicIn(each))) add('logic')
  }
  const duties = policy.permission.flatMap(({ duty }) => duty ?? [])
  for (const duty of [...duties, ...(policy.obligation ?? [])]) add(`duty-${duty.action}`)
  return labels
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

function atomsIn(constraints: Constraint[]): AtomicConstraint[] {
  return constraints.flatMap(constraint => {
    const logic = logicIn(constraint)
    return logic ? atomsIn(logic.operands) : [constraint as AtomicConstraint]
  })
}

function valueOf({ rightOperand }: AtomicConstraint): string {
  if (Array.isArray(rightOperand)) return rightOperand.map(each => each['@id']).join(' ')
  return '@id' in rightOperand ? rightOperand['@id'] : rightOperand['@value']
}

function startOf(policy: Policy): string | null {
  for (const rule of policy.permission) {
    for (const atom of atomsIn(rule.constraint ?? [])) {
      if (atom.leftOperand !== 'dateTime') continue
      if (atom.operator === 'gt' || atom.operator === 'gteq') return atom.rightOperand['@value']
    }
  }
  return null
}
