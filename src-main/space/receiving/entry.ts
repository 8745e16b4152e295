import { DatomspaceError } from '../../error'
import type { Offer } from '../../grant'
import { asksFirst, covers } from '../../rights'
import type { ReceivedRow } from '../shapes'
import { eventRows } from '../sharing/declaring'
import { NO_TERMS, termsOf } from '../sharing/terms'
import type { Holding } from './holding'
import type { Noted } from './recorded'

/** A grant that was accepted, as it lies in the encrypted database. */
export interface ReceivedRecord {
  /** The key string; the database is encrypted. */
  key: string
  /** Key of the granted set, z-base-32: the owner cannot turn the grant into one for another. */
  set: string
  accepted: string
  lastSync?: string
  /** As it was last: shown while the grant core is not read yet. */
  count: number
  /** What the audit trail has told; absent as long as nothing needed it. */
  noted?: Noted
}

/** A grant that was accepted, while the space is open. */
export interface Entry {
  id: string
  record: ReceivedRecord
  holding: Holding
}

/** As screens show it. */
export function rowOf({ id, record, holding }: Entry): ReceivedRow {
  const { grant, replay, failure } = holding
  const offer = grant?.offer
  const { code, message, details } = failure ?? {}
  const policy = offer?.policy
  const events = grant && policy ? eventRows(policy, grant.events) : []
  const asks = policy ? asksFirst(policy) : []
  const { lookUntil } = holding.usage
  const { obstacle } = holding
  return {
    id,
    label: offer?.label ?? '',
    owner: offer?.owner ?? '',
    ownerName: offer?.ownerName ?? '',
    terms: offer ? termsOf(offer.policy) : NO_TERMS,
    audience: offer ? audienceOf(offer) : { kind: 'ticket' },
    ...(offer && offer.source !== offer.owner && { passedOnFrom: offer.source }),
    mayPassOn: holding.state !== 'failed' && mayPassOn(offer),
    state: holding.state,
    count: replay && replay.head > 0 ? replay.count : record.count || (offer?.count ?? 0),
    progress: holding.progress,
    accepted: record.accepted,
    ...(policy && {
      uses: holding.usage.counted(policy),
      needsUse: holding.usage.needsLook(policy)
    }),
    ...(asks.length > 0 && { asksFirst: asks }),
    ...(obstacle && { obstacle }),
    ...(events.length > 0 && { events }),
    receipts: holding.usage.receipts,
    ...(lookUntil !== undefined && { lookUntil }),
    ...(holding.usage.log.deleted !== undefined && { deleted: holding.usage.log.deleted }),
    ...(record.lastSync && { lastSync: record.lastSync }),
    ...(code && { failure: { code, message: message!, details: details! } })
  }
}

export function audienceOf({ policy }: Offer): ReceivedRow['audience'] {
  const { assignee: did } = policy
  return did === undefined ? { kind: 'ticket' } : { kind: 'person', did }
}

/** What came to whoever has the key has no holder with a name who could pass it on. */
function mayPassOn(offer: Offer | null | undefined): boolean {
  if (!offer || offer.policy.assignee === undefined) return false
  return offer.policy.permission.some(({ action }) => action.some(each => covers(each, 'grantUse')))
}

/** The offer, the refusal, or null as long as neither is certain. */
export function outcomeOf(holding: Holding): Offer | DatomspaceError | null {
  const { grant, word, failure } = holding
  if (failure) return failure
  if (word === 'unknown') {
    return new DatomspaceError('GRANT_UNKNOWN', 'The owner of this key does not know it (any more)')
  }
  if (word === 'refused' && holding.key.kind === 'agreement') {
    return new DatomspaceError(
      'POLICY_DENIED',
      'This share was made for somebody else: its key is of use to nobody but them'
    )
  }
  if (word === 'refused') {
    return new DatomspaceError(
      'GRANT_SECRET_WRONG',
      'The owner does not accept this key: it was changed'
    )
  }
  const { state } = holding
  if (state === 'revoked') {
    return new DatomspaceError('GRANT_REVOKED', 'The owner has ended this share')
  }
  if (state === 'expired') {
    return new DatomspaceError(
      'GRANT_EXPIRED',
      'This share has expired. Ask its owner for a new key'
    )
  }
  if (state === 'suspended' || word === 'suspended') {
    return new DatomspaceError(
      'GRANT_SUSPENDED',
      'The owner has suspended this share. Try again later'
    )
  }
  return grant?.offer ?? null
}
