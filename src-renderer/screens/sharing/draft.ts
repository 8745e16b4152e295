import type { Draft, FieldGroup } from '../../contract'

type Permission = Draft['permission'][number]
type Rule = Draft['prohibition'][number]
export type Action = Permission['action'][number]
type Constraint = NonNullable<Permission['constraint']>[number]

/** What people choose from, by family: 持有 hold, 加工使用 process, 经营 operate. */
export const ACTION_FAMILIES = {
  hold: ['read', 'display', 'index', 'print', 'archive'],
  process: ['extract', 'reproduce', 'transform', 'derive', 'aggregate', 'anonymize'],
  operate: ['present', 'distribute', 'grantUse', 'give', 'sell']
} as const satisfies Record<string, readonly Action[]>

/** Purposes of the Data Privacy Vocabulary that are offered; a policy may name others. */
export const OFFERED_PURPOSES = [
  'CommunicationManagement',
  'FulfilmentOfContractualObligation',
  'RequestedServiceProvision',
  'MemberPartnerManagement',
  'NonCommercialPurpose',
  'AcademicResearch'
] as const

export type OfferedPurpose = (typeof OFFERED_PURPOSES)[number]

const DPV = 'https://w3id.org/dpv#'
const COMMERCIAL = `${DPV}CommercialPurpose`
/** The uses that the app does itself and signs for. A number of anything else would be a promise only. */
const COUNTED: readonly Action[] = ['display', 'extract']
/** To have the copy and to sort a list by it: nothing is seen by that. */
const HELD: readonly Action[] = ['read', 'index']

/** The terms of a policy, without who says them to whom about what, for editing. */
export function draftIn(policy: string): Draft {
  const { permission, prohibition, obligation, ...rest } = JSON.parse(policy) as Draft
  const fields = rest['ds:fields']
  return copy({
    ...(fields && { 'ds:fields': fields }),
    permission,
    ...(prohibition && { prohibition }),
    ...(obligation && { obligation })
  })
}

export function fieldsOf(draft: Draft): 'all' | FieldGroup[] {
  return draft['ds:fields'] ?? 'all'
}

export function withFields(draft: Draft, fields: 'all' | FieldGroup[]): Draft {
  const next = copy(draft)
  if (fields === 'all') delete next['ds:fields']
  else next['ds:fields'] = fields
  return next
}

/** The last moment of all permissions, ISO; null where one has no end. */
export function untilOf(draft: Draft): string | null {
  return timesOf(draft, 'lteq').sort().at(-1) ?? null
}

/** The first moment of all permissions, ISO; null where one has none. */
export function fromOf(draft: Draft): string | null {
  return timesOf(draft, 'gteq').sort()[0] ?? null
}

export function withUntil(draft: Draft, until: string | null): Draft {
  return withTime(draft, 'lteq', until)
}

export function withFrom(draft: Draft, from: string | null): Draft {
  return withTime(draft, 'gteq', from)
}

export function actionsOf(draft: Draft): Action[] {
  return [...new Set(draft.permission.flatMap(rule => rule.action))]
}

/** Permits an action (which is then not prohibited any more), or takes it out of every permission. */
export function withAction(draft: Draft, action: Action, wanted: 'permitted' | 'left-out'): Draft {
  const next = copy(draft)
  if (wanted === 'left-out') {
    next.permission = withoutEmpty(
      next.permission.map(rule => ({ ...rule, action: rule.action.filter(one => one !== action) }))
    )
    return next
  }
  if (actionsOf(next).includes(action)) return next
  next.prohibition = withoutEmpty(
    next.prohibition!.map(rule =>
      rule.constraint?.length
        ? rule
        : { ...rule, action: rule.action.filter(one => one !== action) }
    )
  )
  const wantsCount = countedIn([...actionsOf(next), action]).includes(action)
  const free = next.permission.filter(rule => !isAsked(rule))
  const home = free.find(rule => isCounted(rule) === wantsCount) ?? next.permission[0]
  if (!home) return next
  if (isAsked(home) || (isCounted(home) && !wantsCount)) {
    const { duty, ...rule } = wantsCount ? home : withoutCount(home)
    const kept = duty?.filter(each => each.action !== 'obtainConsent')
    next.permission.unshift({ ...rule, action: [action], ...(kept?.length && { duty: kept }) })
  } else home.action = [...home.action, action]
  return next
}

/** How many times each use is permitted; null for any number. */
export function countOf(draft: Draft): number | null {
  for (const rule of draft.permission) {
    const found = rule.constraint?.find(isCount)
    if (found && 'leftOperand' in found && found.leftOperand === 'count') {
      return Number(found.rightOperand['@value'])
    }
  }
  return null
}

