import type { Action, FieldGroup, Purpose } from './profile'

/** `Ticket`: to whoever holds the key. `Agreement`: to the named assignee. `Offer`: to nobody yet. */
export type PolicyKind = 'Ticket' | 'Agreement' | 'Offer'

export type Constraint =
  | {
      leftOperand: 'dateTime'
      operator: 'gt' | 'gteq' | 'lt' | 'lteq'
      rightOperand: { '@value': string; '@type': 'xsd:dateTime' }
    }
  | { leftOperand: 'purpose'; operator: 'isA'; rightOperand: { '@id': Purpose } }

export interface Rule {
  action: Action[]
  constraint?: Constraint[]
}

/**
 * A policy in the JSON-LD form of ODRL 2.2, narrowed to what this program understands. All rules are
 * about the one target; the members of `ds:` are the profile's own.
 */
export interface Policy {
  '@context': readonly [string, { readonly ds: string }]
  '@type': PolicyKind
  uid: string
  profile: string
  conflict: 'prohibit'
  assigner: string
  assignee?: string
  target: string
  /** Groups of members of a record that are given; left out for whole records. */
  'ds:fields'?: FieldGroup[]
  permission: Rule[]
  prohibition?: Rule[]
}

/** The last moment at which anything is permitted, in milliseconds, or null for no end. */
export function untilOf(policy: Policy): number | null {
  let latest = Number.NEGATIVE_INFINITY
  for (const rule of policy.permission) {
    const end = endOf(rule)
    if (end === null) return null
    latest = Math.max(latest, end)
  }
  return latest
}

function endOf(rule: Rule): number | null {
  let end: number | null = null
  for (const constraint of rule.constraint ?? []) {
    if (constraint.leftOperand !== 'dateTime') continue
    if (constraint.operator !== 'lt' && constraint.operator !== 'lteq') continue
    const at = Date.parse(constraint.rightOperand['@value'])
    end = end === null ? at : Math.min(end, at)
  }
  return end
}
