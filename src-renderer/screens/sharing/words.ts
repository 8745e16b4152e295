import type { ShareRow, Terms } from '../../contract'
import { locale, t } from '../../locale'
import { formatRelative, formatTime } from '../../locale/format'

export function whatText(share: ShareRow): string {
  const { selection, setName, count } = share
  if (selection.kind === 'tag') {
    return t('sharing.what.tag', { tag: selection.tag, set: setName, count })
  }
  return t(`sharing.what.${selection.kind}`, { set: setName, count })
}

export function fieldsText(fields: Terms['fields']): string {
  if (fields === 'all') return t('sharing.fields.all')
  const names = fields.map(field => t(`terms.fieldGroups.${field}`))
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
  return t('sharing.fields.some', { fields: list })
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
  suspended: 'warning',
  expired: 'plain',
  revoked: 'plain'
} as const