/** The uses that a number is put on. */
export function countedOf(draft: Draft): Action[] {
  return draft.permission.filter(isCounted).flatMap(rule => rule.action)
}

/**
 * Counts what the app counts, in a rule of its own: a rule that names anything else as well would be a
 * promise as a whole. Null counts none.
 */
export function withCount(draft: Draft, times: number | null): Draft {
  const next = copy(draft)
  const bare = next.permission.map(rule => withoutCount(rule))
  const countable = countedIn(actionsOf(next))
  next.permission = merged(
    times === null
      ? bare
      : bare.flatMap(rule => {
          const free = rule.action.filter(action => !countable.includes(action))
          const counted = rule.action.filter(action => countable.includes(action))
          const { duty, ...plain } = rule
          // A duty with a name is one that holds already: without it the rest would be permitted for less.
          const kept = counted.length ? duty?.filter(({ uid }) => uid !== undefined) : duty
          return withoutEmpty<Permission>([
            { ...plain, action: free, ...(kept?.length && { duty: kept }) },
            {
              ...withConstraints(plain, [...(rule.constraint ?? []), atMost(times)]),
              action: counted,
              ...(duty && { duty })
            }
          ])
        })
  )
  return next
}

/** The one purpose that everything is permitted for, as an IRI; null for any. */
export function purposeOf(draft: Draft): string | null {
  const iris = draft.permission.map(
    rule =>
      rule.constraint?.flatMap(each =>
        'leftOperand' in each && each.leftOperand === 'purpose' && each.operator === 'isA'
          ? [each.rightOperand['@id'] as string]
          : []
      )[0]
  )
  return iris.find(iri => iri !== undefined) ?? null
}

export function withPurpose(draft: Draft, purpose: OfferedPurpose | null): Draft {
  const next = copy(draft)
  next.permission = next.permission.map(rule => {
    const others = (rule.constraint ?? []).filter(
      each => !('leftOperand' in each) || each.leftOperand !== 'purpose'
    )
    return withConstraints(rule, purpose === null ? others : [...others, forPurpose(purpose)])
  })
  return next
}

/** The prohibitions that people switch: what is ticked stands as a rule of its own. */
export const PROHIBITIONS = ['sell', 'pass-on', 'commercial'] as const
export type Prohibition = (typeof PROHIBITIONS)[number]
const PROHIBITED: Record<Prohibition, readonly Action[]> = {
  sell: ['sell'],
  'pass-on': ['distribute', 'give', 'grantUse'],
  commercial: ['use']
}

export function prohibits(draft: Draft, what: Prohibition): boolean {
  return PROHIBITED[what].every(action =>
    (draft.prohibition ?? []).some(
      rule => rule.action.includes(action) && isCommercial(rule) === (what === 'commercial')
    )
  )
}

/** Forbids it (and takes it out of the permissions), or no longer says anything about it. */
export function withProhibition(
  draft: Draft,
  what: Prohibition,
  wanted: 'prohibited' | 'left-out'
): Draft {
  let next = copy(draft)
  const actions = PROHIBITED[what]
  next.prohibition = withoutEmpty(
    next.prohibition!.map(rule =>
      isCommercial(rule) === (what === 'commercial') && (rule.constraint ?? []).length <= 1
        ? { ...rule, action: rule.action.filter(action => !actions.includes(action)) }
        : rule
    )
  )
  if (wanted === 'left-out') return next
  const rule = { action: [...actions] }
  next.prohibition!.push(
    what === 'commercial' ? { ...rule, constraint: [forPurpose(COMMERCIAL)] } : rule
  )
  if (what !== 'commercial') {
    for (const action of actions) next = withAction(next, action, 'left-out')
  }
  return next
}

export function deletesAfterwards(draft: Draft): boolean {
  return draft.permission.some(rule => rule.duty?.some(duty => duty.action === 'delete'))
}

/** The duty to delete the copy afterwards, on what can be seen. */
export function withDeletion(draft: Draft, wanted: 'deleted' | 'kept'): Draft {
  const next = copy(draft)
  next.permission = next.permission.map(({ duty, ...rule }) => {
    const others = (duty ?? []).filter(each => each.action !== 'delete')
    const adds = wanted === 'deleted' && rule.action.some(action => !HELD.includes(action))
    const duties = adds ? [...others, { action: 'delete' as const }] : others
    return { ...rule, ...(duties.length && { duty: duties }) }
  })
  return next
}

/** What people can ask to be asked about first: what the app does itself, and waits for. */
export const ASKABLE = ['display', 'extract'] as const satisfies readonly Action[]
export type Askable = (typeof ASKABLE)[number]

