import type { Checks } from './verify-checks'
import type { Examined } from './verify-document'
import type { OwnerFacts, RecordFacts } from './verify-facts'

export interface Chain {
  owners: OwnerFacts[]
  records: RecordFacts[]
}

/**
 * Goes from document to document: a credential, then for each change of hands the transfer and, but
 * for the last one, the new owner's credential; disputes where they came, a retirement at the end.
 *
 * @param extent `alone`: one document, whose forerunners are elsewhere
 */
export function followChain(
  documents: readonly Examined[],
  checks: Checks,
  extent: 'whole' | 'alone'
): Chain {
  const owners: OwnerFacts[] = []
  const records: RecordFacts[] = []
  let current: Examined | undefined
  let transfer: Examined | undefined
  let retired = false
  documents.forEach((next, index) => {
    if (extent === 'whole') checks.document = index
    const fault = step(next)
    if (fault === null) {
      if (extent === 'whole') checks.pass('chain', LINKED[next.kind])
    } else if (extent === 'whole') checks.fail('chain', 'chain', fault)
  })
  checks.document = undefined
  const first = documents[0]
  if (extent === 'alone' && first?.predecessor) {
    checks.pass('chain', 'It names an owner before; the proof of that is not in this file')
  }
  return { owners, records }

  /** Takes a document on, or says why it does not follow from those before. */
  function step(next: Examined): string | null {
    const { kind, issuer, at, about, reason } = next
    switch (kind) {
      case 'set':
      case 'datom': {
        const fault = followsTransfer(next)
        const owner = { did: issuer, datom: about, since: at, core: next.core! }
        if (transfer && fault === null) owners[owners.length - 1] = { ...owner, since: transfer.at }
        else owners.push(owner)
        current = next
        transfer = undefined
        return fault
      }
      case 'transfer': {
        const fault = extent === 'alone' ? null : followsCredential(next)
        transfer = next
        records.push({ kind, did: issuer, at, about, to: next.taker! })
        owners.push({ did: next.taker!, datom: about, since: at })
        return fault
      }
      case 'retirement':
      case 'dispute': {
        records.push({ kind, did: issuer, at, about, reason: reason! })
        if (extent === 'alone' || kind === 'dispute') return known(next)
        if (issuer !== current?.issuer || transfer) return 'Only its owner can retire it'
        if (about !== current.about) return 'It is about another datom'
        retired = true
        return null
      }
    }
  }

  function followsTransfer(next: Examined): string | null {
    if (!current && !next.predecessor) return null
    if (!current) return 'The owners before this one are missing'
    if (!transfer) return 'It does not follow from the credential before: no transfer lies between'
    const { predecessor, issuer } = next
    if (issuer !== transfer.taker) return 'It is by somebody else than the one who took it'
    if (predecessor?.transfer !== transfer.digest) return 'It names another transfer than this one'
    if (predecessor.datom !== transfer.about) return 'It names another predecessor'
    return null
  }

  function followsCredential(next: Examined): string | null {
    if (!current || transfer) return 'It hands over what nobody is shown to own'
    if (current.kind !== 'datom') return 'It hands over what is no datom'
    if (retired) return 'It hands over what was retired'
    if (next.issuer !== current.issuer) return 'Somebody else than the owner handed it over'
    if (next.about !== current.about) return 'It hands over another datom'
    if (next.credential !== current.digest) return 'It hands over by another credential'
    if (next.commitment !== current.commitment) return 'It hands over another content'
    return null
  }

  function known(next: Examined): string | null {
    if (extent === 'alone' || owners.some(owner => owner.datom === next.about)) return null
    return 'It is about another datom'
  }
}

const LINKED: Record<Examined['kind'], string> = {
  set: 'It is where the chain begins',
  datom: 'It follows from what is before it',
  transfer: 'The owner handed it over by the credential before it',
  retirement: 'Its owner retired it',
  dispute: 'It is about a datom of this chain'
}
