import type { ConsentRow, Pairing, RequestRow } from '../../contract'
import { t, type MessageKey } from '../../locale'
import { OFFERED_PURPOSES, purposeIri } from '../sharing/draft'
import { fieldsText } from '../sharing/words'

export const PAIRING_TONES = {
  mutual: 'success',
  asked: 'info',
  asks: 'warning',
  none: 'plain'
} as const satisfies Record<Pairing, string>

export const REQUEST_TONES = {
  queued: 'plain',
  sent: 'info',
  waiting: 'warning',
  granted: 'success',
  declined: 'danger',
  withdrawn: 'plain'
} as const satisfies Record<RequestRow['state'], string>

export const CONSENT_TONES = {
  queued: 'plain',
  sent: 'info',
  waiting: 'warning',
  given: 'success',
  declined: 'danger',
  'taken-back': 'plain',
  withdrawn: 'danger',
  expired: 'plain',
  undelivered: 'danger'
} as const satisfies Record<ConsentRow['state'], string>

/** Neither waiting for an answer nor in force. */
export function isConsentSettled({ state }: ConsentRow): boolean {
  return !['queued', 'sent', 'waiting', 'given'].includes(state)
}

/** A consent for no purpose in particular is one for any. */
export function consentPurpose(iri: string | undefined): string {
  return iri ? purposeText(iri) : t('people.consents.anyPurpose')
}

export function actionText(action: string): string {
  return t(`terms.actions.${action}` as MessageKey)
}

/** Where a request stands, in a sentence. */
export function requestText({ direction, state, receivedId }: RequestRow): string {
  if (state !== 'granted') return t(`people.requests.stateText.${state}`)
  if (direction === 'in') return t('people.requests.stateText.grantedIn')
  return t(`people.requests.stateText.${receivedId ? 'acceptedOut' : 'grantedOut'}`)
}

export function isSettled({ state, direction, receivedId }: RequestRow): boolean {
  if (state === 'granted') return direction === 'in' || receivedId !== undefined
  return state === 'declined' || state === 'withdrawn'
}

export function purposeText(iri: string | undefined): string {
  if (!iri) return t('people.requests.anything')
  const known = OFFERED_PURPOSES.find(one => purposeIri(one) === iri)
  return known ? t(`sharing.dialog.purposes.${known}`) : iri
}

export function wantedFields({ fields }: RequestRow): string {
  return fields ? fieldsText(fields) : t('people.requests.allFields')
}
