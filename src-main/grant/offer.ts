import z32 from 'z32'
import { DatomspaceError } from '../error'
import { CREDENTIALS_CONTEXT, isDid, sign, verify, type StatementSigner } from '../identity'
import { sameFields, validatePolicy, verifyChain, type Policy } from '../rights'

const TYPE = 'DatomGrant'
/** By its address, as other people's software asks for; `docs/grant/context.jsonld` is what stands there. */
const CONTEXT = [CREDENTIALS_CONTEXT, 'https://w3id.org/datomspace/grant/1']
const MAX_TEXT = 500
/** How often something may have been passed on. */
const MAX_CHAIN = 8

/** What the owner says when granting: signed, so that the terms can be shown to a third person later. */
export interface Offer {
  owner: string
  ownerName: string
  label: string
  /** Noise key of the owner's space, 32 bytes. */
  space: Buffer
  /** Key of the grant core, 32 bytes. */
  grant: Buffer
  /** Key of the granted core: a set or a view, 32 bytes. */
  set: Buffer
  /** Datoms at the time of the offer. */
  count: number
  created: string
  policy: Policy
  /** did:key of the one whose data it is: `owner`, unless they pass on what somebody else owns. */
  source: string
  /** The signed offers from the owner's to this one, all of which were verified. */
  chain: readonly object[]
}

/** What the giver says; `chain`: the signed offers that it rests on, the owner's first. */
export type OfferFacts = Omit<Offer, 'owner' | 'created' | 'source' | 'chain'> & {
  chain?: readonly object[]
}

export function signOffer(offer: OfferFacts, signer: StatementSigner, now: number): object {
  const created = new Date(now)
  const credential = {
    '@context': [...CONTEXT],
    type: ['VerifiableCredential', TYPE],
    issuer: signer.did,
    validFrom: created.toISOString(),
    credentialSubject: {
      'ds:label': offer.label,
      'ds:ownerName': offer.ownerName,
      'ds:space': z32.encode(offer.space),
      'ds:grant': z32.encode(offer.grant),
      'ds:set': z32.encode(offer.set),
      'ds:count': offer.count,
      'ds:policy': offer.policy,
      ...(offer.chain && { 'ds:chain': offer.chain })
    }
  }
  return sign(credential, signer, { created })
}

/**
 * The offer in a statement of a grant core, which a hostile peer may have written. Throws
 * `STATEMENT_INVALID` if it is not signed by the owner it names, or is about another grant or space, or
 * if what it passes on was not given that way; and `POLICY_NOT_UNDERSTOOD` if its terms say something
 * that this program does not know.
 */
export function readOffer(statement: unknown, expected: { grant: Buffer; space?: Buffer }): Offer {
  const { offer, subject } = parseOffer(statement)
  if (!offer.grant.equals(expected.grant)) throw invalid('it is about another grant')
  if (expected.space && !offer.space.equals(expected.space)) {
    throw invalid('it is by another space')
  }
  const { 'ds:chain': chain } = subject
  if (chain === undefined) {
    if (offer.policy['ds:derivedFrom'] === undefined) return offer
    throw invalid('it passes on something, and does not say what')
  }
  if (!Array.isArray(chain) || chain.length === 0 || chain.length > MAX_CHAIN) {
    throw invalid('what it rests on is malformed')
  }
  const source = sourceOf([...chain.map(each => parseOffer(each).offer), offer])
  return { ...offer, source, chain: [...(chain as object[]), statement as object] }
}

/** did:key of the owner at the beginning of a chain in which each passes on what the one before gave. */
function sourceOf(chain: readonly Offer[]): string {
  const [first] = chain as [Offer]
  // Bytes are passed on as they are, so that fewer fields cannot be promised with them.
  const isOne = chain.every(
    ({ set, policy }) => set.equals(first.set) && sameFields(policy, first.policy)
  )
  if (!isOne) throw invalid('it passes on something else than was given')
  const links = chain.map(({ policy }, index) => {
    const next = chain[index + 1]
    // Whether the right was in force when it was passed on; that it has ended since ends the keys.
    return { policy, ...(next && { passedOn: { now: () => Date.parse(next.created) } }) }
  })
  const result = verifyChain(links, { now: () => Date.parse(chain[chain.length - 1]!.created) })
  if (!result.valid) {
    throw invalid(`link ${result.at} of the chain of those who passed it on is ${result.fault}`)
  }
  return first.owner
}

function parseOffer(statement: unknown): { offer: Offer; subject: Record<string, unknown> } {
  const result = verify(statement, { proofPurpose: 'assertionMethod' })
  if (!result.verified) throw invalid(result.message)
  const credential = statement as Record<string, unknown>
  const types = credential['type']
  if (!Array.isArray(types) || !types.includes(TYPE)) throw invalid('it is no grant')
  const subject = credential['credentialSubject'] as Record<string, unknown> | null
  if (typeof subject !== 'object' || subject === null) throw invalid('it grants nothing')
  const policy = validatePolicy(subject['ds:policy'])
  if (policy.assigner !== result.issuer || !isDid(result.issuer)) {
    throw invalid('its terms are those of somebody else')
  }
  const created = credential['validFrom']
  const count = subject['ds:count']
  if (typeof created !== 'string' || !Number.isFinite(Date.parse(created))) throw invalid('no time')
  if (!Number.isSafeInteger(count) || (count as number) < 0) throw invalid('no count')
  const offer: Offer = {
    owner: result.issuer,
    source: result.issuer,
    chain: [statement as object],
    ownerName: textIn(subject['ds:ownerName']),
    label: textIn(subject['ds:label']),
    space: keyIn(subject['ds:space']),
    grant: keyIn(subject['ds:grant']),
    set: keyIn(subject['ds:set']),
    count: count as number,
    created: new Date(created).toISOString(),
    policy
  }
  return { offer, subject }
}

function keyIn(value: unknown): Buffer {
  if (typeof value === 'string' && /^[a-z1-9]{52}$/.test(value)) {
    const key = Buffer.from(z32.decode(value))
    if (key.byteLength === 32) return key
  }
  throw invalid('a key in it is malformed')
}

// Line ends, escape sequences and marks that turn the direction of writing: a name with them could pass
// for something that the app says.
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

function textIn(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value.replace(STEERING, ' ')
  throw invalid('a text in it is missing or too long')
}

function invalid(why: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', `The terms of this share are not valid: ${why}`)
}
