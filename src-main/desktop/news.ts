import type {
  ConsentRow,
  OfferRow,
  PersonRow,
  ReceivedRow,
  ReceivedState,
  RequestRow,
  TransferRow,
  TransferState
} from '../space/shapes'
import type { TextKey } from './texts'

/** What the system says to somebody who is not looking, and where a click on it leads. */
export interface News {
  text: TextKey
  values: Record<string, string>
  screen: 'receive' | 'people' | 'datoms'
}

// Each of these: what of a row is news, by how it was before; without that, it is new itself. Null for
// what is none, as what this person did on their own.

const ENDED: readonly ReceivedState[] = ['revoked', 'expired']

export function receivedNews(row: ReceivedRow, before?: ReceivedRow): News | null {
  if (!before) return null
  if (ENDED.includes(row.state) && !ENDED.includes(before.state)) {
    return { text: 'shareEnded', values: { name: row.label }, screen: 'receive' }
  }
  const isNew = before.state === 'syncing' && row.state === 'live'
  return isNew ? { text: 'newData', values: { name: row.ownerName }, screen: 'receive' } : null
}

/** A share that somebody made for this person, and told of by letter. */
export function offerNews({ name, label }: OfferRow, before?: OfferRow): News | null {
  return before ? null : { text: 'offerArrived', values: { name, label }, screen: 'receive' }
}

export function requestNews(row: RequestRow, before?: RequestRow): News | null {
  const { direction, state, name } = row
  const values = { name }
  if (direction === 'in') {
    const isNew = !before && state === 'waiting'
    return isNew ? { text: 'requestArrived', values, screen: 'people' } : null
  }
  if (!before || before.state === state) return null
  if (state === 'granted') return { text: 'requestGranted', values, screen: 'receive' }
  return state === 'declined' ? { text: 'requestDeclined', values, screen: 'people' } : null
}

export function consentNews(row: ConsentRow, before?: ConsentRow): News | null {
  const { direction, state, label } = row
  const values = { name: row.theirName ?? row.name, label }
  if (direction === 'in') {
    const isNew = !before && state === 'waiting'
    return isNew ? { text: 'consentAsked', values, screen: 'people' } : null
  }
  if (!before || before.state === state) return null
  if (state === 'given') return { text: 'consentGiven', values, screen: 'receive' }
  if (state === 'withdrawn') return { text: 'consentWithdrawn', values, screen: 'receive' }
  return state === 'declined' ? { text: 'consentDeclined', values, screen: 'receive' } : null
}

export function personNews(row: PersonRow, before?: PersonRow): News | null {
  const { pairing, name } = row
  if (pairing === before?.pairing) return null
  const values = { name }
  if (pairing === 'asks') return { text: 'personAsks', values, screen: 'people' }
  const isAnswer = before?.pairing === 'asked' && pairing === 'mutual'
  return isAnswer ? { text: 'personAccepted', values, screen: 'people' } : null
}

/** States of what is given that follow from the other one's yes. */
const WANTED: readonly TransferState[] = ['accepted', 'delivered', 'done']
const HAD: readonly TransferState[] = ['saved', 'done']

export function transferNews(row: TransferRow, before?: TransferRow): News | null {
  const { direction, state, name, subjectName: subject } = row
  const tell = (text: TextKey): News => ({ text, values: { name, subject }, screen: 'datoms' })
  if (!before) {
    return direction === 'in' && state === 'offered' ? tell('transferOffered') : null
  }
  if (before.state === state) return null
  if (state === 'failed') return tell('transferFailed')
  if (direction === 'out') {
    if (state === 'declined') return tell('transferDeclined')
    return before.state === 'offered' && WANTED.includes(state) ? tell('transferAccepted') : null
  }
  if (state === 'withdrawn') return tell('transferWithdrawn')
  const isTheirs = HAD.includes(state) && !HAD.includes(before.state)
  return isTheirs ? tell('transferReceived') : null
}
