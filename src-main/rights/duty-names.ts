import { covers } from './action'
import type { Duty, Permission, Policy } from './policy'
import { canonical } from './schema'
import type { Draft, DraftDuty } from './template'

type DraftPermission = Draft['permission'][number]

/**
 * The draft with each duty that has no name called as in `policy`, the terms that it changes: duties are
 * compared, and their fulfilment is recorded, by name. Where rules that had the same duty under two names
 * became one, it has both. A duty that is new gets a name that no other had.
 */
export function namedAsBefore(draft: Draft, policy: Policy): Draft {
  if (!Array.isArray(draft.permission)) return draft // for the parser to refuse
  const taken = new Set(
    [...policy.permission.flatMap(({ duty }) => duty ?? []), ...(policy.obligation ?? [])].map(
      ({ uid }) => uid
    )
  )
  let last = 0
  const fresh = (): string => {
    let uid: string
    do uid = `${policy.uid}#duty.${last++}`
    while (taken.has(uid))
    taken.add(uid)
    return uid
  }
  const name = (duties: DraftDuty[], before: Duty[]): DraftDuty[] =>
    duties.flatMap(duty => {
      if (duty.uid !== undefined) return [duty]
      const same = before.filter(each => contentOf(each) === contentOf(duty))
      const uids = new Set(same.map(({ uid }) => uid))
      if (uids.size === 0) uids.add(fresh())
      return [...uids].map(uid => ({ ...duty, uid }))
    })
  return {
    ...draft,
    permission: draft.permission.map(rule =>
      rule.duty ? { ...rule, duty: name(rule.duty, dutiesOn(rule, policy.permission)) } : rule
    ),
    ...(draft.obligation && { obligation: name(draft.obligation, policy.obligation ?? []) })
  }
}

/** Those of the permissions that gave what the rule gives. */
function dutiesOn({ action }: DraftPermission, permissions: readonly Permission[]): Duty[] {
  return permissions
    .filter(wider => wider.action.some(each => action.some(narrower => covers(each, narrower))))
    .flatMap(({ duty }) => duty ?? [])
}

function contentOf({ uid: _, ...duty }: DraftDuty): string {
  return canonical(duty)
}
