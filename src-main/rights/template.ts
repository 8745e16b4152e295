import { CONTEXT, COMMERCIAL, PROFILE, type Action, type FieldGroup } from './profile'
import type { Policy, Rule } from './policy'

export interface Template {
  actions: Action[]
  prohibitions: Rule[]
}

/**
 * What people get when they choose nothing. Contacts are data about other people, so to sell them, to
 * pass them on and to use them for a commercial purpose is prohibited from the start.
 */
export const TEMPLATES: Record<'contacts', Template> = {
  contacts: {
    actions: ['read', 'display', 'index'],
    prohibitions: [
      { action: ['sell'] },
      { action: ['distribute', 'give', 'grantUse'] },
      {
        action: ['use'],
        constraint: [
          { leftOperand: 'purpose', operator: 'isA', rightOperand: { '@id': COMMERCIAL } }
        ]
      }
    ]
  }
}

export interface TicketOptions {
  /** URN of the policy. */
  uid: string
  /** did:key of the owner. */
  assigner: string
  /** What is granted: the URN of a set or of a grant's view. */
  target: string
  /** Last moment, milliseconds since 1970; null for no end. */
  until: number | null
  /** Default: those of the template. */
  actions?: Action[]
  fields?: 'all' | FieldGroup[]
  template?: keyof typeof TEMPLATES
}

/** A policy for whoever holds the key (ODRL Vocabulary 2.2, Ticket: no assignee). */
export function ticketPolicy(options: TicketOptions): Policy {
  const template = structuredClone(TEMPLATES[options.template ?? 'contacts'])
  const permission: Rule = { action: options.actions ?? template.actions }
  if (options.until !== null) {
    const value = new Date(options.until).toISOString()
    permission.constraint = [
      {
        leftOperand: 'dateTime',
        operator: 'lteq',
        rightOperand: { '@value': value, '@type': 'xsd:dateTime' }
      }
    ]
  }
  const policy: Policy = {
    '@context': CONTEXT,
    '@type': 'Ticket',
    uid: options.uid,
    profile: PROFILE,
    conflict: 'prohibit',
    assigner: options.assigner,
    target: options.target,
    permission: [permission],
    prohibition: template.prohibitions
  }
  if (options.fields && options.fields !== 'all') policy['ds:fields'] = [...options.fields]
  return policy
}
