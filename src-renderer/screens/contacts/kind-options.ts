import { t } from '../../locale'
import type { RowKind } from './draft-shapes'

const KINDS = {
  phone: ['mobile', 'work', 'private', 'fax'],
  other: ['work', 'private']
} as const

/** What a value can be for. */
export function kindOptions(
  of: keyof typeof KINDS,
  withKept: boolean
): { value: RowKind; label: string }[] {
  return [
    { value: 'none' as const, label: '—' },
    ...KINDS[of].map(kind => ({ value: kind, label: t(`contacts.detail.kinds.${kind}`) })),
    ...(withKept ? [{ value: 'keep' as const, label: t('contacts.edit.asBefore') }] : [])
  ]
}
