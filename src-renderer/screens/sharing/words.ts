import type { FieldGroup, ShareRow, Terms } from '../../contract'
import { locale, t } from '../../locale'
import { formatRelative, formatTime } from '../../locale/format'
import type { Action } from './draft'

export const FIELD_GROUPS: readonly FieldGroup[] = [
  'name',
  'phones',
  'emails',
  'addresses',
  'work',
  'dates',
  'online',
  'photo',
  'notes'
]

export function whatText(share: ShareRow): string {
  const { selection, setName, count } = share
  if (selection.kind === 'tag') {
    return t('sharing.what.tag', { tag: selection.tag, set: setName, count })
  }
  return t(`sharing.what.${selection.kind}`, { set: setName, count })
}

export function fieldsText(fields: Terms['fields']): string {
  if (fields === 'all') return t('sharing.fields.all')
  return t('sharing.fields.some', { fields: fieldNames(fields) })
}

export function fieldNames(fields: readonly FieldGroup[]): string {
  return listed(fields.map(field => t(`terms.fieldGroups.${field}`)))
}

/** Groups of fields that are given, and those of `before` that `after` does not give any more. */
export function fieldsLeft(
  before: Terms['fields'],
  after: Terms['fields']
): { kept: FieldGroup[]; gone: FieldGroup[] } {
  const given = FIELD_GROUPS.filter(field => before === 'all' || before.includes(field))
  const isKept = (field: FieldGroup) => after === 'all' || after.includes(field)
  return { kept: given.filter(isKept), gone: given.filter(field => !isKept(field)) }
}

export function actionsText(actions: readonly Action[]): string {
  return listed(actions.map(action => t(`terms.actions.${action}`)))
}

function listed(names: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
}

/** When it ends, or when it ended. */
export function untilText(share: ShareRow): string {
  if (share.ended) return t('sharing.until.ended', { when: formatRelative(share.ended) })
  if (!share.terms.until) return t('sharing.until.none')
  return t('sharing.until.line', { date: formatTime(share.terms.until) })
}

export function isOver(share: ShareRow): boolean {
  return share.state === 'revoked' || share.state === 'expired'
}

export const STATE_TONES = {
  active: 'success',
  waiting: 'info',
  suspended: 'warning',
  'used-up': 'plain',
  expired: 'plain',
  revoked: 'plain'
} as const

/** For whom it is: whoever has the key, or the one person. */
export function audienceText(share: Pick<ShareRow, 'audience'>): string {
  const { kind, name } = share.audience
  if (kind === 'ticket') return t('sharing.audience.ticket')
  return t('sharing.audience.person', { name: name || t('people.anonymous') })
}

/** Counted uses, of all who hold it; empty where none are counted. */
export function usesText(uses: ShareRow['uses']): string {
  if (!uses) return ''
  if (uses.left === null) return t('sharing.uses.used', { count: uses.used })
  return uses.left > 0 ? t('sharing.uses.left', { count: uses.left }) : t('sharing.uses.none')
}
