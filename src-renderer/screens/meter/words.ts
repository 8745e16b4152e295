import type { MeterRow, MeterRowState, ReceiptRow, ReceiptState } from '../../contract'
import { hasText, locale, t, tCode } from '../../locale'
import { formatRegion, shorten } from '../../locale/format'

export const STATE_TONES: Record<MeterRowState, 'success' | 'plain' | 'warning' | 'danger'> = {
  ok: 'success',
  'no-receipt': 'plain',
  faulty: 'warning',
  overused: 'danger'
}

export function personText({ did, name }: { did: string; name: string }): string {
  if (name) return name
  return did
    ? `${t('sharing.holders.unknown')} (${shorten(did, 8)})`
    : t('meter.table.unknownPerson')
}

export function actionText(action: string): string {
  return tCode('meter.actions', action)
}

/** The last part of an IRI in words, where there are words for it. */
export function purposeText(iri: string): string {
  const name = iri.split(/[#/:]/).pop() || iri
  if (hasText(`terms.purposes.${name}`)) return tCode('terms.purposes', name)
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

/** `looked at 3×, exported 1×` */
export function usesText({ byAction }: MeterRow): string {
  const parts = Object.entries(byAction).map(([action, count]) =>
    t('meter.actionCount', { action: actionText(action), count })
  )
  return new Intl.ListFormat(locale(), { type: 'unit' }).format(parts)
}

/** `name`: of its contact, where it is about one. */
export function receiptText(receipt: ReceiptRow, name?: string): string {
  const { action, datoms, ids, purpose, country } = receipt
  const what =
    name ?? t(ids.length > 0 ? 'meter.receipts.some' : 'meter.receipts.all', { count: datoms })
  const sentence = t('meter.receipts.sentence', { action: actionText(action), what })
  const words = sentence.charAt(0).toLocaleUpperCase(locale()) + sentence.slice(1)
  const more = [
    ...(purpose ? [t('meter.receipts.purpose', { purpose: purposeText(purpose) })] : []),
    ...(country ? [t('meter.receipts.country', { country: formatRegion(country) })] : [])
  ]
  return [words, ...more].join(', ')
}

export function receiptStateText({ state, missing = 1 }: ReceiptRow): string {
  return t(`meter.receiptState.${state}`, { count: missing })
}

export function receiptStateWhy(state: ReceiptState): string {
  return state === 'ok' ? '' : t(`meter.receiptStateText.${state}`)
}

/** A day of the series, in the person's words; days are UTC. */
export function dayText(day: string, style: 'short' | 'long'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'short'
      ? { month: 'short', day: 'numeric', timeZone: 'UTC' }
      : { dateStyle: 'long', timeZone: 'UTC' }
  return new Intl.DateTimeFormat(locale(), options).format(new Date(day))
}