/** Whether an action is permitted with consent only. */
export function asksFor(draft: Draft, action: Action): boolean {
  const rules = draft.permission.filter(rule => rule.action.includes(action))
  return rules.length > 0 && rules.every(isAsked)
}

/**
 * The duty to obtain consent before an action, in a rule of its own: together with anything else, each
 * would need the same. Duties with a name hold already, and stay.
 */
export function withConsent(draft: Draft, action: Askable, wanted: 'asked' | 'free'): Draft {
  const next = copy(draft)
  next.permission = merged(
    next.permission.flatMap(rule => {
      if (!rule.action.includes(action) || isAsked(rule) === (wanted === 'asked')) return [rule]
      const { duty, ...plain } = rule
      const others = (duty ?? []).filter(each => each.action !== 'obtainConsent')
      const duties = wanted === 'asked' ? [...others, { action: 'obtainConsent' as const }] : others
      return withoutEmpty<Permission>([
        { ...rule, action: rule.action.filter(one => one !== action) },
        { ...plain, action: [action], ...(duties.length && { duty: duties }) }
      ])
    })
  )
  return next
}

function isAsked({ duty }: Permission): boolean {
  return duty?.some(each => each.action === 'obtainConsent') ?? false
}

export function purposeIri(purpose: OfferedPurpose): string {
  return `${DPV}${purpose}`
}

function timesOf(draft: Draft, operator: 'lteq' | 'gteq'): string[] {
  const times = draft.permission.map(
    rule =>
      (rule.constraint ?? []).flatMap(each =>
        isTime(each, operator) ? [each.rightOperand['@value']] : []
      )[0]
  )
  return times.includes(undefined) ? [] : (times as string[])
}

function withTime(draft: Draft, operator: 'lteq' | 'gteq', time: string | null): Draft {
  const next = copy(draft)
  next.permission = next.permission.map(rule => {
    const others = (rule.constraint ?? []).filter(each => !isTime(each, operator))
    if (time === null) return withConstraints(rule, others)
    const value = { '@value': time, '@type': 'xsd:dateTime' } as const
    return withConstraints(rule, [
      { leftOperand: 'dateTime', operator, rightOperand: value },
      ...others
    ])
  })
  return next
}

function isTime(
  each: Constraint,
  operator: 'lteq' | 'gteq'
): each is Extract<Constraint, { leftOperand: 'dateTime' }> {
  return 'leftOperand' in each && each.leftOperand === 'dateTime' && each.operator === operator
}

function isCount(each: Constraint): boolean {
  return 'leftOperand' in each && each.leftOperand === 'count'
}

/** Which of them a number is put on. To have the copy is one of them only where it is all there is. */
function countedIn(actions: readonly Action[]): readonly Action[] {
  return actions.some(action => COUNTED.includes(action)) ? COUNTED : ['read']
}

function withoutCount(rule: Permission): Permission {
  return withConstraints(
    rule,
    (rule.constraint ?? []).filter(each => !isCount(each))
  )
}

function isCounted(rule: Permission): boolean {
  return rule.constraint?.some(isCount) ?? false
}

function isCommercial(rule: Rule): boolean {
  return (rule.constraint ?? []).some(
    each =>
      'leftOperand' in each &&
      each.leftOperand === 'purpose' &&
      each.operator === 'isA' &&
      each.rightOperand['@id'] === COMMERCIAL
  )
}

function atMost(times: number): Constraint {
  const value = { '@value': String(times), '@type': 'xsd:integer' } as const
  return { leftOperand: 'count', operator: 'lteq', rightOperand: value }
}

function forPurpose(purpose: string): Constraint {
  const iri = purpose.startsWith(DPV) ? purpose : `${DPV}${purpose}`
  return {
    leftOperand: 'purpose',
    operator: 'isA',
    rightOperand: { '@id': iri }
  } as Constraint
}

function withConstraints(rule: Permission, constraint: Constraint[]): Permission {
  const { constraint: _, ...rest } = rule
  return constraint.length ? { ...rest, constraint } : rest
}

/** Rules that differ in their actions only become one. */
function merged(rules: Permission[]): Permission[] {
  const result = new Map<string, Permission>()
  for (const { action, ...rest } of rules) {
    const key = JSON.stringify(rest)
    const known = result.get(key)
    if (known) known.action = [...known.action, ...action]
    else result.set(key, { action: [...action], ...rest })
  }
  return [...result.values()]
}

function withoutEmpty<Each extends { action: Action[] }>(rules: Each[]): Each[] {
  return rules.filter(rule => rule.action.length > 0)
}

/** Drafts are JSON, and may be watched by Vue, which cannot be cloned. */
function copy(draft: Draft): Draft {
  return JSON.parse(JSON.stringify({ ...draft, prohibition: draft.prohibition ?? [] })) as Draft
}
