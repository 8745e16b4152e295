import Hypercore from 'hypercore'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import { readAcknowledgement, readWithdrawal, verifyAsking } from '../../grant'
import { asksFirst, covers } from '../../rights'
import type { ReceivedLetter } from '../letters'
import { endedError, type Share } from '../sharing/share'
import { DECLINED, GIVEN, parseAsk, parseWord, TAKEN_BACK } from './message'
import type { ConsentRecord } from './record'

/** Questions of one person that wait for an answer; more are refused. */
const MAX_WAITING = 20
/** Questions of people who are not in the address book, all together. */
const MAX_STRANGERS = 200

/** What is there already, and who is in the address book. */
export interface Crowd {
  all: readonly ConsentRecord[]
  knows: (did: string) => boolean
}

/**
 * A question that came by letter, as it is here if it came before. Throws, and so refuses it, unless it
 * is asked by somebody who holds a share of this space that is in force, about what its terms ask for.
 */
export function admitted(
  { from, spaceKey, body }: ReceivedLetter,
  here: {
    shares: { byDiscoveryKey(discoveryKey: string): Share | undefined }
    crowd: Crowd
    /** ISO, and in milliseconds. */
    at: string
    now: number
  }
): ConsentRecord {
  const asked = parseAsk(body)
  if (!asked) throw new DatomspaceError('STATEMENT_INVALID', 'This is no question')
  const { request, grant, proof, action, purpose, message, name } = asked
  const share = here.shares.byDiscoveryKey(Hypercore.discoveryKey(grant).toString('hex'))
  const holds =
    share && verifyAsking(share.secret, { asker: from, request, grant: share.key }, proof)
  // Who cannot prove to hold it does not learn whether there is such a share.
  if (!holds || (share.assignee !== undefined && share.assignee !== from)) {
    throw new DatomspaceError('NOT_FOUND', 'There is no such share')
  }
  if (share.record.status === 'ended' || share.overdue(here.now)) throw endedError(share)
  const { policy, label } = share.record
  if (!asksFirst(policy).some(wider => covers(wider, action))) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'The terms ask for no consent to this')
  }
  const theirs = here.crowd.all.filter(each => each.direction === 'in' && each.did === from)
  const same = theirs.find(each => each.request === request)
  if (same) return same
  ensureRoom(here.crowd, from)
  return {
    direction: 'in',
    did: from,
    spaceKey: z32.encode(spaceKey),
    theirName: name,
    request,
    grant: z32.encode(grant),
    policy: policy.uid,
    shareId: share.id,
    label,
    action,
    ...(purpose !== undefined && { purpose }),
    message,
    state: 'open',
    created: here.at
  }
}

function ensureRoom({ all, knows }: Crowd, from: string): void {
  const waiting = all.filter(({ direction, state }) => direction === 'in' && state === 'open')
  const strangers = waiting.filter(({ did }) => !knows(did))
  const isCrowded = !knows(from) && strangers.length >= MAX_STRANGERS
  if (waiting.filter(({ did }) => did === from).length >= MAX_WAITING || isCrowded) {
    throw new DatomspaceError('LIMIT_EXCEEDED', 'Wait for an answer before asking for more')
  }
}

/**
 * The record that a word about a question makes, the same again where it was said before: it may have come
 * before a crash. Null where it changes nothing. Throws `NOT_FOUND` where
 * nothing of the kind was asked, and `STATEMENT_INVALID` for what is not signed by whoever gave the share
 * or is about something else than was asked.
 */
export function taken(
  { from, body }: ReceivedLetter,
  kind: string,
  here: {
    all: ReadonlyMap<string, ConsentRecord>
    /** did:key of this space's owner. */
    holder: string
    at: string
    timesOf: (record: ConsentRecord) => number
  }
): { id: string; record: ConsentRecord } | null {
  const word = parseWord(body)
  const direction = kind === TAKEN_BACK ? 'in' : 'out'
  const found = [...here.all]
    .map(([id, record]) => ({ id, record }))
    .find(({ record: each }) => {
      const isTheirs = each.direction === direction && each.did === from
      return isTheirs && each.request === word?.request
    })
  if (!word || !found) throw new DatomspaceError('NOT_FOUND', 'Nothing of the kind was asked')
  const { id, record } = found
  const { state } = record
  const { answer: _, ...rest } = record
  const told = {
    ...rest,
    answered: here.at,
    ...(word.message !== undefined && { answer: word.message })
  }
  const settled = (settling: 'taken-back' | 'declined') => {
    if (state === settling) return found
    return state === 'open' ? { id, record: { ...told, state: settling } } : null
  }
  if (kind === TAKEN_BACK) return settled('taken-back')
  if (kind === DECLINED) return settled('declined')
  const grant = Buffer.from(z32.decode(record.grant))
  const about = { issuer: from, holder: here.holder, grant }
  const { policy, request, action, purpose } = record
  if (kind === GIVEN) {
    // What was consented to while it was taken back stands: both sides say the same then. What was
    // withdrawn does not come back by saying it again.
    if (state !== 'open' && state !== 'taken-back' && state !== 'given') return null
    const expected = {
      ...about,
      policy,
      request,
      action,
      ...(purpose !== undefined && { purpose })
    }
    const { id: name, until, uses } = readAcknowledgement(word.statement, expected)
    if (state === 'given') return name === nameOf(record) ? found : null
    const before = here.timesOf(record)
    const statement = word.statement as object
    return { id, record: { ...told, state: 'given', until, uses, before, statement } }
  }
  if (state === 'withdrawn') return found
  if (state !== 'given') return null
  readWithdrawal(word.statement, { ...about, id: nameOf(record) })
  return { id, record: { ...told, state: 'withdrawn', withdrawal: word.statement as object } }
}

/** Of the statement that was verified when it came. */
function nameOf({ statement }: ConsentRecord): string {
  return (statement as { id: string }).id
}
