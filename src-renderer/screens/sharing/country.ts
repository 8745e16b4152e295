import type { Draft } from '../../contract'
import type { Action } from './draft'

type Permission = Draft['permission'][number]
type Constraint = NonNullable<Permission['constraint']>[number]

const LOCATIONS = 'https://w3id.org/dpv/loc#'
/** What the app does itself, and asks the terms about before. */
const CHECKED: readonly Action[] = ['read', 'display', 'index', 'extract']

/**
 * The one country (ISO 3166-1 alpha-2) in which everything but passing on is permitted; null where the terms
 * name none, `other` where they say something else about places.
 */
export function countryIn({ permission }: Draft): string | 'other' | null {
  const constraints = permission.flatMap(rule => rule.constraint ?? [])
  if (!JSON.stringify(constraints).includes('"spatial"')) return null
  const rules = permission.filter(({ action }) => action.some(each => each !== 'grantUse'))
  const found = rules.map(rule => {
    const places = (rule.constraint ?? []).filter(isPlace)
    const [place] = places
    return places.length === 1 && place?.operator === 'eq' ? place.rightOperand['@id'] : ''
  })
  const [first = ''] = found
  const isOne = first !== '' && found.every(each => each === first)
  return isOne ? first.slice(LOCATIONS.length) : 'other'
}

/**
 * Permits everything in one country only. What the app asks about stands in rules of its own: a rule that
 * names anything else as well would be a promise as a whole. To pass on is left as it is, since whoever checks
 * that cannot know where it was done. Null permits it anywhere.
 */
export function withCountry(draft: Draft, country: string | null): Draft {
  const next = JSON.parse(JSON.stringify(draft)) as Draft
  const permission = next.permission.map(rule => constrained(rule, others(rule)))
  if (country === null) return { ...next, permission: rejoined(permission) }
  const place = {
    leftOperand: 'spatial',
    operator: 'eq',
    rightOperand: { '@id': `${LOCATIONS}${country}` }
  } as Constraint
  const placed = (rule: Permission) => constrained(rule, [...(rule.constraint ?? []), place])
  return {
    ...next,
    permission: permission.flatMap(rule => {
      const part = (wanted: (action: Action) => boolean) => ({
        ...rule,
        action: rule.action.filter(wanted)
      })
      const isChecked = (action: Action) => CHECKED.includes(action)
      const isOther = (action: Action) => !isChecked(action) && action !== 'grantUse'
      return [
        placed(part(isChecked)),
        placed(part(isOther)),
        part(action => action === 'grantUse')
      ].filter(({ action }) => action.length > 0)
    })
  }
}

/** What was taken apart for a country becomes one again. */
function rejoined(rules: Permission[]): Permission[] {
  const result = new Map<string, Permission>()
  for (const { action, ...rest } of rules) {
    const key = JSON.stringify(rest)
    const known = result.get(key)
    if (known) known.action = [...known.action, ...action]
    else result.set(key, { action, ...rest })
  }
  return [...result.values()]
}

function others(rule: Permission): Constraint[] {
  return (rule.constraint ?? []).filter(each => !isPlace(each))
}

function isPlace(each: Constraint): each is Extract<Constraint, { leftOperand: 'spatial' }> {
  return 'leftOperand' in each && each.leftOperand === 'spatial'
}

function constrained({ constraint: _, ...rest }: Permission, constraint: Constraint[]): Permission {
  return constraint.length > 0 ? { ...rest, constraint } : rest
}
